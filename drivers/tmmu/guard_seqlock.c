// SPDX-License-Identifier: GPL-2.0
/*
 * A sequence lock that spans begin to end, in two forms.
 *
 * "seqlock" is the real thing, one for all devices: the write side is taken at
 * a begin and given back at the end, a fault is a reader.  The task that takes
 * it goes on into mm with a spinlock_t held.
 *
 * "seqcount" is the count without the lock, one a device: odd while a range is
 * under way, moved by every begin and every end.
 */
#include <linux/seqlock.h>

#include "device.h"

static DEFINE_SEQLOCK(tmmu_seqlock);

static void tmmu_seqlock_enter(struct tmmu *t)
	__acquires(&tmmu_seqlock.lock)
{
	write_seqlock(&tmmu_seqlock);
}

static void tmmu_seqlock_leave(struct tmmu *t)
	__releases(&tmmu_seqlock.lock)
{
	write_sequnlock(&tmmu_seqlock);
}

static int tmmu_seqlock_snapshot(struct tmmu *t, unsigned long addr,
				 unsigned long *seq)
{
	*seq = read_seqbegin(&tmmu_seqlock);
	return 0;
}

static bool tmmu_seqlock_retry(struct tmmu *t, unsigned long addr,
			       unsigned long seq)
{
	return read_seqretry(&tmmu_seqlock, seq);
}

const struct tmmu_guard tmmu_guard_seqlock = {
	.name		= "seqlock",
	.enter		= tmmu_seqlock_enter,
	.begin		= tmmu_guard_nothing,
	.end		= tmmu_guard_nothing,
	.page		= tmmu_guard_no_page,
	.leave		= tmmu_seqlock_leave,
	.snapshot	= tmmu_seqlock_snapshot,
	.retry		= tmmu_seqlock_retry,
	.active		= tmmu_guard_none_active,
};

static void tmmu_seqcount_move(struct tmmu *t, unsigned long start,
			       unsigned long end)
{
	WRITE_ONCE(t->guard_state.seq, t->guard_state.seq + 1);
	wake_up_all(&t->guard_state.wait);
}

static void tmmu_seqcount_page(struct tmmu *t, unsigned long addr)
{
	WRITE_ONCE(t->guard_state.seq, t->guard_state.seq + 2);
}

static long tmmu_seqcount_active(struct tmmu *t)
{
	return READ_ONCE(t->guard_state.seq) & 1;
}

static bool tmmu_seqcount_retry(struct tmmu *t, unsigned long addr,
				unsigned long seq)
{
	return t->guard_state.seq & 1 || t->guard_state.seq != seq;
}

const struct tmmu_guard tmmu_guard_seqcount = {
	.name		= "seqcount",
	.begin		= tmmu_seqcount_move,
	.end		= tmmu_seqcount_move,
	.page		= tmmu_seqcount_page,
	.snapshot	= tmmu_guard_seq_snapshot,
	.retry		= tmmu_seqcount_retry,
	.active		= tmmu_seqcount_active,
};
