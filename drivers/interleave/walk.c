// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: a whole schedule in one call.
 *
 * The controller gives the letters of the first steps, the prefix.  After these the walk
 * goes on by a rule that makes no preemption that it was not told to make: the actor
 * that moved last moves again while it can, then the first in the order of letters.
 * Which others could have moved is recorded at each step, and that is all a search needs
 * to know: it branches there, by asking again with a longer prefix.
 *
 *	prefix ""	A A A B B B	at step 2 A and B could move
 *	prefix "AAB"	A A B B B A
 *	prefix "AB"	A B B B A A
 *
 * Nothing is random, so a prefix leads to the same place each time; where it does not,
 * the walk has diverged, and says so.
 *
 * Two switches a step, to the controller and back, would be most of what a step takes.
 * All that the rule needs is in the run, so an actor that comes to its point applies it
 * itself, and wakes the next one, or goes on without a switch.  The decision is the same
 * whichever task makes it.  run->lock is held from the question whether all is still to
 * the decision, and dropped for the checker only; @open says that the controller waits
 * to be asked, @stepping that a step was begun and not ended.  IL_STEP, and so every
 * replay, does not hand over: there the controller makes each step, and both have to
 * agree.
 *
 * Where there are too many schedules they are drawn, as in "A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs" (Burckhardt, Kothari, Musuvathi,
 * Nagarakatte; ASPLOS 2010): each actor has a priority, and at d - 1 steps, chosen
 * before, the actor that would move falls behind all others.  User space draws, so that
 * a walk can be had again.
 */
#include <linux/kmsg_dump.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "interleave.h"

#define IL_LAST_PATIENCE	100	/* ticks; nobody is held any more */

/* The actors that are held, one bit each; caller holds run->lock. */
u8 il_held(struct il_run *run)
{
	u8 held = 0;
	int i;

	for (i = 0; i < IL_MAX_ACTORS; i++)
		if (run->actor[i].phase == IL_PHASE_HELD)
			held |= BIT(i);
	return held;
}

/*
 * @actor, the caller, is in a loop that waits, and is going to be held.  Alone it would only
 * come to the same point again, and the walk with it to no end; so giving way is no
 * preemption there, but it must be fair, or two such loops would wake each other for ever
 * while the task that both wait for is held.  As in "Fair Stateless Model Checking"
 * (Musuvathi, Qadeer; PLDI 2008) who has not stepped since the last round goes first.
 */
void il_wait_for(struct il_run *run, struct il_actor *actor)
{
	raw_spin_lock_irq(&run->lock);
	actor->need = il_held(run) & ~actor->stepped;
	actor->any = !actor->need;
	actor->stepped = 0;
	actor->waits = true;
	raw_spin_unlock_irq(&run->lock);
}

static bool il_waits(const struct il_actor *actor, u8 held)
{
	if (!actor->waits)
		return false;
	return actor->any ? !actor->stepped : actor->need & held & ~actor->stepped;
}

/* The actors that can make a step.  Caller holds run->lock. */
static u8 il_ready(struct il_run *run)
{
	u8 held = il_held(run), ready = held;
	int i;

	for (i = 0; held >> i; i++)
		if (il_waits(&run->actor[i], held))
			ready &= ~BIT(i);
	return ready ?: held;
}

/* Actor number @last has made one. */
static void il_has_stepped(struct il_run *run, int last)
{
	int i;

	for (i = 0; i < IL_MAX_ACTORS; i++)
		if (i != last)
			run->actor[i].stepped |= BIT(last);
}

bool il_all_done(struct il_run *run)
{
	bool done = true;
	int i;

	raw_spin_lock_irq(&run->lock);
	for (i = 0; i < IL_MAX_ACTORS; i++)
		if (run->actor[i].phase == IL_PHASE_RUNNING ||
		    run->actor[i].phase == IL_PHASE_HELD)
			done = false;
	raw_spin_unlock_irq(&run->lock);
	return done;
}

