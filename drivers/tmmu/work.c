// SPDX-License-Identifier: GPL-2.0
/*
 * Work that is done later, by another task than the one that asks for it.
 *
 * Who does it: tasks that wait in TMMU_SERVE, while there are any, else a kernel
 * thread of ours.  A task in TMMU_SERVE can be an actor of a run, so that its work can
 * be held at a schedule point; the thread cannot.
 *
 * Some work is awaited, perhaps by who holds mmap_lock.  It takes mmu_lock and nothing
 * else.  Other work may take mmap_lock, or wait for who has it.  So nothing awaited
 * stands behind other work: it has a thread of its own, a server does it first, and it
 * is not left to servers that are all in other work.
 *
 * The last task that leaves TMMU_SERVE leaves no work behind.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "device.h"

static struct kthread_worker *tmmu_worker, *tmmu_awaited_worker;

/* Held by who does awaited work, for lockdep: as if who awaits it took a lock. */
static struct lockdep_map __maybe_unused tmmu_awaited_map =
	STATIC_LOCKDEP_MAP_INIT("tmmu_awaited", &tmmu_awaited_map);

static void tmmu_work_run(struct tmmu_work *w)
{
	struct completion *done = w->done;
	struct tmmu *t = w->t;

	if (done)
		lock_map_acquire(&tmmu_awaited_map);
	w->fn(w);
	if (done) {
		lock_map_release(&tmmu_awaited_map);
		complete(done);
	}
	tmmu_put(t);
}

static void tmmu_work_by_thread(struct kthread_work *work)
{
	tmmu_work_run(container_of(work, struct tmmu_work, by_thread));
}

/* Is there somebody in TMMU_SERVE for such work?  work.lock held. */
static bool tmmu_work_has_server(struct tmmu_work_queue *q, bool awaited)
{
	return q->servers > (awaited ? q->busy : 0);
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
	if (tmmu_work_has_server(&t->work, w->done)) {
		list_add_tail(&w->node, w->done ? &t->work.awaited : &t->work.works);
		wake_up_all(&t->work.wait);
	} else {
		kthread_init_work(&w->by_thread, tmmu_work_by_thread);
		kthread_queue_work(w->done ? tmmu_awaited_worker : tmmu_worker,
				   &w->by_thread);
	}
	spin_unlock(&t->work.lock);
}

/*
 * The same, and return when @w->fn has.  It must take no lock but mmu_lock, since the
 * caller may hold any other.  Sleeps.
 */
void tmmu_work_await(struct tmmu *t, struct tmmu_work *w)
{
	DECLARE_COMPLETION_ONSTACK(done);

	lock_map_acquire(&tmmu_awaited_map);
	lock_map_release(&tmmu_awaited_map);
	w->done = &done;
	tmmu_work_queue(t, w);
	wait_for_completion(&done);
}

static bool tmmu_work_is_there(struct tmmu_work_queue *q)
{
	return !list_empty(&q->awaited) || !list_empty(&q->works);
}

/* The next work, or NULL; then the caller serves no more if it wants to @leave. */
static struct tmmu_work *tmmu_work_next(struct tmmu_work_queue *q, bool leave)
{
	struct tmmu_work *w;

	spin_lock(&q->lock);
	w = list_first_entry_or_null(&q->awaited, struct tmmu_work, node) ?:
	    list_first_entry_or_null(&q->works, struct tmmu_work, node);
	if (w) {
		list_del(&w->node);
		q->busy += !w->done;
	} else if (leave) {
		q->servers--;
	}
	spin_unlock(&q->lock);
	return w;
}

/* Do @w, which tmmu_work_next() has given to current. */
static void tmmu_work_serve(struct tmmu_work_queue *q, struct tmmu_work *w)
{
	bool awaited = w->done;

	il_point("work.run", w->t->id, 0);
	tmmu_work_run(w);
	spin_lock(&q->lock);
	q->busy -= !awaited;
	spin_unlock(&q->lock);
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
		leave = wait_event_killable(q->wait, tmmu_work_is_there(q) ||
					    tmmu_served_all(t, clients)) ||
			tmmu_served_all(t, clients);
		while ((w = tmmu_work_next(q, leave)))
			tmmu_work_serve(q, w);
	}
	return fatal_signal_pending(current) ? -EINTR : 0;
}

/*
 * Above every actor of a run, so that the work is done as soon as who asked for it
 * sleeps, and the trace is the same each time.
 */
static int __init tmmu_work_init(struct kthread_worker **worker, const char *name)
{
	*worker = kthread_create_worker(0, "%s", name);
	if (IS_ERR(*worker))
		return PTR_ERR(*worker);
	sched_set_fifo((*worker)->task);
	return 0;
}

static int __init tmmu_worker_init(void)
{
	return tmmu_work_init(&tmmu_awaited_worker, "partition") ?:
	       tmmu_work_init(&tmmu_worker, "tmmu");
}
subsys_initcall(tmmu_worker_init);
