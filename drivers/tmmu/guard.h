/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guards.  A fault looks a page up and installs it, an invalidation takes pages
 * away; a guard is what keeps a fault from installing what was taken away while
 * it looked.  Some let the fault be overtaken and have it begin again, the others
 * shut invalidations out as long as it looks.  The user chooses one by name, in
 * tmmu_attach.ranges.
 */
#ifndef _TMMU_GUARD_H
#define _TMMU_GUARD_H

#include <linux/mmu_notifier.h>
#include <linux/rwsem.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "range.h"

struct tmmu;

/**
 * struct tmmu_guard - a way to keep faults and invalidations apart
 * @name: for TMMU_ATTACH
 * @mmap_lock_first: a fault takes mmap_lock before @snapshot, since @snapshot
 *                   shuts invalidations out until @done
 * @attach: before the subscription, in the process; 0 or an error; may be NULL
 * @detach: undoes @attach, no lock held, sleeps; NULL when that is
 * @enter: an invalidation comes; no lock of ours held; may be NULL
 * @begin: ptes of [start, end) will change; mmu_lock held
 * @end: they have changed; mmu_lock held
 * @page: one pte has changed; mmu_lock held
 * @leave: undoes @enter; no lock of ours held; NULL when that is
 * @snapshot: a fault begins, mmu_lock not held; 0, -EINTR, or
 *            -ESRCH where it waits and the device is dead
 * @retry: must the fault begin again?; mmu_lock held until it has installed
 * @done: the fault is over, no lock of ours held; may be NULL
 * @active: how many ranges it takes to be under way, for law L4
 *
 * @enter is called before @begin and @page, @leave after @end and @page, so
 * that what it takes is held from a begin to its end.
 */
struct tmmu_guard {
	const char	*name;
	bool		mmap_lock_first;
	int (*attach)(struct tmmu *t);
	void (*detach)(struct tmmu *t);
	void (*enter)(struct tmmu *t);
	void (*begin)(struct tmmu *t, unsigned long start, unsigned long end);
	void (*end)(struct tmmu *t, unsigned long start, unsigned long end);
	void (*page)(struct tmmu *t, unsigned long addr);
	void (*leave)(struct tmmu *t);
	int (*snapshot)(struct tmmu *t, unsigned long addr, unsigned long *seq);
	bool (*retry)(struct tmmu *t, unsigned long addr, unsigned long seq);
	void (*done)(struct tmmu *t);
	long (*active)(struct tmmu *t);
};

/**
 * struct tmmu_guard_state - what guards remember
 * @counter: of "counter", "ignore-end"
 * @active: of "gru": ranges begun and not ended; of "two-sided": the same
 *          above 0, faults below 0
 * @by_faults: of "two-sided": the same that tasks in a fault have begun
 * @seq: of "seqcount": moves at each begin and end; of "gru": at each flush; of
 *       "two-sided": at what is counted in @by_faults
 * @ever: of "ignore-end": a begin has been seen
 * @sem: of "rwsem"
 * @interval: of "interval"
 * @refuser: of "interval" with TMMU_REFUSE_BARE
 * @flushes: of the consumer "walker"
 * @wait: of all but "counter", "ignore-end", "interval", "rwsem"
 */
struct tmmu_guard_state {
	struct tmmu_range	counter;
	long			active;
	long			by_faults;
	unsigned long		seq;
	bool			ever;
	struct rw_semaphore	sem;
	struct mmu_interval_notifier interval;
	struct mmu_notifier	refuser;
	struct mmu_notifier	flushes;
	wait_queue_head_t	wait;
};

extern const struct tmmu_guard tmmu_guard_counter;
extern const struct tmmu_guard tmmu_guard_gru;
extern const struct tmmu_guard tmmu_guard_ignore_end;
extern const struct tmmu_guard tmmu_guard_interval;
extern const struct tmmu_guard tmmu_guard_none;
extern const struct tmmu_guard tmmu_guard_rwsem;
extern const struct tmmu_guard tmmu_guard_seqcount;
extern const struct tmmu_guard tmmu_guard_seqlock;
extern const struct tmmu_guard tmmu_guard_two_sided;

void tmmu_guard_init(struct tmmu_guard_state *s);
void tmmu_guard_close(struct tmmu *t);
void tmmu_guard_nothing(struct tmmu *t, unsigned long start,
			unsigned long end);
void tmmu_guard_no_page(struct tmmu *t, unsigned long addr);
int tmmu_guard_seq_snapshot(struct tmmu *t, unsigned long addr,
			    unsigned long *seq);
bool tmmu_guard_no_retry(struct tmmu *t, unsigned long addr,
			 unsigned long seq);
long tmmu_guard_none_active(struct tmmu *t);
void tmmu_guard_counter_page(struct tmmu *t, unsigned long addr);
long tmmu_guard_counter_active(struct tmmu *t);
int tmmu_guard_counter_snapshot(struct tmmu *t, unsigned long addr,
				unsigned long *seq);
bool tmmu_guard_counter_retry(struct tmmu *t, unsigned long addr,
			      unsigned long seq);

#endif
