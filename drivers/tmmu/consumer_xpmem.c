// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "xpmem": the memory of a process, used from another partition.
 *
 * Each page that the partition has is pinned.  An invalidation recalls the
 * range: it sends a message to the partition and sleeps until the answer is
 * there; by then the partition has dropped its translations and the pins are
 * gone.  The partition is played by one kernel thread.
 *
 * It refuses a begin that must not block, and it does not age.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "device.h"

/**
 * struct tmmu_recall - a message to the partition; on the sender's stack
 * @work: in the partition's queue
 * @done: the answer
 * @t: whose pages
 * @start: byte address
 * @end: exclusive
 */
struct tmmu_recall {
	struct kthread_work	work;
	struct completion	done;
	struct tmmu		*t;
	unsigned long		start;
	unsigned long		end;
};

static struct kthread_worker *tmmu_partition;

static void tmmu_partition_work(struct kthread_work *work)
{
	struct tmmu_recall *r = container_of(work, struct tmmu_recall, work);

	spin_lock(&r->t->mmu_lock);
	tmmu_drop_range(r->t, r->start, r->end);
	spin_unlock(&r->t->mmu_lock);
	complete(&r->done);
}

/* Called by a begin or a page event; no lock of ours held.  Sleeps. */
static void tmmu_xpmem_recall(struct tmmu *t, unsigned long start,
			      unsigned long end)
{
	struct tmmu_recall r = { .t = t, .start = start, .end = end };

	kthread_init_work(&r.work, tmmu_partition_work);
	init_completion(&r.done);
	il_point("xpmem.recall", start, t->id);
	kthread_queue_work(tmmu_partition, &r.work);
	wait_for_completion(&r.done);
	il_point("xpmem.recalled", start, t->id);
}

static const struct mmn_ops tmmu_xpmem_ops = {
	.release		= tmmu_release,
	.invalidate_page	= tmmu_invalidate_page,
	.invalidate_range_begin	= tmmu_invalidate_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

const struct tmmu_consumer tmmu_consumer_xpmem = {
	.name		= "xpmem",
	.ops		= &tmmu_xpmem_ops,
	.guard		= &tmmu_guard_two_sided,
	.flags		= TMMU_PIN,
	.recall		= tmmu_xpmem_recall,
};

/*
 * Above every actor of a run, so that an answer comes as soon as the sender
 * sleeps, and the trace is the same each time.
 */
static int __init tmmu_partition_init(void)
{
	tmmu_partition = kthread_create_worker(0, "partition");
	if (IS_ERR(tmmu_partition))
		return PTR_ERR(tmmu_partition);
	sched_set_fifo(tmmu_partition->task);
	return 0;
}
device_initcall(tmmu_partition_init);
