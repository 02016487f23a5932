// SPDX-License-Identifier: GPL-2.0
/*
 * Work that is done later, by another task than the one that asks for it.
 *
 * Who does it: tasks that wait in TMMU_SERVE, while there are any, else a kernel
 * thread of ours.  A task in TMMU_SERVE can be an actor of a run, so that its work can
 * be held at a schedule point; the thread cannot.
 *
 * The last task that leaves TMMU_SERVE leaves no work behind.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "device.h"

static struct kthread_worker *tmmu_worker;

static void tmmu_work_run(struct tmmu_work *w)
{
	struct tmmu *t = w->t;

	w->fn(w);
	tmmu_put(t);
}

static void tmmu_work_by_thread(struct kthread_work *work)
{
	tmmu_work_run(container_of(work, struct tmmu_work, by_thread));
}

/*
 * Have @w->fn called in process context, with no lock of ours held, once.  @w is the
 * caller's until then, and not touched afterwards.  Any context that may take a
 * spinlock_t.
 */
void tmmu_work_queue(struct tmmu *t, struct tmmu_work *w)
{
	w->t = t;
	kref_get(&t->ref);
	spin_lock(&t->work.lock);
	if (t->work.servers) {
		list_add_tail(&w->node, &t->work.works);
		wake_up_all(&t->work.wait);
	} else {
		kthread_init_work(&w->by_thread, tmmu_work_by_thread);
		kthread_queue_work(tmmu_worker, &w->by_thread);
	}
	spin_unlock(&t->work.lock);
}

/* The next work, or NULL; then the caller serves no more if it wants to @leave. */
static struct tmmu_work *tmmu_work_next(struct tmmu *t, bool leave)
{
	struct tmmu_work *w;

	spin_lock(&t->work.lock);
	w = list_first_entry_or_null(&t->work.works, struct tmmu_work, node);
	if (w)
		list_del(&w->node);
	else if (leave)
		t->work.servers--;
	spin_unlock(&t->work.lock);
	return w;
}

/* Nobody will ask for work any more: says one of those who might. */
void tmmu_served(struct tmmu *t)
{
	spin_lock(&t->work.lock);
	t->work.served++;
	wake_up_all(&t->work.wait);
	spin_unlock(&t->work.lock);
}

/* Will there be no more work? */
static bool tmmu_served_all(struct tmmu *t, u32 clients)
{
	return READ_ONCE(t->work.served) >= clients || READ_ONCE(t->dead);
}

/*
 * Do the work of @t until @clients have said that there will be no more, or @t is dead.
 * Returns 0, or -EINTR for a fatal signal; what is queued by then is done in both cases.
 * No lock held; sleeps.
 */
int tmmu_serve(struct tmmu *t, u32 clients)
{
	struct tmmu_work_queue *q = &t->work;
	struct tmmu_work *w;
	bool leave = false;

	spin_lock(&q->lock);
	q->servers++;
	spin_unlock(&q->lock);

	while (!leave) {
		leave = wait_event_killable(q->wait, !list_empty(&q->works) ||
					    tmmu_served_all(t, clients)) ||
			tmmu_served_all(t, clients);
		while ((w = tmmu_work_next(t, leave))) {
			il_point("work.run", t->id, 0);
			tmmu_work_run(w);
		}
	}
	return fatal_signal_pending(current) ? -EINTR : 0;
}

/*
 * Above every actor of a run, so that the work is done as soon as who asked for it
 * sleeps, and the trace is the same each time.
 */
static int __init tmmu_worker_init(void)
{
	tmmu_worker = kthread_create_worker(0, "partition");
	if (IS_ERR(tmmu_worker))
		return PTR_ERR(tmmu_worker);
	sched_set_fifo(tmmu_worker->task);
	return 0;
}
subsys_initcall(tmmu_worker_init);