/*
 * The actors that can make a step.  Where somebody is asleep and nobody is held, a grace
 * period or a timer may help.
 */
static u8 il_wait_enabled(struct il_run *run)
{
	int ticks;
	u8 enabled;

	for (ticks = 0; ticks < IL_LAST_PATIENCE; ticks++) {
		raw_spin_lock_irq(&run->lock);
		enabled = il_ready(run);
		raw_spin_unlock_irq(&run->lock);
		if (enabled || il_all_done(run))
			return enabled;
		schedule_timeout_uninterruptible(1);
	}
	return 0;
}

/* The actors that sleep: what each is about to touch, how often it has run. */
struct il_sleepers {
	u8		mask;
	u32		objects[IL_MAX_ACTORS];
	unsigned long	switches[IL_MAX_ACTORS];
};

/*
 * A walk under way; run->lock protects it.
 *
 * Whoever finds that a step is over ends it and begins the next one.  That is the
 * actor that has come to its point when all else is still, or the controller,
 * which runs when no actor does.  @open: the controller sits in il_grant() and can
 * run, so actors may go on without it.  @stepping: a step was begun and not ended.
 */
struct il_walking {
	struct il_walk		*w;
	struct il_walk_step	*step;
	const struct il_checker	*checker;
	u8			asleep;
	u8			last;
	bool			open;
	bool			stepping;
	u32			objects;
	struct il_sleepers	sleepers;
};

static void il_note_sleepers(struct il_run *run, struct il_sleepers *s)
{
	struct il_actor *actor;
	int i;

	s->mask = 0;
	for (i = 0; i < IL_MAX_ACTORS; i++) {
		actor = &run->actor[i];
		if (actor->phase != IL_PHASE_RUNNING)
			continue;
		s->mask |= BIT(i);
		s->objects[i] = il_objects(run, actor);
		s->switches[i] = actor->task->nvcsw + actor->task->nivcsw;
	}
}

/* Of these, the actors that have run since. */
static u8 il_woken(struct il_run *run, const struct il_sleepers *s)
{
	struct il_actor *actor;
	u8 woken = 0;
	int i;

	for (i = 0; s->mask >> i; i++) {
		actor = &run->actor[i];
		if (s->mask & BIT(i) &&
		    (actor->phase != IL_PHASE_RUNNING || s->switches[i] !=
		     actor->task->nvcsw + actor->task->nivcsw))
			woken |= BIT(i);
	}
	return woken;
}

static int il_highest(u8 enabled, const struct il_walk *w)
{
	int i, best = __ffs(enabled);

	for (i = best + 1; i < IL_MAX_ACTORS; i++)
		if (enabled & BIT(i) && w->prio[i] > w->prio[best])
			best = i;
	return best;
}

/* By priority, and behind all others where a change was asked for. */
static int il_choose_prio(u8 enabled, struct il_walk *w)
{
	int i = il_highest(enabled, w), n;

	for (n = 0; n < w->nr_changes; n++)
		if (w->change[n] == w->nr_steps) {
			w->prio[i] = w->nr_changes - n;
			i = il_highest(enabled, w);
		}
	return i;
}

/* Who moves where the prefix does not say it. */
static int il_choose(const struct il_run *run, u8 enabled, int last, struct il_walk *w)
{
	if (w->prio[0])
		return il_choose_prio(enabled, w);
	if (enabled & BIT(last))
		return last;
	/* the next one behind a loop that waits, or it would be the other such loop again */
	if (run->actor[last].waits && enabled >> last)
		return last + __ffs(enabled >> last);
	return __ffs(enabled);
}

/* The actors of the sleep set whose step commutes with one that has touched @touched. */
static u8 il_still_asleep(const struct il_walking *k, u8 asleep, u32 touched)
{
	int i;

	for (i = 0; asleep >> i; i++)
		if (k->w->touched[i] & touched)
			asleep &= ~BIT(i);
	return asleep;
}

