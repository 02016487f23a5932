// SPDX-License-Identifier: GPL-2.0
/*
 * "interval": upstream's interval notifier (5.5, mmu_interval_read_begin() and
 * mmu_interval_read_retry()) instead of a count of ours.  One interval is the
 * whole address space.
 *
 *	fault				invalidation
 *	-----				------------
 *	read_begin: waits while one
 *	  is under way
 *					itree: odd; invalidate: set_seq, zap
 *	look up the page
 *					ptes change; itree: even, wakes
 *	lock, read_retry?  yes: seq
 *
 * The interval is told from upstream's own call sites, before the subscriptions
 * of upstream's list are asked whether they refuse.
 *
 * With TMMU_REFUSE_BARE there is such a subscription beside it, that of a driver
 * which has a start and no end, as upstream demands of whoever may refuse.
 */
#include <linux/mmu_notifier.h>

#include "device.h"

static bool tmmu_interval_invalidate(struct mmu_interval_notifier *mni,
				     const struct mmu_notifier_range *range,
				     unsigned long seq)
{
	struct tmmu *t = container_of(mni, struct tmmu, guard_state.interval);

	spin_lock(&t->mmu_lock);
	mmu_interval_set_seq(mni, seq);
	tmmu_drop_range(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);
	return true;
}

static const struct mmu_interval_notifier_ops tmmu_interval_ops = {
	.invalidate	= tmmu_interval_invalidate,
};

static int tmmu_interval_refuse(struct mmu_notifier *mn,
				const struct mmu_notifier_range *range)
{
	return mmu_notifier_range_blockable(range) ? 0 : -EAGAIN;
}

static const struct mmu_notifier_ops tmmu_interval_refuser_ops = {
	.invalidate_range_start	= tmmu_interval_refuse,
};

static int tmmu_interval_attach(struct tmmu *t)
{
	struct tmmu_guard_state *s = &t->guard_state;
	int err;

	err = mmu_interval_notifier_insert(&s->interval, t->mm, 0, ULONG_MAX,
					   &tmmu_interval_ops);
	if (err || !(t->flags & TMMU_REFUSE_BARE))
		return err;
	s->refuser.ops = &tmmu_interval_refuser_ops;
	err = mmu_notifier_register(&s->refuser, t->mm);
	if (err)
		mmu_interval_notifier_remove(&s->interval);
	return err;
}

static void tmmu_interval_detach(struct tmmu *t)
{
	if (t->flags & TMMU_REFUSE_BARE)
		mmu_notifier_unregister(&t->guard_state.refuser, t->mm);
	il_point("interval.remove", 0, t->id);
	mmu_interval_notifier_remove(&t->guard_state.interval);
}

static int tmmu_interval_snapshot(struct tmmu *t, unsigned long addr,
				  unsigned long *seq)
{
	*seq = mmu_interval_read_begin(&t->guard_state.interval);
	return 0;
}

static bool tmmu_interval_retry(struct tmmu *t, unsigned long addr,
				unsigned long seq)
{
	return mmu_interval_read_retry(&t->guard_state.interval, seq);
}

const struct tmmu_guard tmmu_guard_interval = {
	.name		= "interval",
	.attach		= tmmu_interval_attach,
	.detach		= tmmu_interval_detach,
	.begin		= tmmu_guard_nothing,
	.end		= tmmu_guard_nothing,
	.page		= tmmu_guard_no_page,
	.snapshot	= tmmu_interval_snapshot,
	.retry		= tmmu_interval_retry,
	.active		= tmmu_guard_none_active,
};
