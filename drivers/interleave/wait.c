// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: is a step over?
 *
 * After a grant the controller, which has the lower priority, runs again when
 * the actor is held, asleep or done.  Asleep can mean two things.  It may wait
 * for a lock of an actor that is held: then it sleeps until the controller lets
 * that one go, and the step is over.  Or it waits for a task that is no actor,
 * a grace period, a timer, a kernel thread: then the step goes on.
 *
 * lockdep knows which.  It enters a lock into the task's list when the task begins to
 * wait for it, so the lock that a sleeper waits for is the last in its list, and the
 * owner has it in its list, too:
 *
 *	actor A, held			actor B, asleep
 *	-------------			---------------
 *	held_locks:			held_locks:
 *	  mmap_lock			  i_mmap_rwsem
 *	  page-table lock  <- the same ->   page-table lock, the last
 *
 * B may wait for C that waits for A, so the question is asked along the chain.  Two
 * readers of one lock are not in each other's way.  While all actors are off the CPU
 * their lists stand still, and can be read without a lock.  Without lockdep the
 * controller waits for IL_PATIENCE ticks to find out; the answer is the same and takes
 * longer.
 *
 * Nor is a step over while any other task can run, a child of an actor or a kernel
 * thread: it runs to its sleep now, and so at the same place in every run of the
 * schedule.  Else one schedule would have two outcomes.
 */
#include <linux/lockdep.h>
#include <linux/mmu_notifier.h>
#include <linux/sched/rt.h>
#include <linux/sched/stat.h>
#include "interleave.h"

#define IL_PATIENCE	64	/* ticks; a grace period takes a handful */
/* Ticks when only actors asleep before remain: SRCU looks for its readers every ten. */
#define IL_SETTLE	16

#ifdef CONFIG_LOCKDEP

/*
 * A lock that is none: it is held around something, so that lockdep learns in which
 * order locks are taken there, and nobody ever waits for it.
 */
static bool il_is_map(const struct held_lock *lock)
{
#ifdef CONFIG_MMU_NOTIFIER
	return lock->instance == &__mmu_notifier_invalidate_range_start_map;
#else
	return false;
#endif
}

static const struct held_lock *il_awaited(const struct il_actor *actor)
{
	const struct task_struct *task = actor->task;
	int i = task ? task->lockdep_depth : 0;

	while (i-- > 0)
		if (!il_is_map(&task->held_locks[i]))
			return &task->held_locks[i];
	return NULL;
}

/* Is @lock among the locks that @actor has or waits for, not both as readers? */
static bool il_in_the_way(const struct il_actor *actor,
			  const struct held_lock *lock)
{
	const struct task_struct *task = actor->task;
	const struct held_lock *h;
	int i;

	for (i = 0; task && i < task->lockdep_depth; i++) {
		h = &task->held_locks[i];
		if (h->instance == lock->instance && !(h->read && lock->read))
			return true;
	}
	return false;
}

/*
 * Does @actor, which sleeps, wait for one that is held, perhaps through others
 * that wait themselves?  All actors are off the CPU: their lists stand still.
 */
static bool il_behind_held(struct il_run *run, const struct il_actor *actor,
			   int depth)
{
	const struct held_lock *lock = il_awaited(actor);
	const struct il_actor *other;

	if (!lock || !debug_locks || depth > IL_MAX_ACTORS)
		return false;
	for (other = run->actor; other < run->actor + IL_MAX_ACTORS; other++) {
		if (other == actor || !il_in_the_way(other, lock))
			continue;
		if (other->phase == IL_PHASE_HELD ||
		    (other->phase == IL_PHASE_RUNNING &&
		     il_behind_held(run, other, depth + 1)))
			return true;
	}
	return false;
}

#else

static bool il_behind_held(struct il_run *run, const struct il_actor *actor,
			   int depth)
{
	return false;
}

#endif

/* May an actor go on although nobody lets another one go?  Caller holds run->lock. */
static bool il_any_moves(struct il_run *run)
{
	struct il_actor *actor;

	for (actor = run->actor; actor < run->actor + IL_MAX_ACTORS; actor++)
		if (actor->phase == IL_PHASE_RUNNING &&
		    !il_behind_held(run, actor, 0))
			return true;
	return false;
}

/*
 * The caller is no actor and runs, so no actor of a real-time priority can: on this stands
 * that a step is over when its controller runs again.  Caller holds run->lock.
 */
static void il_prove_floor(struct il_run *run)
{
	struct il_actor *actor;

	for (actor = run->actor; actor < run->actor + IL_MAX_ACTORS; actor++)
		WARN_ONCE(actor->phase == IL_PHASE_RUNNING && actor->task &&
			  rt_task(actor->task) && task_is_running(actor->task),
			  "interleave: an actor can run while its controller does\n");
}

/*
 * Nobody moves who is no actor, and no actor does until another one is let go.
 * @others: tasks that can run now and do not count, the caller among them.  Caller
 * holds run->lock.
 */
bool il_still(struct il_run *run, unsigned int others)
{
	lockdep_assert_held(&run->lock);
	return nr_running() <= others && !il_any_moves(run);
}

/* Nothing moves: trace the actors that went to sleep.  Caller holds run->lock. */
void il_trace_sleepers(struct il_run *run)
{
	struct il_actor *actor;

	for (actor = run->actor; actor < run->actor + IL_MAX_ACTORS; actor++) {
		if (actor->phase != IL_PHASE_RUNNING || actor->asleep)
			continue;
		actor->asleep = true;
		il_trace(run, actor->letter, 'w', "", "asleep", 0, 0);
	}
}

/*
 * Wait until nothing moves: no actor, and nobody else.  Trace the actors that
 * went to sleep on a lock.  @stepped was let go.
 *
 * What else can run (a kernel thread, a child that an actor has made) runs to
 * its sleep now, and so at the same place in every run of the schedule.
 */
void il_settle(struct il_run *run, struct il_actor *stepped)
{
	bool still;
	int ticks;

	for (ticks = 0; ticks < IL_PATIENCE; ticks++) {
		raw_spin_lock_irq(&run->lock);
		il_prove_floor(run);
		still = il_still(run, 1);
		raw_spin_unlock_irq(&run->lock);
		if (still)
			break;
		if (ticks >= IL_SETTLE && nr_running() <= 1 &&
		    READ_ONCE(stepped->phase) != IL_PHASE_RUNNING)
			break;
		schedule_timeout_uninterruptible(1);
	}

	raw_spin_lock_irq(&run->lock);
	if (run->talks)
		il_trace_locks(run);
	il_trace_sleepers(run);
	raw_spin_unlock_irq(&run->lock);
}
