// SPDX-License-Identifier: GPL-2.0
/*
 * The secondary page fault.
 *
 * The page is looked up by get_user_pages, which sleeps, so it is done without
 * mmu_lock, between the snapshot and the check of the consumer's protocol.  The
 * reference on the page is dropped once the spte is installed: from then on
 * only the notifier keeps the spte true.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "tmmu.h"

/*
 * The page of @addr with a reference, faulted in as the process itself would.
 * -EFAULT, -EINTR for a fatal signal, or -ENOMEM.
 */
static struct page *tmmu_get_page(struct mm_struct *mm, unsigned long addr,
				  bool write)
{
	struct page *page;
	int locked = 1;
	long got;

	if (mmap_read_lock_killable(mm))
		return ERR_PTR(-EINTR);
	got = get_user_pages_remote(mm, addr, 1, write ? FOLL_WRITE : 0, &page,
				    &locked);
	if (locked)
		mmap_read_unlock(mm);

	if (got == 1)
		return page;
	if (fatal_signal_pending(current))
		return ERR_PTR(-EINTR);
	return ERR_PTR(got == -ENOMEM ? -ENOMEM : -EFAULT);
}

/* Check and install in one hold of mmu_lock.  -EAGAIN: begin again. */
static int tmmu_install(struct tmmu *t, unsigned long addr,
			struct tmmu_spte *spte, unsigned long seq)
{
	int err;

	spin_lock(&t->mmu_lock);
	il_point("fault.check", addr, t->id);
	if (t->dead) {
		err = -ESRCH;
	} else if (t->consumer->retry(t, addr, seq) ||
		   t->control == TMMU_CONTROL_L3) {
		err = -EAGAIN;
	} else {
		il_point("fault.install", addr, t->id);
		err = tmmu_spte_install(t, addr, spte);
	}
	spin_unlock(&t->mmu_lock);
	return err;
}

/* Once through the protocol.  -EAGAIN: begin again. */
static int tmmu_fault_once(struct tmmu *t, unsigned long addr, bool write)
{
	struct tmmu_spte *spte;
	struct page *page;
	unsigned long seq;
	int err;

	spte = tmmu_spte_alloc(t, addr);
	if (!spte)
		return -ENOMEM;

	il_point("fault.snapshot", addr, t->id);
	err = t->consumer->snapshot(t, addr, &seq);
	if (err)
		goto out_free;

	/* Held until the spte is in: release cannot come in between. */
	err = -ESRCH;
	if (!mmget_not_zero(t->mm))
		goto out_free;

	il_point("fault.walk", addr, t->id);
	page = tmmu_get_page(t->mm, addr, write);
	if (IS_ERR(page)) {
		err = PTR_ERR(page);
		goto out_mm;
	}
	il_point("fault.got_page", addr, t->id);

	spte->pfn = page_to_pfn(page);
	spte->write = write || t->control == TMMU_CONTROL_L1;
	err = tmmu_install(t, addr, spte, seq);
	if (!err)
		spte = NULL;
	put_page(page);
out_mm:
	mmput(t->mm);
out_free:
	tmmu_spte_free(spte);
	return err;
}

/*
 * Install an spte for @addr.  @retries counts the times that it had to begin
 * again, and is a budget over all faults of one access.
 *
 * Returns 0, -EFAULT, -EINTR, -ENOMEM, -ESRCH, or -ELOOP when the budget is
 * used up.  No lock held; may sleep.
 */
int tmmu_fault(struct tmmu *t, unsigned long addr, bool write, u32 *retries)
{
	int err;

	addr &= PAGE_MASK;
	il_point("fault.enter", addr, t->id);

	spin_lock(&t->mmu_lock);
	t->stats.faults++;
	spin_unlock(&t->mmu_lock);

	while (*retries < TMMU_MAX_RETRIES) {
		err = tmmu_fault_once(t, addr, write);
		if (err != -EAGAIN)
			return err;

		il_note("fault.retry", addr, t->id);
		spin_lock(&t->mmu_lock);
		t->stats.retries++;
		spin_unlock(&t->mmu_lock);
		(*retries)++;
	}

	tmmu_report(t, 3, addr, current,
		    "a secondary fault succeeds in a bounded number of steps",
		    "%u retries were not enough", *retries);
	return -ELOOP;
}
