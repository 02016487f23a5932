// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: stores that others see late.
 *
 * A processor keeps its stores in a buffer of its own for a while.  It sees them, the
 * others do not yet, and two of them may come out in another order than they went in.
 * On one CPU the others run only when the task does not.  So a store that is to be late
 * is taken back in memory when the task leaves the CPU, or is held at a point, and put
 * in again when it goes on:
 *
 *	actor				memory		others
 *	-----				------		------
 *	x = 1, late			1
 *	(leaves the CPU)		0		read x: 0
 *	(is back)			1
 *	reads x: 1			1
 *	smp_mb()			1		(from now on 1)
 *
 * Which stores are late is asked for, by their number in the actor's course (IL_CHOOSE).
 * Later stores to the same address are late, too: to one address stores come in order.
 *
 * All late stores come out at smp_mb(), an atomic operation with full order, when a lock
 * that can sleep is given back, at call_rcu(), when memory is freed, and at the end of the
 * actor.  smp_wmb() makes none visible: what is stored behind it is late as well, behind the
 * others.  A release does this for its own store alone.  Taking a lock does nothing of this,
 * nor does sleeping, nor a raw spinlock: those are the scheduler's and of what judges.
 *
 * Only files that are compiled with il-weak-flags, see Makefile.access, have such stores;
 * the compiler calls il_weak_store() before each.  The stores of all others are seen at
 * once.  Loads are in old.c.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include "interleave.h"

static u64 il_peek(const struct il_store *s)
{
	return il_memory(s->addr, s->size);
}

static void il_poke(const struct il_store *s, u64 value)
{
	memcpy((void *)s->addr, &value, s->size);
}

/* Newest first: of two that overlap the older one knows what was there before. */
static void il_weak_take_back(struct il_weak *w)
{
	struct il_store *s;

	il_old_restore(w);
	for (s = w->store + w->nr - 1; s >= w->store; s--) {
		s->mine = il_peek(s);
		il_poke(s, s->others);
	}
	w->in = false;
}

static void il_weak_put_in(struct il_weak *w)
{
	struct il_store *s;

	for (s = w->store; s < w->store + w->nr; s++) {
		s->others = il_peek(s);
		il_poke(s, s->mine);
	}
	w->in = true;
}

static void il_weak_out(struct preempt_notifier *n, struct task_struct *next)
{
	struct il_weak *w = container_of(n, struct il_weak, notifier);

	if (!w->hold) {
		w->left = true;
		il_weak_take_back(w);
	}
}

static void il_weak_in(struct preempt_notifier *n, int cpu)
{
	struct il_weak *w = container_of(n, struct il_weak, notifier);

	if (!w->hold)
		il_weak_put_in(w);
}

static struct preempt_ops il_weak_ops = {
	.sched_in	= il_weak_in,
	.sched_out	= il_weak_out,
};

/* Current comes into the code that holds it, which shows its memory to those who judge. */
void il_weak_hold(struct il_actor *actor)
{
	if (!actor->weak.hold++) {
		il_old_acquired(&actor->weak);
		il_weak_take_back(&actor->weak);
	}
}

void il_weak_go(struct il_actor *actor)
{
	if (!--actor->weak.hold)
		il_weak_put_in(&actor->weak);
}

static void il_weak_reset(struct il_weak *w)
{
	w->made = 0;
	w->settled = 0;
	w->left = false;
	w->ordered = false;
	w->next_ordered = false;
	w->atomic_next = false;
	w->atomic_last = false;
	w->lock_last = false;
	w->nr = 0;
	il_old_reset(w);
}

/* Current has become @actor. */
void il_weak_begin(struct il_actor *actor)
{
	struct il_weak *w = &actor->weak;

	il_weak_reset(w);
	w->hold = 0;
	w->in = true;
	preempt_notifier_init(&w->notifier, &il_weak_ops);
	preempt_notifier_register(&w->notifier);
}

static void il_weak_flush(struct il_actor *actor)
{
	struct il_weak *w = &actor->weak;
	unsigned int nr = w->nr;
	struct il_store *s;

	il_old_restore(w);
	if (!w->left)
		w->settled = w->made;
	w->left = false;
	w->nr = 0;
	w->ordered = false;
	w->next_ordered = false;
	for (s = w->store; s < w->store + nr; s++) {
		il_past_note(s->addr, s->size, s->others);
		il_past_own(w, s->addr);
		__il_note("store.seen", "", s->addr, il_peek(s));
	}
}

