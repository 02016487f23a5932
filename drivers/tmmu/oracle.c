// SPDX-License-Identifier: GPL-2.0
/*
 * The oracle: is every secondary MMU coherent with the page tables (L1), are
 * begins and ends in balance (L4), are methods called in a lawful order (L7),
 * does every fault come to an end (L3), does a device reach no memory but that of its
 * process (L10)?
 *
 * It runs while tasks are held anywhere, with locks of any kind, and takes none
 * of those.  With preemption off on the only CPU nothing moves; page tables and
 * sptes are then as some task has left them between two instructions, and every
 * pointer in them is good, because they are unlinked before they are freed.
 */
#include <linux/init.h>
#include <linux/ksm.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>

#include "oracle.h"

/*
 * Has the process @pfn in no mapping of its own?  No, when in doubt: a page that is
 * nobody's, or the kernel's, is for other laws.
 */
static bool tmmu_is_foreign(struct tmmu *t, unsigned long pfn)
{
	MA_STATE(mas, &t->mm->mm_mt, 0, 0);
	struct page *page = pfn_to_page(pfn);
	struct folio *folio = page_folio(page);
	struct anon_vma_chain *avc;
	struct vm_area_struct *vma;
	void *mapping;

	if (is_zero_pfn(pfn) || page_has_type(page) || folio_test_slab(folio) ||
	    folio_test_ksm(folio) || !folio_mapped(folio))
		return false;
	mapping = READ_ONCE(folio->mapping);
	if (!mapping)
		return false;
	mas_for_each(&mas, vma, ULONG_MAX) {
		if (vma->vm_file && vma->vm_file->f_mapping == mapping)
			return false;
		list_for_each_entry(avc, &vma->anon_vma_chain, same_vma)
			if (mapping == (void *)avc->anon_vma + PAGE_MAPPING_ANON)
				return false;
	}
	return true;
}

/* L1 and L10 for one translation, of @holder; preemption is off. */
static void tmmu_check_translation(struct tmmu *t, const char *holder,
				   unsigned long addr, unsigned long pfn,
				   bool write)
{
	static const char law[] =
		"an spte has the page of the pte and no more permission";
	bool there;
	pte_t pte;

	there = tmmu_walk(t->mm, addr, &pte);
	if ((!there || pte_pfn(pte) != pfn) && tmmu_is_foreign(t, pfn)) {
		tmmu_report(t, 10, addr, NULL,
			    "a device reaches the memory of its process alone",
			    "%s of pfn %#lx, which only other processes map", holder,
			    pfn);
		return;
	}
	if (mmn_in_flight(t->mm, addr))
		return;

	if (!there)
		tmmu_report(t, 1, addr, NULL, law,
			    "%s of pfn %#lx, but the pte allows no access",
			    holder, pfn);
	else if (pte_pfn(pte) != pfn)
		tmmu_report(t, 1, addr, NULL, law,
			    "%s of pfn %#lx, but the pte has pfn %#lx",
			    holder, pfn, pte_pfn(pte));
	else if (write && !pte_write(pte))
		tmmu_report(t, 1, addr, NULL, law,
			    "%s of pfn %#lx is writable, the pte is not",
			    holder, pfn);
	else if (write && !pte_dirty(pte) && !PageDirty(pfn_to_page(pfn)))
		tmmu_report(t, 1, addr, NULL, law,
			    "%s of pfn %#lx is writable, the page is clean",
			    holder, pfn);
}

/* L1: what the device has stored reaches the page that it was stored to */
static void tmmu_check_lines(struct tmmu *t)
{
	struct tmmu_spte *spte;
	struct tmmu_line *l;
	bool found;

	for (l = t->cache; l < t->cache + TMMU_LINES; l++) {
		if (!l->valid)
			continue;
		found = false;
		list_for_each_entry(spte, &t->all, node)
			found |= spte->pfn == l->pfn &&
				 (spte->write || !l->dirty);
		if (!found)
			tmmu_report(t, 1, 0, NULL,
				    "a cache line goes with the translation of its page",
				    "a %s line of pfn %#lx, which no spte allows",
				    l->dirty ? "dirty" : "clean", l->pfn);
	}
}

/* L1 for what lies in front of the user address; preemption is off. */
static void tmmu_check_slot(struct tmmu *t, const struct tmmu_spte *spte)
{
	static const char law[] = "an spte has the page that its slot says";
	unsigned long user;
	int err = tmmu_slot_user(t, spte->daddr, spte->write, &user);

	if (err == -EFAULT)
		tmmu_report(t, 1, spte->addr, NULL, law,
			    "the device has it at %#lx, where there is no slot",
			    spte->daddr);
	else if (!err && user != spte->addr)
		tmmu_report(t, 1, spte->addr, NULL, law,
			    "the device has it at %#lx, by the slot it is at %#lx",
			    spte->daddr, user);
}

