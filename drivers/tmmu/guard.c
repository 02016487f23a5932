// SPDX-License-Identifier: GPL-2.0
/*
 * The guards, see guard.h: what they share, and the two that need no file of their
 * own, "counter" and "none".
 */
#include <linux/sched/signal.h>

#include "device.h"

void tmmu_guard_init(struct tmmu_guard_state *s)
{
	tmmu_range_init(&s->counter);
	s->active = 0;
	s->by_faults = 0;
	s->seq = 0;
	s->ever = false;
	init_rwsem(&s->sem);
	init_waitqueue_head(&s->wait);
}

/* The address space is gone: nobody has to wait any more.  mmu_lock held. */
void tmmu_guard_close(struct tmmu *t)
{
	tmmu_range_close(&t->guard_state.counter);
	wake_up_all(&t->guard_state.wait);
}

void tmmu_guard_nothing(struct tmmu *t, unsigned long start,
			unsigned long end)
{
}

void tmmu_guard_no_page(struct tmmu *t, unsigned long addr)
{
}

/*
 * Wait until no range is under way, and note the sequence number.  -EINTR for a
 * fatal signal.
 *
 * The number comes first.  A range that begins behind it moves it, which the check
 * finds; one whose move is in the number already is seen to be under way:
 *
 *	fault				begin
 *	-----				-----
 *	*seq = s->seq
 *	smp_rmb()			active
 *	active?				smp_wmb()
 *					s->seq moves
 */
int tmmu_guard_seq_snapshot(struct tmmu *t, unsigned long addr,
			    unsigned long *seq)
{
	for (;;) {
		*seq = READ_ONCE(t->guard_state.seq);
		/* pairs with smp_wmb() in tmmu_gru_begin() */
		smp_rmb();
		if (!t->guard->active(t) || READ_ONCE(t->dead))
			return 0;
		tmmu_fault_waits(t, addr);
		if (wait_event_killable(t->guard_state.wait, !t->guard->active(t) ||
					READ_ONCE(t->dead)))
			return -EINTR;
	}
}

bool tmmu_guard_no_retry(struct tmmu *t, unsigned long addr,
			 unsigned long seq)
{
	return false;
}

long tmmu_guard_none_active(struct tmmu *t)
{
	return 0;
}

/* ---- counter: KVM's, see range.c ---- */

static void tmmu_counter_begin(struct tmmu *t, unsigned long start,
			       unsigned long end)
{
	tmmu_range_begin(&t->guard_state.counter, start, end);
}

static void tmmu_counter_end(struct tmmu *t, unsigned long start,
			     unsigned long end)
{
	tmmu_range_end(&t->guard_state.counter, start, end);
}

void tmmu_guard_counter_page(struct tmmu *t, unsigned long addr)
{
	tmmu_range_page(&t->guard_state.counter, addr);
}

int tmmu_guard_counter_snapshot(struct tmmu *t, unsigned long addr,
				unsigned long *seq)
{
	if (tmmu_range_busy(&t->guard_state.counter, addr))
		tmmu_fault_waits(t, addr);
	return tmmu_range_snapshot(&t->guard_state.counter, addr, seq);
}

bool tmmu_guard_counter_retry(struct tmmu *t, unsigned long addr,
			      unsigned long seq)
{
	return tmmu_range_retry(&t->guard_state.counter, addr, seq);
}

long tmmu_guard_counter_active(struct tmmu *t)
{
	return tmmu_range_active(&t->guard_state.counter);
}

const struct tmmu_guard tmmu_guard_counter = {
	.name		= "counter",
	.begin		= tmmu_counter_begin,
	.end		= tmmu_counter_end,
	.page		= tmmu_guard_counter_page,
	.snapshot	= tmmu_guard_counter_snapshot,
	.retry		= tmmu_guard_counter_retry,
	.active		= tmmu_guard_counter_active,
};

/* ---- none: a fault installs what it has found ---- */

static int tmmu_none_snapshot(struct tmmu *t, unsigned long addr,
			      unsigned long *seq)
{
	*seq = 0;
	return 0;
}

const struct tmmu_guard tmmu_guard_none = {
	.name		= "none",
	.begin		= tmmu_guard_nothing,
	.end		= tmmu_guard_nothing,
	.page		= tmmu_guard_no_page,
	.snapshot	= tmmu_none_snapshot,
	.retry		= tmmu_guard_no_retry,
	.active		= tmmu_guard_none_active,
};