/* Let actor number @i go.  Caller holds run->lock. */
static void il_step_begin(struct il_run *run, struct il_walking *k, int i)
{
	struct il_actor *actor = &run->actor[i];

	k->step->actor = 'A' + i;
	k->step->point = il_point_number(run, actor);
	k->objects = il_objects(run, actor);
	il_note_sleepers(run, &k->sleepers);
	k->last = i;
	k->stepping = true;
	il_grant(actor);
}

/*
 * Nothing moves after the step.  Caller holds run->lock, which is dropped for the
 * checker.
 */
static void il_step_end(struct il_run *run, struct il_walking *k)
{
	struct il_walk *w = k->w;
	u32 touched, broken = 0;
	u8 moved;
	int i;

	k->stepping = false;
	il_has_stepped(run, k->last);
	if (k->checker) {
		raw_spin_unlock_irq(&run->lock);
		broken = k->checker->check(false);
		raw_spin_lock_irq(&run->lock);
	}
	if (broken && !w->nr_stop)
		w->nr_stop = w->nr_steps + 1;
	moved = il_woken(run, &k->sleepers);
	touched = il_touched(&run->actor[k->last], k->objects);
	for (i = 0; moved >> i; i++)
		if (moved & BIT(i))
			touched |= il_touched(&run->actor[i],
					      k->sleepers.objects[i]);
	k->step->moved = moved;
	k->step->touched = touched;
	if (IS_ENABLED(CONFIG_INTERLEAVE_WEAK))
		il_weak_step(run, &run->made[w->nr_steps]);
	k->asleep = il_still_asleep(k, k->asleep & il_held(run), touched);
	k->step++;
	w->nr_steps++;
}

/*
 * The next step, of one of the actors in @enabled.  Returns false, and has set the
 * outcome, when there is none.  Caller holds run->lock.
 */
static bool il_step_next(struct il_run *run, struct il_walking *k, u8 enabled)
{
	struct il_walk *w = k->w;
	int i;

	if (w->nr_steps == w->max_steps) {
		w->outcome = IL_WALK_LONG;
		return false;
	}
	k->step->enabled = enabled;
	k->step->asleep = k->asleep;
	if (w->nr_steps < w->nr_prefix) {
		i = run->prefix[w->nr_steps] - 'A';
		if (!(enabled & BIT(i))) {
			w->outcome = IL_WALK_DIVERGED;
			return false;
		}
		if (w->nr_steps == w->nr_prefix - 1)
			k->asleep = w->asleep;
	} else {
		if (!(enabled & ~k->asleep) && !w->redundant) {
			w->redundant = w->nr_steps + 1;
			k->asleep = 0;
		}
		i = il_choose(run, enabled & ~k->asleep, k->last, w);
	}
	il_step_begin(run, k, i);
	return true;
}

/*
 * The calling actor is held, or done.  If that is the end of the step, and there is
 * another one, begin it: that saves two switches to the controller and back.  Caller
 * holds run->lock, which may be dropped meanwhile.
 */
void il_walk_on(struct il_run *run)
{
	struct il_walking *k = run->walking;
	u8 enabled;

	/* this actor, and the controller */
	if (!k || !k->open || !k->stepping || run->free || !il_still(run, 2))
		return;
	il_trace_sleepers(run);
	il_step_end(run, k);
	enabled = il_ready(run);
	if (enabled)
		il_step_next(run, k, enabled);
}

static void il_walk_steps(struct il_run *run, struct il_walking *k)
{
	struct il_walk *w = k->w;
	u8 enabled;
	bool more;

	for (;;) {
		enabled = il_wait_enabled(run);
		if (!enabled) {
			w->outcome = il_all_done(run) ? IL_WALK_DONE :
							IL_WALK_STUCK;
			return;
		}
		raw_spin_lock_irq(&run->lock);
		more = il_step_next(run, k, enabled);
		k->open = more;
		raw_spin_unlock_irq(&run->lock);
		if (!more)
			return;

		/* Actors run before the controller does. */
		raw_spin_lock_irq(&run->lock);
		k->open = false;
		more = k->stepping;
		raw_spin_unlock_irq(&run->lock);
		if (!more)
			continue;
		il_settle(run, &run->actor[k->last]);
		raw_spin_lock_irq(&run->lock);
		il_step_end(run, k);
		raw_spin_unlock_irq(&run->lock);
	}
}

