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
 *	begin: how many translations
 *	  have been made?
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

/*
 * The user address that the device reaches by this entry, or what tmmu_slot_user() returns:
 * that is for tmmu_check_slot().
 */
int tmmu_tlb_user(struct tmmu *t, const struct tmmu_tlb_entry *e, unsigned long *user)
{
	*user = e->addr;
	return t->slots ? tmmu_slot_user(t, e->addr, e->write, user) : 0;
}

static bool tmmu_owes(unsigned long addr, unsigned int pages, bool write,
		      const struct mmu_notifier_range *range)
{
	const bool rights = range->event == MMU_NOTIFY_PROTECTION_VMA ||
			    range->event == MMU_NOTIFY_PROTECTION_PAGE ||
			    range->event == MMU_NOTIFY_SOFT_DIRTY;

	return addr < range->end && range->start < addr + pages * PAGE_SIZE &&
	       (write || !rights);
}

void tmmu_oracle_owed(struct tmmu *t, unsigned long made,
		      const struct mmu_notifier_range *range)
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
			if (tmmu_owes(spte->addr, spte->pages, spte->write, range))
				tmmu_report(t, 1, spte->addr, current, law,
					    "an spte of pfn %#lx", spte->pfn);
		for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++)
			if (READ_ONCE(e->valid) && !tmmu_tlb_user(t, e, &user) &&
			    tmmu_owes(user, 1, e->write, range))
				tmmu_report(t, 1, user, current, law,
					    "a TLB entry of pfn %#lx", e->pfn);
	}
	preempt_enable();
	rcu_read_unlock();
}
