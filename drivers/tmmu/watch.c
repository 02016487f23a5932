// SPDX-License-Identifier: GPL-2.0
/*
 * For those who read a trace: what the ptes of the addresses that devices use have
 * become by a step, and the pages behind them.
 *
 *	pte.is ADDR VALUE	VALUE is pfn << 4 | 1 for present | 2 for writable,
 *				0 for none
 *	page.is PFN COUNT	references; 0: the page is free
 *
 * Changes only.  Called by the controller while nobody else runs.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "oracle.h"

#define TMMU_WATCHED	32

struct tmmu_watched {
	const void	*mm;	/* of an address; NULL for a page */
	unsigned long	key;	/* address or pfn */
	unsigned long	value;	/* as last noted */
};

static struct tmmu_watched tmmu_watched[TMMU_WATCHED];
static unsigned int tmmu_nr_watched;

/* What is watched as (@mm, @key), from now on if it was not; NULL: no room. */
static struct tmmu_watched *tmmu_watch(const void *mm, unsigned long key)
{
	struct tmmu_watched *w = tmmu_watched;

	for (; w < tmmu_watched + tmmu_nr_watched; w++)
		if (w->mm == mm && w->key == key)
			return w;
	if (tmmu_nr_watched == TMMU_WATCHED)
		return NULL;
	tmmu_nr_watched++;
	*w = (struct tmmu_watched){ mm, key, ULONG_MAX };
	return w;
}

static void tmmu_watch_note(struct tmmu_watched *w, const char *name,
			    unsigned long value)
{
	if (w->value == value)
		return;
	w->value = value;
	il_note(name, w->key, value);
}

/* An address of @t, and the page that it has now. */
static void tmmu_watch_addr(struct tmmu *t, unsigned long addr)
{
	struct tmmu_watched *w = tmmu_watch(t->mm, addr);
	unsigned long value = 0;
	pte_t pte;

	if (tmmu_walk(t->mm, addr, &pte)) {
		value = pte_pfn(pte) << 4 | pte_write(pte) << 1 | 1;
		tmmu_watch(NULL, pte_pfn(pte));
	}
	if (w)
		tmmu_watch_note(w, "pte.is", value);
}

static void tmmu_watch_mmu(struct tmmu *t)
{
	struct tmmu_tlb_entry *e;
	struct tmmu_spte *spte;
	unsigned int i, n = tmmu_nr_watched;

	list_for_each_entry(spte, &t->all, node)
		tmmu_watch_addr(t, spte->addr);
	for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++)
		if (READ_ONCE(e->valid))
			tmmu_watch_addr(t, e->addr);
	for (i = 0; i < n; i++)
		if (tmmu_watched[i].mm == t->mm)
			tmmu_watch_addr(t, tmmu_watched[i].key);
}

/* il_checker.show */
void tmmu_watch_show(void)
{
	struct tmmu_watched *w;
	struct tmmu *t;

	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(t, &tmmu_all, node)
		if (!READ_ONCE(t->dead))
			tmmu_watch_mmu(t);
	for (w = tmmu_watched; w < tmmu_watched + tmmu_nr_watched; w++)
		if (!w->mm && pfn_valid(w->key))
			tmmu_watch_note(w, "page.is",
					page_count(pfn_to_page(w->key)));
	preempt_enable();
	rcu_read_unlock();
}
