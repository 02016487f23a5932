// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: points by number, and which steps commute.
 *
 * Two steps of different actors commute when what they touch has nothing in
 * common: in either order they lead to the same state.  A search need not try
 * both orders.  It remembers in a sleep set (Godefroid, 1996) which actors it has tried
 * at an earlier place, and leaves them alone until somebody has made a step that does
 * not commute with theirs:
 *
 *	at this place	tried first	then
 *	-------------	-----------	----
 *	A: maps x	A B		B, with A asleep:
 *	B: maps y			  B touches y, A had touched x;
 *					  A stays asleep: A B again, redundant
 *	B: unmaps x			B, with A asleep:
 *					  B touches x: A wakes up, and
 *					  B A is another schedule
 *
 * Sleep sets leave out schedules and no states.  They do not go together with a bound on
 * preemptions: of two orders that commute they may keep the one that is out of bounds.
 *
 * What a step touches is declared for the point that it leaves; a point that nobody has
 * declared touches everything.  Too much is slow, too little is wrong.  A step that
 * wakes a sleeping actor is this actor's step, too.  A step that goes back to the
 * program may do anything there, unless it was the last of its actor; a task work, which
 * runs on the way to user space, tells which steps do.
 */
#include <linux/uaccess.h>
#include "interleave.h"

#define IL_EVERYTHING	U32_MAX

/* What was declared for the point; caller holds run->lock. */
static u32 il_declared(struct il_run *run, const char *prefix,
		       const char *name)
{
	char full[IL_NAME_LEN];
	unsigned int i;

	snprintf(full, sizeof(full), "%s%s", prefix, name);
	for (i = 0; i < run->nr_declared; i++)
		if (!strcmp(run->declared[i].name, full))
			return run->declared[i].objects;
	return IL_EVERYTHING;
}

/*
 * Number of the point that @actor left last, or at which it is held, counted
 * from 0 as first met.  Caller holds run->lock.
 */
u16 il_point_number(struct il_run *run, struct il_actor *actor)
{
	struct il_point_of *p = run->point;
	unsigned int i;

	lockdep_assert_held(&run->lock);
	if (actor->number != IL_NO_NUMBER)
		return actor->number;
	for (i = 0; i < run->nr_points; i++, p++)
		if (p->prefix == actor->prefix && p->name == actor->name)
			break;
	if (i == run->nr_points && i < IL_MAX_POINTS) {
		p->prefix = actor->prefix;
		p->name = actor->name;
		p->objects = il_declared(run, p->prefix, p->name);
		run->nr_points++;
	}
	actor->number = i;
	return i;
}

/* What was declared for this point; caller holds run->lock. */
u32 il_objects(struct il_run *run, struct il_actor *actor)
{
	u16 number = il_point_number(run, actor);

	return number < IL_MAX_POINTS ? run->point[number].objects :
					IL_EVERYTHING;
}

/* What a step of @actor on @objects has touched, now that it is over. */
u32 il_touched(const struct il_actor *actor, u32 objects)
{
	if (objects & IL_OBJECT_PROGRAM && actor->back &&
	    actor->phase != IL_PHASE_DONE)
		return IL_EVERYTHING;
	return objects & ~IL_OBJECT_PROGRAM;
}

long il_declare(struct il_run *run, struct il_declare __user *arg)
{
	struct il_declare d;
	long ret = -ENOSPC;

	if (copy_from_user(&d, arg, sizeof(d)))
		return -EFAULT;
	d.name[IL_NAME_LEN - 1] = '\0';
	raw_spin_lock_irq(&run->lock);
	if (run->nr_declared < IL_MAX_POINTS) {
		run->declared[run->nr_declared++] = d;
		ret = 0;
	}
	raw_spin_unlock_irq(&run->lock);
	return ret;
}

long il_point_name(struct il_run *run, struct il_point_name __user *arg)
{
	struct il_point_name p;

	if (copy_from_user(&p, arg, sizeof(p)))
		return -EFAULT;
	raw_spin_lock_irq(&run->lock);
	if (p.number >= run->nr_points) {
		raw_spin_unlock_irq(&run->lock);
		return -ENOENT;
	}
	snprintf(p.name, sizeof(p.name), "%s%s", run->point[p.number].prefix,
		 run->point[p.number].name);
	raw_spin_unlock_irq(&run->lock);
	return copy_to_user(arg, &p, sizeof(p)) ? -EFAULT : 0;
}