static void tmmu_check_coherent(struct tmmu *t)
{
	unsigned long user;
	struct tmmu_tlb_entry *e;
	struct tmmu_spte *spte;
	unsigned int i;

	list_for_each_entry(spte, &t->all, node) {
		for (i = 0; i < spte->pages; i++)
			tmmu_check_translation(t, "spte",
					       spte->addr + i * PAGE_SIZE,
					       spte->pfn + i, spte->write);
		if (t->slots)
			tmmu_check_slot(t, spte);
	}
	if (t->cache)
		tmmu_check_lines(t);
	/* its planted fault is in the TLB, and for another law */
	if (t->control == TMMU_CONTROL_L2 && !t->consumer->tlb_only)
		return;
	for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++)
		if (READ_ONCE(e->valid) && !tmmu_tlb_user(t, e, &user))
			tmmu_check_translation(t, "TLB entry", user,
					       e->pfn, e->write);
}

/* L4: what the seam has delivered, and what the driver has made of it. */
static void tmmu_check_balance(struct tmmu *t, bool quiet)
{
	unsigned long begins = READ_ONCE(t->sub.begins);
	unsigned long ends = READ_ONCE(t->sub.ends);
	long active = t->guard->active(t);

	if (t->sub.ops->invalidate_range_begin &&
	    (ends > begins || (quiet && ends != begins)))
		tmmu_report(t, 4, 0, NULL,
			    "delivery: begins and ends pair up",
			    "%lu begins and %lu ends were delivered", begins,
			    ends);
	if (active < 0 || (quiet && active))
		tmmu_report(t, 4, 0, NULL,
			    "driver: its count of active ranges comes back to 0",
			    "the count is %ld", active);
}

/* L1: who is dead has dropped all, for good. */
static void tmmu_check_dead(struct tmmu *t)
{
	unsigned int i, entries = 0;

	for (i = 0; i < TMMU_TLB_SIZE; i++)
		entries += READ_ONCE(t->tlb[i].valid);
	if (t->nr_sptes || entries)
		tmmu_report(t, 1, 0, NULL,
			    "a device whose process has gone has no translation",
			    "%lu sptes and %u TLB entries", t->nr_sptes,
			    entries);
}

/* L7, by each method as it is called */
static void tmmu_oracle_method(struct tmmu *t)
{
	if (READ_ONCE(t->detached))
		tmmu_report(t, 7, 0, current,
			    "no method is called after detach has returned",
			    "a method is called");
	if (t->sub.released > 1)
		tmmu_report(t, 7, 0, current, "release is called once",
			    "release is called %u times", t->sub.released);
}

/* L7, by who has detached: calls that are under way belong to what is freed next */
static void tmmu_oracle_gone(struct tmmu *t)
{
	int inside = atomic_read(&t->sub.inside);

	if (inside)
		tmmu_report(t, 7, 0, current,
			    "no method runs when detach has returned",
			    "%d of them do", inside);
	if (t->sub.released && !READ_ONCE(t->released))
		tmmu_report(t, 7, 0, current,
			    "no method runs when detach has returned",
			    "release does");
}

/* L10, by whoever uses a number */
static void tmmu_oracle_submitted(struct tmmu *bound, struct tmmu *t)
{
	if (bound != t)
		tmmu_report(t, 10, 0, current,
			    "a number means one address space as long as a file is bound to it",
			    "number %u means another one by now", t->id);
}

/* L3, by the fault that gives up */
static void tmmu_oracle_stuck(struct tmmu *t, unsigned long addr, u32 retries)
{
	tmmu_report(t, 3, addr, current,
		    "a secondary fault succeeds in a bounded number of steps",
		    "%u retries were not enough", retries);
}

/**
 * tmmu_oracle_check - look at all secondary MMUs now
 * @quiet: no invalidation and no fault is under way
 *
 * Takes no sleeping lock.
 *
 * Return: the laws that have unread reports, as bits.
 */
u32 tmmu_oracle_check(bool quiet)
{
	struct tmmu *t;

	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(t, &tmmu_all, node) {
		if (READ_ONCE(t->dead)) {
			if (quiet)
				tmmu_check_dead(t);
			continue;
		}
		/* the flush may come behind the end of the range */
		if (quiet || !t->consumer->walk)
			tmmu_check_coherent(t);
		tmmu_check_balance(t, quiet);
		tmmu_gather_fits(t);
		if (quiet)
			tmmu_witness_judge(t);
	}
	preempt_enable();
	rcu_read_unlock();
	return tmmu_reports_broken();
}

static const struct tmmu_judge tmmu_oracle_judge = {
	.method = tmmu_oracle_method,
	.begin = tmmu_witness_begin,
	.end = tmmu_witness_end,
	.done = tmmu_witness_done,
	.owed = tmmu_oracle_owed,
	.gone = tmmu_oracle_gone,
	.submitted = tmmu_oracle_submitted,
	.stuck = tmmu_oracle_stuck,
};

static const struct il_checker tmmu_oracle_checker = {
	.check = tmmu_oracle_check,
	.state = tmmu_oracle_state,
	.over = tmmu_oracle_over,
	.show = tmmu_watch_show,
};

static int __init tmmu_oracle_init(void)
{
	tmmu_judge = &tmmu_oracle_judge;
	il_set_checker(&tmmu_oracle_checker);
	mmn_set_free_checker(tmmu_oracle_freed);
	mmn_set_age_checker(tmmu_oracle_aged);
	return 0;
}
/* before the devices are there */
subsys_initcall(tmmu_oracle_init);
