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

/*
 * An spte for @addr, not in the table yet, and room for it there.  Allocated
 * ahead because tmmu_spte_install() runs under mmu_lock.  Sleeps; no lock held.
 */
struct tmmu_spte *tmmu_spte_alloc(struct tmmu *t, unsigned long addr)
{
	struct tmmu_spte *spte;

	if (!t->consumer->tlb_only &&
	    xa_reserve(&t->sptes, addr >> PAGE_SHIFT, GFP_KERNEL))
		return NULL;

	spte = kmem_cache_zalloc(tmmu_sptes, GFP_KERNEL);
	if (!spte)
		xa_release(&t->sptes, addr >> PAGE_SHIFT);
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

/* The valid spte of @addr or NULL.  Under mmu_lock or RCU. */
struct tmmu_spte *tmmu_spte_find(struct tmmu *t, unsigned long addr)
{
	return xa_load(&t->sptes, addr >> PAGE_SHIFT);
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
	struct tmmu_spte *old = tmmu_spte_find(t, addr);

	lockdep_assert_held(&t->mmu_lock);

	if (old) {
		spte->young = old->young;
		spte->used_at = old->used_at;
		spte->aged_at = old->aged_at;
	}

	tmmu_pfn_get(spte->pfn);
	if (xa_is_err(xa_store(&t->sptes, addr >> PAGE_SHIFT, spte,
			       GFP_NOWAIT | __GFP_NOWARN))) {
		tmmu_pfn_put(spte->pfn);
		return -EAGAIN;
	}
	spte->addr = addr;
	list_add_tail(&spte->node, &t->all);
	if (spte->pin)
		t->stats.pinned++;
	il_note("spte.set", addr, spte->pfn);

	if (old) {
		list_del(&old->node);
		tmmu_tlb_drop(t, addr);
		tmmu_pfn_put(old->pfn);
		if (old->pin)
			tmmu_unpin(t, old->pin);
		kfree_rcu(old, rcu);
	} else {
		t->nr_sptes++;
	}
	return 0;
}

/*
 * Drop the valid sptes of [start, end).  Returns how many there were.  The TLB
 * may still have them.
 */
unsigned int tmmu_spte_zap(struct tmmu *t, unsigned long start,
			   unsigned long end)
{
	struct tmmu_spte *spte;
	unsigned int zapped = 0;
	unsigned long index;

	lockdep_assert_held(&t->mmu_lock);

	if (start >= end)
		return 0;

	xa_for_each_range(&t->sptes, index, spte, start >> PAGE_SHIFT,
			  (end - 1) >> PAGE_SHIFT) {
		xa_erase(&t->sptes, index);
		list_del(&spte->node);
		il_note("spte.zap", index << PAGE_SHIFT, spte->pfn);
		tmmu_pfn_put(spte->pfn);
		if (spte->pin)
			tmmu_unpin(t, spte->pin);
		kfree_rcu(spte, rcu);
		t->nr_sptes--;
		zapped++;
	}
	t->stats.zapped += zapped;
	return zapped;
}
