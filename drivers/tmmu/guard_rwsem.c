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
 * The look-up itself may copy a page on write, or reclaim others, and that invalidates.
 * A task in a fault of its own cannot wait for faults, so it passes through.  The writer
 * of "rwsem" has no neighbour.  A fault of "two-sided" has: it begins again when another
 * fault, of whatever device, has invalidated since it counted itself in.
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

/* An invalidation counts itself in, unless a fault is there. */
static bool tmmu_two_sided_begin(struct tmmu *t)
{
	bool ok;

	spin_lock(&t->mmu_lock);
	ok = t->guard_state.active >= 0;
	t->guard_state.active += ok;
	spin_unlock(&t->mmu_lock);
	return ok;
}

/* A fault does, unless something is being invalidated.  0, -EAGAIN, or -ESRCH. */
static int tmmu_two_sided_fault(struct tmmu *t, unsigned long *seq)
{
	struct tmmu_guard_state *s = &t->guard_state;
	int err = 0;

	spin_lock(&t->mmu_lock);
	if (t->dead)
		err = -ESRCH;
	else if (s->active > 0 || s->by_faults)
		err = -EAGAIN;
	else
		s->active--;
	*seq = s->seq;
	spin_unlock(&t->mmu_lock);
	return err;
}

/* Who has added @n to @count takes it back. */
static void tmmu_two_sided_sub(struct tmmu *t, long *count, long n)
{
	spin_lock(&t->mmu_lock);
	*count -= n;
	wake_up_all(&t->guard_state.wait);
	spin_unlock(&t->mmu_lock);
}

static void tmmu_two_sided_enter(struct tmmu *t)
{
	if (!tmmu_faulting(NULL)) {
		wait_event(t->guard_state.wait, tmmu_two_sided_begin(t));
		return;
	}
	spin_lock(&t->mmu_lock);
	t->guard_state.by_faults++;
	t->guard_state.seq++;
	spin_unlock(&t->mmu_lock);
}

static void tmmu_two_sided_leave(struct tmmu *t)
{
	struct tmmu_guard_state *s = &t->guard_state;

	tmmu_two_sided_sub(t, tmmu_faulting(NULL) ? &s->by_faults : &s->active, 1);
}

static int tmmu_two_sided_snapshot(struct tmmu *t, unsigned long addr,
				   unsigned long *seq)
{
	int err, killed;

	if (t->guard->active(t))
		tmmu_fault_waits(t, addr);
	killed = wait_event_killable(t->guard_state.wait,
				     (err = tmmu_two_sided_fault(t, seq)) != -EAGAIN);
	return killed ? -EINTR : err;
}

/* An invalidation that a fault makes is under way, or has been. */
static bool tmmu_two_sided_retry(struct tmmu *t, unsigned long addr,
				 unsigned long seq)
{
	return t->guard_state.by_faults || t->guard_state.seq != seq;
}

static void tmmu_two_sided_done(struct tmmu *t)
{
	tmmu_two_sided_sub(t, &t->guard_state.active, -1);
}

static long tmmu_two_sided_active(struct tmmu *t)
{
	long active = READ_ONCE(t->guard_state.active);

	return (active > 0 ? active : 0) + READ_ONCE(t->guard_state.by_faults);
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
	.retry			= tmmu_two_sided_retry,
	.done			= tmmu_two_sided_done,
	.active			= tmmu_two_sided_active,
};
