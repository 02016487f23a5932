// SPDX-License-Identifier: GPL-2.0
/*
 * L2: a page that goes back to the allocator has no spte and no TLB entry.
 *
 * Checked at the free itself, so that the report names the task that freed it.
 * A count for each page frame, of all secondary MMUs together, says whether to
 * look; it is up before a translation can be found and down after it cannot.
 * Costs one load for each free while no translation exists.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "tmmu.h"

static atomic_t *tmmu_frames;
static unsigned long tmmu_nr_frames;
static atomic_t tmmu_translations = ATOMIC_INIT(0);

void tmmu_pfn_get(unsigned long pfn)
{
	if (pfn < tmmu_nr_frames)
		atomic_inc(&tmmu_frames[pfn]);
	atomic_inc(&tmmu_translations);
}

void tmmu_pfn_put(unsigned long pfn)
{
	atomic_dec(&tmmu_translations);
	if (pfn < tmmu_nr_frames)
		atomic_dec(&tmmu_frames[pfn]);
}

/* How many sptes and TLB entries have @pfn, or are just losing it? */
int tmmu_pfn_refs(unsigned long pfn)
{
	return pfn < tmmu_nr_frames ? atomic_read(&tmmu_frames[pfn]) : 0;
}

static void tmmu_freed(struct tmmu *t, unsigned long addr, unsigned long pfn,
		       const char *holder)
{
	tmmu_report(t, 2, addr, current,
		    "a freed page has no spte and no TLB entry",
		    "pfn %#lx was freed, %s has it", pfn, holder);
}

static void tmmu_check_frame(unsigned long pfn)
{
	struct tmmu_spte *spte;
	unsigned long index;
	struct tmmu *t;
	unsigned int i;

	list_for_each_entry_rcu(t, &tmmu_all, node) {
		xa_for_each(&t->sptes, index, spte)
			if (spte->pfn == pfn)
				tmmu_freed(t, index << PAGE_SHIFT, pfn,
					   "an spte");
		for (i = 0; i < TMMU_TLB_SIZE; i++)
			if (READ_ONCE(t->tlb[i].valid) && t->tlb[i].pfn == pfn)
				tmmu_freed(t, t->tlb[i].addr, pfn,
					   "a TLB entry");
	}
}

/* Called by the page allocator; any context. */
static void tmmu_check_free(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned long end = pfn + (1UL << order);

	if (likely(!atomic_read(&tmmu_translations)))
		return;

	rcu_read_lock();
	preempt_disable();
	for (; pfn < end; pfn++)
		if (unlikely(tmmu_pfn_refs(pfn)))
			tmmu_check_frame(pfn);
	preempt_enable();
	rcu_read_unlock();
}

static int __init tmmu_free_init(void)
{
	tmmu_frames = kvcalloc(max_pfn, sizeof(*tmmu_frames), GFP_KERNEL);
	if (!tmmu_frames)
		return -ENOMEM;
	tmmu_nr_frames = max_pfn;
	mmn_set_free_checker(tmmu_check_free);
	return 0;
}
subsys_initcall(tmmu_free_init);
