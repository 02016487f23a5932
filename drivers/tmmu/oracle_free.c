// SPDX-License-Identifier: GPL-2.0
/*
 * L2: a page that goes back to the allocator has no spte and no TLB entry.
 *
 * Checked at the free itself, so that the report names the task that freed it.
 * The counts of record.c say whether to look: one load for each free while no
 * translation exists.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "oracle.h"

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
	struct tmmu *t;
	unsigned int i;

	list_for_each_entry_rcu(t, &tmmu_all, node) {
		list_for_each_entry(spte, &t->all, node)
			if (pfn >= spte->pfn && pfn < spte->pfn + spte->pages)
				tmmu_freed(t, spte->addr, pfn, "an spte");
		for (i = 0; i < TMMU_TLB_SIZE; i++)
			if (READ_ONCE(t->tlb[i].valid) && t->tlb[i].pfn == pfn)
				tmmu_freed(t, t->tlb[i].addr, pfn,
					   "a TLB entry");
		if (t->table.valid && t->table.pfn == pfn)
			tmmu_freed(t, t->table.addr, pfn,
				   "the walk, for a page of ptes,");
		for (i = 0; t->cache && i < TMMU_LINES; i++)
			if (t->cache[i].valid && t->cache[i].pfn == pfn)
				tmmu_freed(t, 0, pfn, "a cache line");
	}
}

/* Called by the page allocator; any context. */
void tmmu_oracle_freed(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned long end = pfn + (1UL << order);

	tmmu_record_freed(pfn, end);
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
