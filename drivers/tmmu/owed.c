// SPDX-License-Identifier: GPL-2.0
/*
 * L1: what a method owes when it returns.
 *
 * mm goes on to change the ptes when the begin of a range has returned, and it has changed
 * the pte when invalidate_page is called.  So when either returns, nothing translates the
 * range: no spte, and no entry of the TLB.  Where rights alone are taken, what is left may
 * not write.
 *
 *	invalidation			fault
 *	------------			-----
 *	begin: tmmu_owed_begin()
 *	  notes how many translations
 *	  have been made
 *	  drops those of the range
 *					installs one, after a snapshot of
 *					before the begin
 *	  compares, looks
 *
 * A translation that a fault has made meanwhile is for the range protocol and the other
 * parts of L1, so nothing is judged then; another order of the same steps shows the rest.
 * Planted faults are left out: each is for its own law.  So is a consumer that walks the
 * page tables: it is told of flushes, which come later.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "oracle.h"

static bool tmmu_owes(unsigned long addr, unsigned int pages, bool write,
		      unsigned long start, unsigned long end, bool rights)
{
	return addr < end && start < addr + pages * PAGE_SIZE && (write || !rights);
}

static void tmmu_owed(struct tmmu *t, unsigned long made, unsigned long start,
		      unsigned long end, bool rights)
{
	static const char law[] = "a method that returns leaves no translation of its range";
	struct tmmu_tlb_entry *e;
	struct tmmu_spte *spte;
	unsigned long user;

	if (t->control || t->consumer->walk || READ_ONCE(t->dead))
		return;
	rcu_read_lock();
	preempt_disable();
	if (made == tmmu_record_made()) {
		list_for_each_entry(spte, &t->all, node)
			if (tmmu_owes(spte->addr, spte->pages, spte->write, start, end, rights))
				tmmu_report(t, 1, spte->addr, current, law,
					    "an spte of pfn %#lx", spte->pfn);
		for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++)
			if (READ_ONCE(e->valid) && !tmmu_tlb_user(t, e, &user) &&
			    tmmu_owes(user, 1, e->write, start, end, rights))
				tmmu_report(t, 1, user, current, law,
					    "a TLB entry of pfn %#lx", e->pfn);
	}
	preempt_enable();
	rcu_read_unlock();
}

static bool tmmu_takes_rights(const struct mmu_notifier_range *range)
{
	return range->event == MMU_NOTIFY_PROTECTION_VMA ||
	       range->event == MMU_NOTIFY_PROTECTION_PAGE ||
	       range->event == MMU_NOTIFY_SOFT_DIRTY;
}

int tmmu_owed_begin(struct mmn_subscriber *sub, const struct mmu_notifier_range *range)
{
	unsigned long made = tmmu_record_made();
	int err = tmmu_invalidate_begin(sub, range);

	if (!err)
		tmmu_owed(tmmu_of(sub), made, range->start, range->end,
			  tmmu_takes_rights(range));
	return err;
}

void tmmu_owed_end_only(struct mmn_subscriber *sub, const struct mmu_notifier_range *range)
{
	unsigned long made = tmmu_record_made();

	tmmu_invalidate_end_only(sub, range);
	tmmu_owed(tmmu_of(sub), made, range->start, range->end, tmmu_takes_rights(range));
}

void tmmu_owed_page(struct mmn_subscriber *sub, struct mm_struct *mm, unsigned long address)
{
	unsigned long made = tmmu_record_made();

	tmmu_invalidate_page(sub, mm, address);
	address &= PAGE_MASK;
	tmmu_owed(tmmu_of(sub), made, address, address + PAGE_SIZE, false);
}
