// SPDX-License-Identifier: GPL-2.0
/*
 * The ways to keep faults and invalidations apart: by name, what they share,
 * and the two that need no file of their own, "counter" and "none".
 */
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "tmmu.h"

static const struct tmmu_ranges * const tmmu_ranges_all[] = {
	&tmmu_ranges_counter,
	&tmmu_ranges_gru,
	&tmmu_ranges_ignore_end,
	&tmmu_ranges_interval,
	&tmmu_ranges_none,
	&tmmu_ranges_rwsem,
	&tmmu_ranges_seqcount,
	&tmmu_ranges_seqlock,
	&tmmu_ranges_two_sided,
};

const struct tmmu_ranges *tmmu_ranges_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tmmu_ranges_all); i++)
		if (!strcmp(tmmu_ranges_all[i]->name, name))
			return tmmu_ranges_all[i];
	return NULL;
}

void tmmu_ranges_init(struct tmmu_range_state *r)
{
	tmmu_range_init(&r->counter);
	r->active = 0;
	r->seq = 0;
	r->ever = false;
	init_rwsem(&r->sem);
	init_waitqueue_head(&r->wait);
}

/* The address space is gone: nobody has to wait any more.  mmu_lock held. */
void tmmu_ranges_close(struct tmmu *t)
{
	tmmu_range_close(&t->range.counter);
	wake_up_all(&t->range.wait);
}

void tmmu_ranges_nothing(struct tmmu *t, unsigned long start,
			 unsigned long end)
{
}

void tmmu_ranges_no_page(struct tmmu *t, unsigned long addr)
{
}

/*
 * Wait until no range is under way, and note the sequence number.  -EINTR for a
 * fatal signal.
 */
int tmmu_ranges_seq_snapshot(struct tmmu *t, unsigned long addr,
			     unsigned long *seq)
{
	if (t->ranges->active(t))
		tmmu_fault_waits(t, addr);
	if (wait_event_killable(t->range.wait, !t->ranges->active(t) ||
				READ_ONCE(t->dead)))
		return -EINTR;
	*seq = READ_ONCE(t->range.seq);
	/* The page tables are read after this; the check has a lock. */
	smp_rmb();
	return 0;
}

bool tmmu_ranges_no_retry(struct tmmu *t, unsigned long addr,
			  unsigned long seq)
{
	return false;
}

long tmmu_ranges_none_active(struct tmmu *t)
{
	return 0;
}

/* ---- counter: KVM's, see range.c ---- */

static void tmmu_counter_begin(struct tmmu *t, unsigned long start,
			       unsigned long end)
{
	tmmu_range_begin(&t->range.counter, start, end);
}

static void tmmu_counter_end(struct tmmu *t, unsigned long start,
			     unsigned long end)
{
	tmmu_range_end(&t->range.counter, start, end);
}

void tmmu_ranges_counter_page(struct tmmu *t, unsigned long addr)
{
	tmmu_range_page(&t->range.counter, addr);
}

int tmmu_ranges_counter_snapshot(struct tmmu *t, unsigned long addr,
				 unsigned long *seq)
{
	if (tmmu_range_busy(&t->range.counter, addr))
		tmmu_fault_waits(t, addr);
	return tmmu_range_snapshot(&t->range.counter, addr, seq);
}

bool tmmu_ranges_counter_retry(struct tmmu *t, unsigned long addr,
			       unsigned long seq)
{
	return tmmu_range_retry(&t->range.counter, addr, seq);
}

long tmmu_ranges_counter_active(struct tmmu *t)
{
	return tmmu_range_active(&t->range.counter);
}

const struct tmmu_ranges tmmu_ranges_counter = {
	.name		= "counter",
	.begin		= tmmu_counter_begin,
	.end		= tmmu_counter_end,
	.page		= tmmu_ranges_counter_page,
	.snapshot	= tmmu_ranges_counter_snapshot,
	.retry		= tmmu_ranges_counter_retry,
	.active		= tmmu_ranges_counter_active,
};

/* ---- none: a fault installs what it has found ---- */

static int tmmu_none_snapshot(struct tmmu *t, unsigned long addr,
			      unsigned long *seq)
{
	*seq = 0;
	return 0;
}

const struct tmmu_ranges tmmu_ranges_none = {
	.name		= "none",
	.begin		= tmmu_ranges_nothing,
	.end		= tmmu_ranges_nothing,
	.page		= tmmu_ranges_no_page,
	.snapshot	= tmmu_none_snapshot,
	.retry		= tmmu_ranges_no_retry,
	.active		= tmmu_ranges_none_active,
};
