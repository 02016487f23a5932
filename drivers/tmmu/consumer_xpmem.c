// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "xpmem": the memory of a process, used from another partition.
 *
 * Each page that the partition has is pinned.  An invalidation recalls the
 * range: it sends a message to the partition and sleeps until the answer is
 * there; by then the partition has dropped its translations and the pins are
 * gone.  The partition is played by whoever does the work of the device, see work.c.
 *
 * It refuses a begin that must not block, and it does not age.
 */
#include "device.h"

/**
 * struct tmmu_recall - a message to the partition; on the sender's stack
 * @work: for the partition
 * @start: byte address
 * @end: exclusive
 */
struct tmmu_recall {
	struct tmmu_work	work;
	unsigned long		start;
	unsigned long		end;
};

static void tmmu_partition_work(struct tmmu_work *work)
{
	struct tmmu_recall *r = container_of(work, struct tmmu_recall, work);

	spin_lock(&work->t->mmu_lock);
	tmmu_drop_range(work->t, r->start, r->end);
	spin_unlock(&work->t->mmu_lock);
}

/* Called by a begin or a page event; no lock of ours held.  Sleeps. */
static void tmmu_xpmem_recall(struct tmmu *t, unsigned long start,
			      unsigned long end)
{
	struct tmmu_recall r = {
		.work.fn = tmmu_partition_work,
		.start = start,
		.end = end,
	};

	il_point("xpmem.recall", start, t->id);
	tmmu_work_await(t, &r.work);
	il_point("xpmem.recalled", start, t->id);
}

static const struct mmn_ops tmmu_xpmem_ops = {
	.release		= tmmu_release,
	.invalidate_page	= tmmu_owed_page,
	.invalidate_range_begin	= tmmu_owed_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

const struct tmmu_consumer tmmu_consumer_xpmem = {
	.name		= "xpmem",
	.ops		= &tmmu_xpmem_ops,
	.guard		= &tmmu_guard_two_sided,
	.flags		= TMMU_PIN,
	.recall		= tmmu_xpmem_recall,
};
