// SPDX-License-Identifier: GPL-2.0
/*
 * The table of secondary translations.
 *
 * The frame of a valid spte is counted for the oracle from before the spte can
 * be found until after it cannot be found any more.
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "device.h"

/* The frames of @spte are counted, or no more, see record.c. */
static void tmmu_spte_count(const struct tmmu_spte *spte, void (*count)(unsigned long pfn))
{
	unsigned int i;

	for (i = 0; i < spte->pages; i++)
		count(spte->pfn + i);
}

/*
 * An spte for the device address @addr, not in the table yet, and room for it there.
 * Allocated ahead because tmmu_spte_install() runs under mmu_lock.  Sleeps; no lock held.
 */
struct tmmu_spte *tmmu_spte_alloc(struct tmmu *t, unsigned long addr)
{
	struct tmmu_spte *spte;

	if (!t->consumer->tlb_only &&
	    xa_reserve(&t->sptes, addr >> PAGE_SHIFT, GFP_KERNEL))
		return NULL;
	if (t->slots && tmmu_rmap_reserve(t, addr)) {
		xa_release(&t->sptes, addr >> PAGE_SHIFT);
		return NULL;
	}

	spte = kmem_cache_zalloc(tmmu_sptes, GFP_KERNEL);
	if (!spte) {
		xa_release(&t->sptes, addr >> PAGE_SHIFT);
		return NULL;
	}
	spte->addr = addr;
	spte->daddr = addr;
	spte->pages = 1;
	return spte;
}

/*
 * The page of a pinned spte that has just left the table.  It may be put when
 * the TLB has been flushed, or when somebody else has a reference until then.
 */
static void tmmu_unpin(struct tmmu *t, struct page *page)
{
	t->stats.pinned--;
	if (!t->gather_max) {
		put_page(page);
		return;
	}
	t->gather[t->nr_gathered++] = page;
	if (t->nr_gathered == t->gather_max)
		tmmu_gather_flush(t);
}

/* Flush, then put what has been gathered. */
void tmmu_gather_flush(struct tmmu *t)
{
	lockdep_assert_held(&t->mmu_lock);

	if (!t->nr_gathered)
		return;
	tmmu_tlb_flush(t);
	while (t->nr_gathered)
		put_page(t->gather[--t->nr_gathered]);
}

/* Free an spte that never was in the table. */
void tmmu_spte_free(struct tmmu_spte *spte)
{
	kmem_cache_free(tmmu_sptes, spte);
}

/* The valid spte of the device address @addr or NULL.  Under mmu_lock or RCU. */
struct tmmu_spte *tmmu_spte_find(struct tmmu *t, unsigned long addr)
{
	struct tmmu_spte *spte = xa_load(&t->sptes, addr >> PAGE_SHIFT);

	if (spte || !(t->flags & TMMU_BIG))
		return spte;
	spte = xa_load(&t->sptes, (addr & ~(TMMU_BIG_SIZE - 1)) >> PAGE_SHIFT);
	return spte && spte->pages > 1 ? spte : NULL;
}

/*
 * Call @fn for each spte of the user addresses [start, end), and return the sum of what it
 * returns.
 */
unsigned int tmmu_spte_visit(struct tmmu *t, unsigned long start,
			     unsigned long end, tmmu_visit_fn fn, void *arg)
{
	struct tmmu_spte *spte;
	unsigned long index, from;
	unsigned int sum = 0;

	if (start >= end)
		return 0;
	if (t->slots)
		return tmmu_slots_visit(t, start, end, fn, arg);
	from = t->flags & TMMU_BIG ? start & ~(TMMU_BIG_SIZE - 1) : start;
	xa_for_each_range(&t->sptes, index, spte, from >> PAGE_SHIFT,
			  (end - 1) >> PAGE_SHIFT)
		if (tmmu_spte_overlaps(spte, start, end))
			sum += fn(t, spte, arg);
	return sum;
}

