// SPDX-License-Identifier: GPL-2.0
/*
 * The callback of the EMM designs: all operations by their number, with one
 * list of parameters and one kind of answer.
 */
#include <linux/mm.h>

#include "device.h"

/* How many translations a start has dropped, for TMMU_ANSWER_COUNT. */
static int tmmu_emm_start(struct mmn_subscriber *sub,
			  const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);
	unsigned long had = READ_ONCE(t->stats.zapped);
	int err;

	if (t->flags & TMMU_TRYLOCK && current->mmn_no_sleep) {
		WRITE_ONCE(t->stats.refused, t->stats.refused + 1);
		return -EAGAIN;
	}

	if (!sub->ops->invalidate_range_begin)
		return 0;
	err = sub->ops->invalidate_range_begin(sub, range);
	if (err || !(t->flags & TMMU_ANSWER_COUNT))
		return err;
	return READ_ONCE(t->stats.zapped) - had;
}

/*
 * The operation says neither what kind of event it is nor whether it may block.  A driver that
 * cannot wait finds that out by itself, say by a trylock; with TMMU_TRYLOCK that fails where
 * the caller must not sleep.
 */
int tmmu_emm(struct mmn_subscriber *sub, struct mm_struct *mm,
	     enum emm_operation op, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range = {
		.mm	= mm,
		.start	= start,
		.end	= end,
		.flags	= MMU_NOTIFIER_RANGE_BLOCKABLE,
		.event	= MMU_NOTIFY_UNMAP,
	};
	struct tmmu *t = tmmu_of(sub);

	switch (op) {
	case emm_release:
		sub->ops->release(sub, mm);
		return 0;
	case emm_invalidate_start:
		return tmmu_emm_start(sub, &range);
	case emm_invalidate_end:
		sub->ops->invalidate_range_end(sub, &range);
		return 0;
	case emm_referenced:
		if (sub->ops->clear_flush_young)
			return sub->ops->clear_flush_young(sub, mm, start, end);
		break;
	}
	WRITE_ONCE(t->stats.idle_calls, t->stats.idle_calls + 1);
	return 0;
}
