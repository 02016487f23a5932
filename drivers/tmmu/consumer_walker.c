// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "walker": a device that walks the page tables of the process itself, as an
 * IOMMU does with shared virtual addressing.  It has a TLB and keeps in mind which page
 * of ptes it has walked last; it has no table of its own, and nothing that a fault could
 * install: where a walk fails, it asks mm to bring the page in.
 *
 * Of ranges it only keeps account, see invalidate.c.  It is told when the processor's
 * TLB is flushed, by mmu_notifier_arch_invalidate_secondary_tlbs(): behind the change of
 * the ptes, and before the pages, and the pages of ptes, are given back.
 *
 *	device				mm
 *	------				--
 *	walks, fills its TLB
 *					clears the pte
 *					flush: the device flushes
 *					the page is free
 *
 * As in hardware a flush is complete when the walks that had begun before it are: both
 * hold mmu_lock.
 */
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>

#include "device.h"

/*
 * What the hardware does when its TLB misses.  True: the TLB has a translation now that
 * allows the access.  A page that was not used or not written yet is left to mm.
 */
static bool tmmu_walker_walk(struct tmmu *t, unsigned long addr, bool write)
{
	struct tmmu_tlb_table *table = &t->table;
	bool dirty;
	pmd_t pmd;
	pte_t pte;

	lockdep_assert_held(&t->mmu_lock);

	if (!table->valid || table->addr != (addr & PMD_MASK)) {
		if (!tmmu_walk_pmd(t->mm, addr, &pmd))
			return false;
		tmmu_tlb_table_fill(t, addr, page_to_pfn(pmd_page(pmd)));
	}
	il_point("walk.table", addr, t->id);
	pte = ptep_get((pte_t *)page_address(pfn_to_page(table->pfn)) +
		       pte_index(addr));
	dirty = pte_write(pte) && pte_dirty(pte);
	if (!pte_present(pte) || !tmmu_pte_readable(pte) || !pte_young(pte) ||
	    (write && !dirty) || !pfn_valid(pte_pfn(pte)))
		return false;
	tmmu_tlb_fill(t, addr, pte_pfn(pte), dirty);
	return true;
}

/*
 * What the hardware asks for when a walk fails; the next walk finds it, or another one.
 * To look the page up is not enough: its pte may be there, and old, or clean.  A fault
 * makes it young, and dirty for a store.
 */
static int tmmu_walker_request(struct tmmu *t, unsigned long addr, bool write,
			       u32 *retries)
{
	unsigned int flags = FAULT_FLAG_REMOTE | (write ? FAULT_FLAG_WRITE : 0);
	bool unlocked;
	int err;

	il_point("walk.request", addr, t->id);
	if (*retries >= TMMU_MAX_RETRIES) {
		tmmu_judge->stuck(t, addr, *retries);
		return -ELOOP;
	}
	if (!mmget_not_zero(t->mm))
		return -ESRCH;
	err = mmap_read_lock_killable(t->mm);
	if (!err) {
		err = fixup_user_fault(t->mm, addr & PAGE_MASK, flags, &unlocked);
		mmap_read_unlock(t->mm);
	}
	mmput(t->mm);
	return err;
}

/* ---- the subscription to flushes ---- */

static void tmmu_walker_flush(struct mmu_notifier *mn, struct mm_struct *mm,
			      unsigned long start, unsigned long end)
{
	struct tmmu *t = container_of(mn, struct tmmu, guard_state.flushes);

	spin_lock(&t->mmu_lock);
	tmmu_tlb_flush_range(t, start, end);
	spin_unlock(&t->mmu_lock);
}

/*
 * The address space goes, and nobody is told of a flush any more; release of a design may
 * come later, and the OOM reaper in between.
 */
static void tmmu_walker_release(struct mmu_notifier *mn, struct mm_struct *mm)
{
	struct tmmu *t = container_of(mn, struct tmmu, guard_state.flushes);

	spin_lock(&t->mmu_lock);
	tmmu_kill(t);
	spin_unlock(&t->mmu_lock);
}

static const struct mmu_notifier_ops tmmu_walker_flush_ops = {
	.release			= tmmu_walker_release,
	.arch_invalidate_secondary_tlbs	= tmmu_walker_flush,
};

static int tmmu_walker_attach(struct tmmu *t)
{
	t->guard_state.flushes.ops = &tmmu_walker_flush_ops;
	return mmu_notifier_register(&t->guard_state.flushes, t->mm);
}

static void tmmu_walker_detach(struct tmmu *t)
{
	mmu_notifier_unregister(&t->guard_state.flushes, t->mm);
}

/* There are no faults that would have to be kept apart. */
static const struct tmmu_guard tmmu_guard_walker = {
	.name		= "walker",
	.attach		= tmmu_walker_attach,
	.detach		= tmmu_walker_detach,
	.begin		= tmmu_guard_nothing,
	.end		= tmmu_guard_nothing,
	.page		= tmmu_guard_no_page,
	.active		= tmmu_guard_none_active,
};

static const struct mmn_ops tmmu_walker_ops = {
	.release		= tmmu_release,
	.invalidate_page	= tmmu_owed_page,
	.invalidate_range_begin	= tmmu_owed_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

const struct tmmu_consumer tmmu_consumer_walker = {
	.name		= "walker",
	.ops		= &tmmu_walker_ops,
	.guard		= &tmmu_guard_walker,
	.tlb_only	= true,
	.walk		= tmmu_walker_walk,
	.request	= tmmu_walker_request,
};