/* An actor that is a kernel thread has come to the end of a walk. */
void il_weak_again(struct il_actor *actor)
{
	il_weak_flush(actor);
}

/* Current is not going to be @actor any more. */
void il_weak_end(struct il_actor *actor)
{
	il_weak_flush(actor);
	preempt_notifier_unregister(&actor->weak.notifier);
	actor->weak.in = false;
}

/* It begins another one, and counts anew. */
void il_weak_start(struct il_actor *actor)
{
	il_weak_reset(&actor->weak);
}

/* Current, when it is an actor in its own course. */
struct il_actor *il_weak_actor(void)
{
	struct il_actor *actor = current->il_actor;

	if (!actor || !in_task() || !actor->weak.in || actor->weak.hold)
		return NULL;
	return actor;
}

/* The late store of @w that overlaps. */
struct il_store *il_weak_find(struct il_weak *w, unsigned long addr, size_t size)
{
	struct il_store *s;

	for (s = w->store; s < w->store + w->nr; s++)
		if (addr < s->addr + s->size && s->addr < addr + size)
			return s;
	return NULL;
}

static bool il_weak_may_be_late(const struct il_weak *w, size_t size, bool ordered)
{
	if (size > sizeof(u64) || w->nr == IL_MAX_STORES)
		return false;
	return ordered ||
	       (w->made < IL_MAX_MADE && test_bit(w->made, w->late));
}

/* Current is about to store to @p. */
void il_weak_store(const volatile void *p, size_t size)
{
	struct il_actor *actor = il_weak_actor();
	unsigned long addr = (unsigned long)p;
	struct il_weak *w;
	struct il_store *s;
	bool ordered;

	if (likely(!actor))
		return;
	w = &actor->weak;
	il_old_restore(w);
	if (object_is_on_stack((const void *)p))
		return;
	ordered = w->ordered || w->next_ordered;
	w->next_ordered = false;
	il_weak_not_atomic(w);
	w->made++;
	s = il_weak_find(w, addr, size);
	if (s) {
		if (s->addr != addr || s->size != size)
			il_weak_flush(actor);
		return;
	}
	if (il_weak_may_be_late(w, size, ordered)) {
		s = &w->store[w->nr++];
		s->addr = addr;
		s->size = size;
		s->others = il_peek(s);
		__il_note("store.late", "", addr, w->made);
		return;
	}
	if (ordered)
		il_weak_flush(actor);
	if (size <= sizeof(u64)) {
		il_past_note(addr, size, il_memory(addr, size));
		il_past_own(w, addr);
	}
}

/*
 * What current has stored comes before what it stores from now on, in files that are
 * built for this.
 */
void il_weak_wmb(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor))
		actor->weak.ordered = actor->weak.nr;
}

/* An access of @w that is none to be ordered by a barrier beside it. */
void il_weak_not_atomic(struct il_weak *w)
{
	w->atomic_next = false;
	w->atomic_last = false;
	w->lock_last = false;
}

/* An atomic operation, or a change of a bit. */
void il_weak_bit(void)
{
	struct il_actor *actor = il_weak_actor();

	if (likely(!actor))
		return;
	if (actor->weak.atomic_next)
		il_weak_mb();
	actor->weak.atomic_next = false;
	actor->weak.atomic_last = true;
}

/* A release: what current has stored comes before its next store. */
void il_weak_next_ordered(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor))
		actor->weak.next_ordered = actor->weak.nr;
}

/*
 * Two barriers that make one of an atomic operation beside them, and are nothing
 * without it: x86 has no instruction there.
 */
void il_weak_before_atomic(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor))
		actor->weak.atomic_next = true;
}

void il_weak_after_atomic(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor) && actor->weak.atomic_last)
		il_weak_mb();
}

/* The same of a lock that was taken before it, with no access between. */
void il_weak_after_lock(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor) && actor->weak.lock_last)
		il_weak_mb();
}

