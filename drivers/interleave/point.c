// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: the points, where a task is held and let go.
 *
 * A point stands before the operation that it names.  Only a task that is an actor of
 * a run stops there; for any other task a point is one load and a branch.
 *
 * A task may have to be held under page-table locks, under rmap locks, inside
 * rcu_read_lock(), on its way to sleep with its state already set.  On PREEMPT_RT a
 * contended spinlock_t is exactly such a place, so a held task sleeps as
 * rtlock_slowlock() does:
 *
 *	actor				controller
 *	-----				----------
 *	__il_point()
 *	  phase = HELD
 *	  state is saved, becomes
 *	  TASK_RTLOCK_WAIT
 *	  schedule_rtlock()
 *					il_grant()
 *					  phase = RUNNING
 *					  wake_up_state(TASK_RTLOCK_WAIT)
 *	  state is put back
 *	goes on
 *
 * So a point is legal wherever spin_lock() of a spinlock_t is, and nothing but the run
 * wakes a held task: a signal, or a wake-up for what the task was going to sleep for,
 * changes the saved state alone, and is found there afterwards.  Under a raw spinlock,
 * or with preemption or interrupts off, a point is traced and holds nobody.
 *
 * run->lock is raw and inside all other locks, since points are reached under any
 * spinlock_t.
 */
#include <linux/sched/task.h>
#include <linux/task_work.h>
#include "interleave.h"

bool il_active;

/* @actor is held at this point from now on; caller holds run->lock. */
void il_arrive(struct il_actor *actor, const char *prefix, const char *name)
{
	lockdep_assert_held(&actor->run->lock);
	actor->prefix = prefix;
	actor->name = name;
	actor->number = IL_NO_NUMBER;
	actor->phase = IL_PHASE_HELD;
}

/* The caller sleeps until it is let go; it holds run->lock. */
static void il_await_grant(struct il_actor *actor)
{
	struct il_run *run = actor->run;

	if (actor->phase == IL_PHASE_RUNNING || run->free)
		return;
	current_save_and_set_rtlock_wait_state();
	while (actor->phase != IL_PHASE_RUNNING && !run->free) {
		raw_spin_unlock_irq(&run->lock);
		schedule_rtlock();
		raw_spin_lock_irq(&run->lock);
		set_current_state(TASK_RTLOCK_WAIT);
	}
	current_restore_rtlock_saved_state();
}

/* The actor is on its way back to user space. */
static void il_back(struct callback_head *work)
{
	struct il_actor *actor = container_of(work, struct il_actor, back_work);

	actor->back_due = false;
	actor->back = true;
}

/*
 * The actor was let go: find out whether it leaves the kernel before its next point.
 * The program of a kernel thread is in the kernel, and that of a task that has done
 * its last work is over.
 */
static void il_watch_back(struct il_actor *actor)
{
	actor->back = current->flags & PF_KTHREAD;
	if (actor->back || actor->back_due)
		return;
	init_task_work(&actor->back_work, il_back);
	actor->back_due = !task_work_add(current, &actor->back_work, TWA_RESUME);
	actor->back = !actor->back_due;
}

void il_hold(struct il_actor *actor, const char *prefix, const char *name,
	     unsigned long a, unsigned long b)
{
	struct il_run *run = actor->run;

	il_weak_hold(actor);
	raw_spin_lock_irq(&run->lock);
	if (actor->asleep) {
		actor->asleep = false;
		il_trace(run, actor->letter, 'r', "", "awake", 0, 0);
	}
	il_arrive(actor, prefix, name);
	il_walk_on(run);
	il_await_grant(actor);
	actor->phase = IL_PHASE_RUNNING;
	actor->waits = false;
	il_trace(run, actor->letter, 'p', prefix, name, a, b);
	il_watch_back(actor);
	raw_spin_unlock_irq(&run->lock);
	il_weak_go(actor);
}

/*
 * For an actor that is a kernel thread: it is done, and waits until it is let go
 * from the start of another walk.  False: the run is over.
 */
