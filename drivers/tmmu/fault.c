// SPDX-License-Identifier: GPL-2.0
/*
 * The secondary page fault.
 *
 * The page is looked up by get_user_pages, which sleeps, so it is done without
 * mmu_lock, between the snapshot and the check of the range protocol.  The
 * reference on the page is dropped once the spte is installed: from then on
 * only the notifier keeps the spte true.  A device with TMMU_PIN keeps it.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "device.h"

/*
 * A task has to wait for a range before its fault may begin.  No lock held, nor taken: a
 * lock here would hide what the waiter and who wakes it owe each other.
 */
void tmmu_fault_waits(struct tmmu *t, unsigned long addr)
{
	il_note("fault.wait", addr, t->id);
	WRITE_ONCE(t->stats.waits, READ_ONCE(t->stats.waits) + 1);
}

static LIST_HEAD(tmmu_faults);
static DEFINE_RAW_SPINLOCK(tmmu_faults_lock);

/* Is the calling task in a fault of @t, or of any where that is NULL?  No raw spinlock held. */
bool tmmu_faulting(const struct tmmu *t)
{
	struct tmmu_faulting *f;
	bool found = false;

	raw_spin_lock_irq(&tmmu_faults_lock);
	list_for_each_entry(f, &tmmu_faults, node)
		found |= f->task == current && (!t || f->t == t);
	raw_spin_unlock_irq(&tmmu_faults_lock);
	return found;
}

static void tmmu_faulting_add(struct tmmu *t, struct tmmu_faulting *f)
{
	f->task = current;
	f->t = t;
	raw_spin_lock_irq(&tmmu_faults_lock);
	list_add(&f->node, &tmmu_faults);
	raw_spin_unlock_irq(&tmmu_faults_lock);
}

static void tmmu_faulting_remove(struct tmmu_faulting *f)
{
	raw_spin_lock_irq(&tmmu_faults_lock);
	list_del(&f->node);
	raw_spin_unlock_irq(&tmmu_faults_lock);
}

/*
 * The page of @addr with a reference, faulted in as the process itself would.
 * @locked: mmap_lock is held, and stays held.  -EFAULT, -EINTR for a fatal
 * signal, or -ENOMEM.
 */
static struct page *tmmu_get_page(struct mm_struct *mm, unsigned long addr,
				  bool write, bool locked)
{
	unsigned int flags = write ? FOLL_WRITE : 0;
	struct page *page;
	int still = 1;
	long got;

	if (!locked && mmap_read_lock_killable(mm))
		return ERR_PTR(-EINTR);
	got = get_user_pages_remote(mm, addr, 1, flags, &page,
				    locked ? NULL : &still);
	if (!locked && still)
		mmap_read_unlock(mm);

	if (got == 1) {
		tmmu_record_taken(page_to_pfn(page));
		return page;
	}
	if (fatal_signal_pending(current))
		return ERR_PTR(-EINTR);
	return ERR_PTR(got == -ENOMEM ? -ENOMEM : -EFAULT);
}

/* -EAGAIN: a slot has changed meanwhile, or there is no room any more. */
static int tmmu_enter_translation(struct tmmu *t, unsigned long addr,
				  struct tmmu_spte *spte)
{
	if (t->slots && tmmu_slots_changes(t) != spte->changes)
		return -EAGAIN;
	if (spte->pages > 1)
		tmmu_big_check(t, spte, addr);
	if (!t->consumer->tlb_only)
		return tmmu_spte_install(t, spte->daddr, spte);
	tmmu_tlb_fill(t, addr, spte->pfn, spte->write);
	return 0;
}

/* Check and install in one hold of mmu_lock.  -EAGAIN: begin again. */
static int tmmu_install(struct tmmu *t, unsigned long addr,
			struct tmmu_spte *spte, unsigned long seq)
{
	int err;

	if (t->flags & TMMU_BIG)
		tmmu_big_look_up(t, spte, seq);

	spin_lock(&t->mmu_lock);
	il_point("fault.check", addr, t->id);
	if (t->dead) {
		err = -ESRCH;
	} else if (t->guard->retry(t, addr, seq) ||
		   t->control == TMMU_CONTROL_L3) {
		err = -EAGAIN;
	} else {
		il_point("fault.install", addr, t->id);
		err = tmmu_enter_translation(t, addr, spte);
	}
	spin_unlock(&t->mmu_lock);
	return err;
}

/* Look the page up and install it.  The mm has a user. */
static int tmmu_look_up(struct tmmu *t, unsigned long addr, bool write,
			bool locked, unsigned long seq,
			struct tmmu_spte *spte)
{
	struct page *page;
	int err;

	il_point("fault.walk", addr, t->id);
	page = tmmu_get_page(t->control == TMMU_CONTROL_L10 ? current->mm : t->mm,
			     addr, write, locked);
	if (IS_ERR(page))
		return PTR_ERR(page);
	il_point("fault.got_page", addr, t->id);

	spte->pfn = page_to_pfn(page);
	spte->write = write || t->control == TMMU_CONTROL_L1;
	if (t->flags & TMMU_PIN)
		spte->pin = page;
	err = tmmu_install(t, addr, spte, seq);
	if ((err || !(t->flags & TMMU_PIN)) && t->control != TMMU_CONTROL_L9)
		put_page(page);
	return err;
}

/* Protocols that look first and ask afterwards: mmap_lock is the inner one. */
static int tmmu_fault_optimistic(struct tmmu *t, unsigned long addr,
				 bool write, struct tmmu_spte *spte)
{
	unsigned long seq;
	int err;

	err = t->guard->snapshot(t, addr, &seq);
	if (err)
		return err;
	/* Held until the spte is in: release cannot come in between. */
	if (!mmget_not_zero(t->mm))
		return -ESRCH;
	err = tmmu_look_up(t, addr, write, false, seq, spte);
	mmput(t->mm);
	return err;
}

/* Protocols that shut invalidations out while a fault looks. */
static int tmmu_fault_exclusive(struct tmmu *t, unsigned long addr,
				bool write, struct tmmu_spte *spte)
{
	struct tmmu_faulting self;
	unsigned long seq;
	int err;

	if (!mmget_not_zero(t->mm))
		return -ESRCH;
	err = mmap_read_lock_killable(t->mm);
	if (err)
		goto out_mm;
	err = t->guard->snapshot(t, addr, &seq);
	if (err)
		goto out_unlock;
	tmmu_faulting_add(t, &self);
	err = tmmu_look_up(t, addr, write, true, seq, spte);
	tmmu_faulting_remove(&self);
	t->guard->done(t);
out_unlock:
	mmap_read_unlock(t->mm);
out_mm:
	mmput(t->mm);
	return err;
}

/* Once through the protocol, for a device address.  -EAGAIN: begin again. */
static int tmmu_fault_once(struct tmmu *t, unsigned long addr, bool write)
{
	struct tmmu_spte *spte;
	int err;

	spte = tmmu_spte_alloc(t, addr);
	if (!spte)
		return -ENOMEM;

	if (t->slots) {
		err = tmmu_slot_fault(t, addr, write, &spte->addr,
				      &spte->changes);
		if (err) {
			tmmu_spte_free(spte);
			return err;
		}
		addr = spte->addr;
	}

	il_point("fault.snapshot", addr, t->id);
	if (t->guard->mmap_lock_first)
		err = tmmu_fault_exclusive(t, addr, write, spte);
	else
		err = tmmu_fault_optimistic(t, addr, write, spte);
	if (err || t->consumer->tlb_only)
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

	tmmu_judge->stuck(t, addr, *retries);
	return -ELOOP;
}
