// SPDX-License-Identifier: GPL-2.0
/*
 * The range protocol: may a fault install the page that it has looked up?
 *
 * An invalidation counts itself in before the ptes change and out after they
 * have changed.  A fault looks up its page without any lock of ours, so it asks
 * twice: it takes a snapshot first, and checks it under the lock that protects
 * the sptes, in the same hold in which it installs.
 *
 *	fault				invalidation
 *	-----				------------
 *	snapshot
 *					begin: active++, zap sptes
 *	look up the page
 *					ptes change, page is freed
 *	lock, retry?  yes: active
 *					end: seq++, active--
 *	lock, retry?  yes: seq
 *
 * Several invalidations may be under way at once, begun and ended in any
 * order.  Their ranges are kept as one range that only grows until all of them
 * have ended.
 */
#include <linux/minmax.h>
#include <linux/sched/signal.h>

#include "range.h"

void tmmu_range_init(struct tmmu_range *r)
{
	r->active = 0;
	r->seq = 0;
	r->start = 0;
	r->end = 0;
	r->closed = false;
	init_waitqueue_head(&r->wait);
}

/* Before the ptes of [start, end) change.  Lock held. */
void tmmu_range_begin(struct tmmu_range *r, unsigned long start,
		      unsigned long end)
{
	if (r->active == 0) {
		WRITE_ONCE(r->start, start);
		WRITE_ONCE(r->end, end);
	} else {
		WRITE_ONCE(r->start, min(r->start, start));
		WRITE_ONCE(r->end, max(r->end, end));
	}
	WRITE_ONCE(r->active, r->active + 1);
}

/* After the ptes of [start, end) have changed.  Lock held. */
void tmmu_range_end(struct tmmu_range *r, unsigned long start,
		    unsigned long end)
{
	WRITE_ONCE(r->seq, r->seq + 1);
	WRITE_ONCE(r->active, r->active - 1);
	if (r->active == 0)
		wake_up_all(&r->wait);
}

/*
 * One pte has changed, and the caller of the notifier keeps the page alive
 * until we return: there is no begin and no end.  Lock held.
 */
void tmmu_range_page(struct tmmu_range *r, unsigned long addr)
{
	WRITE_ONCE(r->seq, r->seq + 1);
}

/* The address space is gone: no end may ever come.  Lock held. */
void tmmu_range_close(struct tmmu_range *r)
{
	WRITE_ONCE(r->closed, true);
	wake_up_all(&r->wait);
}

/* How many ranges does the driver take to be under way?  For its account. */
long tmmu_range_active(const struct tmmu_range *r)
{
	return READ_ONCE(r->active);
}

/*
 * Is @addr in a range that has begun and not ended?  Exact with the lock held,
 * a hint without.
 */
bool tmmu_range_busy(const struct tmmu_range *r, unsigned long addr)
{
	return READ_ONCE(r->active) != 0 &&
	       addr >= READ_ONCE(r->start) && addr < READ_ONCE(r->end);
}

/*
 * Begin a fault on @addr: to be called before anything of the process is
 * looked at.  Sleeps while @addr is busy.  Returns 0 and the value for
 * tmmu_range_retry(), or -EINTR for a fatal signal.  No lock held.
 */
int tmmu_range_snapshot(struct tmmu_range *r, unsigned long addr,
			unsigned long *seq)
{
	int err;

	err = wait_event_killable(r->wait, READ_ONCE(r->closed) ||
				  !tmmu_range_busy(r, addr));
	if (err)
		return -EINTR;

	*seq = READ_ONCE(r->seq);
	/* The page tables are read after this; tmmu_range_retry() has a lock. */
	smp_rmb();
	return 0;
}

/*
 * Must the fault on @addr throw its page away?  When not, the spte is to be
 * installed before the lock is dropped.  Lock held.
 */
bool tmmu_range_retry(const struct tmmu_range *r, unsigned long addr,
		      unsigned long seq)
{
	return tmmu_range_busy(r, addr) || r->seq != seq;
}