/* Others may come between the store to @p and the barrier behind it. */
void il_weak_stored(const volatile void *p)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor) && actor->weak.nr)
		__il_point("write", "", (unsigned long)p, _RET_IP_);
}

/*
 * An atomic operation on @p, which the compiler does not announce.  It is seen at once,
 * so what has to come before it is seen, too; and what it reads is new.
 */
void il_weak_atomic(const volatile void *p, size_t size)
{
	struct il_actor *actor = il_weak_actor();
	unsigned long addr = (unsigned long)p;

	if (likely(!actor))
		return;
	il_weak_bit();
	il_weak_rmb();
	if (actor->weak.ordered || il_weak_find(&actor->weak, addr, size))
		il_weak_flush(actor);
	if (size <= sizeof(u64) && !object_is_on_stack((const void *)p)) {
		il_past_note(addr, size, il_memory(addr, size));
		il_past_own(&actor->weak, addr);
	}
}

/* All see what current has stored. */
void il_weak_out_now(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor))
		il_weak_flush(actor);
}

void il_weak_mb(void)
{
	il_weak_out_now();
	il_weak_rmb();
}

/*
 * The memory at @p is given back.  Current's stores to it come out before.  Those of
 * another actor that are late would be stores to freed memory, which nobody makes here.
 */
void il_weak_free(const void *p, size_t size)
{
	struct il_run *run;
	struct il_store *s;
	unsigned long flags;
	int i;

	if (likely(!READ_ONCE(il_active)))
		return;
	il_weak_out_now();
	il_past_forget((unsigned long)p, size);
	raw_spin_lock_irqsave(&il_run_lock, flags);
	run = il_run;
	for (i = 0; run && i < IL_MAX_ACTORS; i++) {
		struct il_weak *w = &run->actor[i].weak;

		while ((s = il_weak_find(w, (unsigned long)p, size)))
			*s = w->store[--w->nr];
	}
	raw_spin_unlock_irqrestore(&il_run_lock, flags);
}

/* Which accesses are out of order, in all walks from now on. */
long il_choices(struct il_run *run, struct il_choices __user *arg)
{
	struct il_choices c;
	struct il_weak *w;
	unsigned int i;

	if (copy_from_user(&c, arg, sizeof(c)))
		return -EFAULT;
	if (c.nr > IL_MAX_CHOICES)
		return -EINVAL;
	for (i = 0; i < c.nr; i++)
		if (c.choice[i].actor < 'A' ||
		    c.choice[i].actor >= 'A' + IL_MAX_ACTORS ||
		    (c.choice[i].what != IL_LATE && c.choice[i].what != IL_OLD) ||
		    !c.choice[i].number || c.choice[i].number >= IL_MAX_MADE)
			return -EINVAL;
	for (i = 0; i < IL_MAX_ACTORS; i++) {
		bitmap_zero(run->actor[i].weak.late, IL_MAX_MADE);
		bitmap_zero(run->actor[i].weak.old, IL_MAX_MADE);
	}
	for (i = 0; i < c.nr; i++) {
		w = &run->actor[c.choice[i].actor - 'A'].weak;
		__set_bit(c.choice[i].number,
			  c.choice[i].what == IL_LATE ? w->late : w->old);
	}
	return 0;
}

/* A step of a walk is over. */
void il_weak_step(struct il_run *run, struct il_made *made)
{
	struct il_weak *w;
	int i;

	for (i = 0; i < IL_MAX_ACTORS; i++) {
		w = &run->actor[i].weak;
		made->stores[i] = min(w->made, IL_MAX_MADE - 1);
		made->settled[i] = min(w->settled, IL_MAX_MADE - 1);
		made->loads[i] = min(w->loads, IL_MAX_MADE - 1);
	}
}

/* What was made up to the end of each step of the last walk. */
long il_made(struct il_run *run, struct il_made_in __user *arg)
{
	struct il_made_in m;

	if (copy_from_user(&m, arg, sizeof(m)))
		return -EFAULT;
	if (m.nr_steps > IL_WALK_MAX || m.pad || !run->made)
		return -EINVAL;
	return copy_to_user(u64_to_user_ptr(m.made), run->made,
			    m.nr_steps * sizeof(*run->made)) ? -EFAULT : 0;
}