/* Drop a valid spte, to be called by tmmu_spte_visit().  The TLB may still have it. */
unsigned int tmmu_spte_drop(struct tmmu *t, struct tmmu_spte *spte, void *arg)
{
	xa_erase(&t->sptes, spte->daddr >> PAGE_SHIFT);
	if (t->slots)
		tmmu_rmap_del(t, spte);
	list_del(&spte->node);
	il_note("spte.zap", spte->daddr, spte->pfn);
	if (t->cache)
		tmmu_cache_clean(t, spte->pfn);
	tmmu_spte_count(spte, tmmu_pfn_put);
	if (spte->pin)
		tmmu_unpin(t, spte->pin);
	kfree_rcu(spte, rcu);
	t->nr_sptes--;
	t->stats.zapped++;
	return 1;
}

static unsigned int tmmu_spte_inherit(struct tmmu *t, struct tmmu_spte *old,
				     void *arg)
{
	struct tmmu_spte *spte = arg;

	spte->young |= old->young;
	spte->used_at = max(spte->used_at, old->used_at);
	spte->aged_at = max(spte->aged_at, old->aged_at);
	spte->taken_by = max(spte->taken_by, old->taken_by);
	return tmmu_spte_drop(t, old, NULL);
}

/*
 * What there is of the pages of @spte goes, before @spte is installed; what is known of
 * their use stays known.  mmu_lock held.
 */
static void tmmu_spte_make_room(struct tmmu *t, struct tmmu_spte *spte)
{
	if (tmmu_spte_visit(t, spte->addr, spte->addr + spte->pages * PAGE_SIZE,
			    tmmu_spte_inherit, spte))
		tmmu_tlb_flush(t);
}

/*
 * Make @spte the valid one for @addr.  What was known of the use of the page
 * through an older spte stays known.
 *
 * Returns 0, or -EAGAIN when an invalidation has taken the room that
 * tmmu_spte_alloc() made; @spte is then still the caller's.
 */
int tmmu_spte_install(struct tmmu *t, unsigned long addr,
		      struct tmmu_spte *spte)
{
	struct tmmu_spte *old;

	lockdep_assert_held(&t->mmu_lock);

	if (t->flags & TMMU_BIG)
		tmmu_spte_make_room(t, spte);
	old = tmmu_spte_find(t, addr);
	if (old) {
		spte->young = old->young;
		spte->used_at = old->used_at;
		spte->aged_at = old->aged_at;
		spte->taken_by = old->taken_by;
	}

	tmmu_spte_count(spte, tmmu_pfn_get);
	if (t->slots && tmmu_rmap_add(t, spte)) {
		tmmu_spte_count(spte, tmmu_pfn_put);
		return -EAGAIN;
	}
	if (xa_is_err(xa_store(&t->sptes, addr >> PAGE_SHIFT, spte,
			       GFP_NOWAIT | __GFP_NOWARN))) {
		if (t->slots)
			tmmu_rmap_del(t, spte);
		tmmu_spte_count(spte, tmmu_pfn_put);
		return -EAGAIN;
	}
	list_add_tail(&spte->node, &t->all);
	if (spte->pin)
		t->stats.pinned++;
	il_note("spte.set", addr, spte->pfn);

	if (old) {
		if (t->slots)
			tmmu_rmap_del(t, old);
		list_del(&old->node);
		tmmu_tlb_drop(t, addr);
		if (t->cache)
			tmmu_cache_clean(t, old->pfn);
		tmmu_spte_count(old, tmmu_pfn_put);
		if (old->pin)
			tmmu_unpin(t, old->pin);
		kfree_rcu(old, rcu);
	} else {
		t->nr_sptes++;
	}
	return 0;
}

/*
 * Drop the valid sptes of the user addresses [start, end).  Returns how many there were.
 * The TLB may still have them.
 */
unsigned int tmmu_spte_zap(struct tmmu *t, unsigned long start,
			   unsigned long end)
{
	lockdep_assert_held(&t->mmu_lock);
	return tmmu_spte_visit(t, start, end, tmmu_spte_drop, NULL);
}

/* The same of all there are. */
void tmmu_spte_zap_all(struct tmmu *t)
{
	struct tmmu_spte *spte, *next;

	lockdep_assert_held(&t->mmu_lock);
	list_for_each_entry_safe(spte, next, &t->all, node)
		tmmu_spte_drop(t, spte, NULL);
}