static bool il_walk_ok(const struct il_walk *w, const u8 *prefix)
{
	unsigned int i;

	if (w->max_steps > IL_WALK_MAX || w->nr_prefix > w->max_steps ||
	    w->nr_changes > IL_MAX_CHANGES || w->pad ||
	    w->flags & ~(IL_WALK_BLIND | IL_WALK_SCENE))
		return false;
	for (i = 0; i < w->nr_prefix; i++)
		if (prefix[i] < 'A' || prefix[i] >= 'A' + IL_MAX_ACTORS)
			return false;
	return true;
}

/* Changes whenever the kernel prints. */
static u64 il_printed(void)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	return iter.next_seq;
}

static void il_walk_all(struct il_run *run, struct il_walk *w)
{
	struct il_walking walking = {
		.w = w,
		.step = run->steps,
	};
	u64 printed = il_printed();
	int i;

	for (i = 0; i < IL_MAX_ACTORS; i++)
		run->actor[i].stepped = 0;
	if (!(w->flags & IL_WALK_BLIND))
		walking.checker = il_get_checker(run);
	w->nr_steps = 0;
	w->nr_stop = 0;
	w->redundant = 0;
	w->broken = 0;
	w->state = 0;
	if (w->flags & IL_WALK_SCENE &&
	    il_scene_set(run, w->scene, w->nr_servants)) {
		w->outcome = IL_WALK_NO_SCENE;
	} else {
		WRITE_ONCE(run->walking, &walking);
		il_walk_steps(run, &walking);
		WRITE_ONCE(run->walking, NULL);
	}
	if (walking.checker && walking.checker->over &&
	    w->outcome == IL_WALK_DONE)
		walking.checker->over();
	if (walking.checker)
		w->broken = walking.checker->check(w->outcome == IL_WALK_DONE);
	if (walking.checker && w->outcome == IL_WALK_DONE)
		w->state = walking.checker->state();
	w->said = il_printed() != printed;
}

static bool il_walk_room(struct il_run *run)
{
	if (!run->prefix)
		run->prefix = kmalloc(IL_WALK_MAX, GFP_KERNEL);
	if (!run->steps)
		run->steps = kvcalloc(IL_WALK_MAX + 1, sizeof(*run->steps),
				      GFP_KERNEL);
	if (IS_ENABLED(CONFIG_INTERLEAVE_WEAK) && !run->made)
		run->made = kvcalloc(IL_WALK_MAX, sizeof(*run->made), GFP_KERNEL);
	return run->prefix && run->steps &&
	       (run->made || !IS_ENABLED(CONFIG_INTERLEAVE_WEAK));
}

/* IL_WALK */
long il_walk(struct il_run *run, struct il_walk __user *arg)
{
	struct il_walk w;

	if (copy_from_user(&w, arg, sizeof(w)))
		return -EFAULT;
	if (w.nr_prefix > IL_WALK_MAX)
		return -EINVAL;
	if (!il_walk_room(run))
		return -ENOMEM;
	if (copy_from_user(run->prefix, u64_to_user_ptr(w.prefix), w.nr_prefix))
		return -EFAULT;
	if (!il_walk_ok(&w, run->prefix))
		return -EINVAL;

	il_walk_all(run, &w);
	if (copy_to_user(u64_to_user_ptr(w.steps), run->steps,
			 w.nr_steps * sizeof(*run->steps)) ||
	    copy_to_user(arg, &w, sizeof(w)))
		return -EFAULT;
	return 0;
}