bool il_await_start(struct il_actor *actor)
{
	struct il_run *run = actor->run;
	bool over;

	il_weak_again(actor);
	il_weak_hold(actor);
	raw_spin_lock_irq(&run->lock);
	actor->phase = IL_PHASE_DONE;
	actor->asleep = false;
	il_trace(run, actor->letter, 'd', "", "done", 0, 0);
	il_walk_on(run);
	il_await_grant(actor);
	over = run->free;
	actor->phase = IL_PHASE_RUNNING;
	if (!over)
		il_trace(run, actor->letter, 'p', "", "start", 0, 0);
	raw_spin_unlock_irq(&run->lock);
	il_weak_go(actor);
	il_weak_start(actor);
	return !over;
}

/* Caller holds run->lock and knows that @actor is held. */
void il_grant(struct il_actor *actor)
{
	lockdep_assert_held(&actor->run->lock);
	actor->phase = IL_PHASE_RUNNING;
	if (actor->task != current)
		wake_up_state(actor->task, TASK_RTLOCK_WAIT);
}

/* Nobody is held by this run from now on. */
void il_free(struct il_run *run)
{
	struct il_actor *actor;

	raw_spin_lock_irq(&run->lock);
	run->free = true;
	for (actor = run->actor; actor < run->actor + IL_MAX_ACTORS; actor++)
		if (actor->task && actor->phase != IL_PHASE_RUNNING)
			wake_up_state(actor->task, TASK_RTLOCK_WAIT);
	raw_spin_unlock_irq(&run->lock);
	wake_up_all(&run->called);
}

static bool il_may_hold(struct il_run *run)
{
	return !READ_ONCE(run->free) && !in_atomic() && !irqs_disabled();
}

void __il_point(const char *prefix, const char *name,
		unsigned long a, unsigned long b)
{
	struct il_actor *actor = current->il_actor;

	if (il_may_hold(actor->run))
		il_hold(actor, prefix, name, a, b);
	else
		__il_note(prefix, name, a, b);
}

void __il_again(const char *name)
{
	struct il_actor *actor = current->il_actor;

	if (il_may_hold(actor->run))
		il_wait_for(actor->run, actor);
	__il_point(name, "", 0, 0);
}

void __il_note(const char *prefix, const char *name,
	       unsigned long a, unsigned long b)
{
	struct il_actor *actor = in_task() ? current->il_actor : NULL;
	struct il_run *run;
	unsigned long flags;

	/* An actor keeps its run. */
	if (actor) {
		raw_spin_lock_irqsave(&actor->run->lock, flags);
		il_trace(actor->run, actor->letter, 'n', prefix, name, a, b);
		raw_spin_unlock_irqrestore(&actor->run->lock, flags);
		return;
	}
	raw_spin_lock_irqsave(&il_run_lock, flags);
	run = il_run;
	if (run) {
		raw_spin_lock(&run->lock);
		il_trace(run, '-', 'n', prefix, name, a, b);
		raw_spin_unlock(&run->lock);
	}
	raw_spin_unlock_irqrestore(&il_run_lock, flags);
}

/* The task is no actor any more; called by itself. */
void il_done(struct il_actor *actor)
{
	struct il_run *run = actor->run;
	struct task_struct *task = actor->task;

	il_weak_end(actor);
	raw_spin_lock_irq(&run->lock);
	current->il_actor = NULL;
	actor->phase = IL_PHASE_DONE;
	actor->asleep = false;
	actor->task = NULL;
	il_trace(run, actor->letter, 'd', "", "done", 0, 0);
	raw_spin_unlock_irq(&run->lock);
	put_task_struct(task);
	il_run_put(run);
}

/* An actor exits; it has given back its mm and files. */
void il_task_exit(struct task_struct *tsk)
{
	if (tsk->il_actor)
		il_done(tsk->il_actor);
}

/*
 * The controller exits: nobody is held any more, before it gives back what it
 * has.  Closing a file may wait for a held actor.
 */
void il_owner_exit(struct task_struct *tsk)
{
	struct il_run *run = NULL;

	raw_spin_lock_irq(&il_run_lock);
	if (il_run && il_run->owner == tsk) {
		run = il_run;
		run->owner = NULL;
		kref_get(&run->ref);
	}
	raw_spin_unlock_irq(&il_run_lock);
	if (run) {
		il_free(run);
		il_run_put(run);
	}
}
