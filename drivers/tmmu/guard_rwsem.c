// SPDX-License-Identifier: GPL-2.0
/*
 * Invalidations are many and share; a fault excludes all of them while it looks
 * up its page and installs.  In two forms, both sleeping, both waiting for
 * mmap_lock before anything else, as the callers of most begins do.
 *
 * "rwsem" is a read-write semaphore: a begin is a reader until its end, a fault
 * is the writer.
 *
 * "two-sided" is XPMEM's counter: above 0 invalidations, below 0 faults.
 *
 * The look-up itself may copy a page on write, and that invalidates: a task in
 * a fault of its own passes through.
 */
#include <linux/sched/signal.h>

#include "device.h"

static void tmmu_rwsem_enter(struct tmmu *t)
{
	if (!tmmu_faulting(t))
		down_read(&t->guard_state.sem);
}

static void tmmu_rwsem_leave(struct tmmu *t)
{
	if (!tmmu_faulting(t))
		up_read(&t->guard_state.sem);
}

static int tmmu_rwsem_snapshot(struct tmmu *t, unsigned long addr,
			       unsigned long *seq)
{
	*seq = 0;
	return down_write_killable(&t->guard_state.sem);
}

static void tmmu_rwsem_done(struct tmmu *t)
{
	up_write(&t->guard_state.sem);
}

const struct tmmu_guard tmmu_guard_rwsem = {
	.name			= "rwsem",
	.mmap_lock_first	= true,
	.enter			= tmmu_rwsem_enter,
	.begin			= tmmu_guard_nothing,
	.end			= tmmu_guard_nothing,
	.page			= tmmu_guard_no_page,
	.leave			= tmmu_rwsem_leave,
	.snapshot		= tmmu_rwsem_snapshot,
	.retry			= tmmu_guard_no_retry,
	.done			= tmmu_rwsem_done,
	.active			= tmmu_guard_none_active,
};

/* Add @n, which is 1 or -1, unless the other side is there. */
static bool tmmu_two_sided_add(struct tmmu *t, long n)
{
	bool ok;

	spin_lock(&t->mmu_lock);
	ok = t->guard_state.active == 0 || (t->guard_state.active > 0) == (n > 0);
	if (ok)
		t->guard_state.active += n;
	spin_unlock(&t->mmu_lock);
	return ok;
}

static void tmmu_two_sided_sub(struct tmmu *t, long n)
{
	spin_lock(&t->mmu_lock);
	t->guard_state.active -= n;
	wake_up_all(&t->guard_state.wait);
	spin_unlock(&t->mmu_lock);
}

static void tmmu_two_sided_enter(struct tmmu *t)
{
	if (!tmmu_faulting(t))
		wait_event(t->guard_state.wait, tmmu_two_sided_add(t, 1));
}

static void tmmu_two_sided_leave(struct tmmu *t)
{
	if (!tmmu_faulting(t))
		tmmu_two_sided_sub(t, 1);
}

static int tmmu_two_sided_snapshot(struct tmmu *t, unsigned long addr,
				   unsigned long *seq)
{
	*seq = 0;
	if (READ_ONCE(t->guard_state.active) > 0)
		tmmu_fault_waits(t, addr);
	return wait_event_killable(t->guard_state.wait, tmmu_two_sided_add(t, -1));
}

static void tmmu_two_sided_done(struct tmmu *t)
{
	tmmu_two_sided_sub(t, -1);
}

static long tmmu_two_sided_active(struct tmmu *t)
{
	long active = READ_ONCE(t->guard_state.active);

	return active > 0 ? active : 0;
}

const struct tmmu_guard tmmu_guard_two_sided = {
	.name			= "two-sided",
	.mmap_lock_first	= true,
	.enter			= tmmu_two_sided_enter,
	.begin			= tmmu_guard_nothing,
	.end			= tmmu_guard_nothing,
	.page			= tmmu_guard_no_page,
	.leave			= tmmu_two_sided_leave,
	.snapshot		= tmmu_two_sided_snapshot,
	.retry			= tmmu_guard_no_retry,
	.done			= tmmu_two_sided_done,
	.active			= tmmu_two_sided_active,
};
