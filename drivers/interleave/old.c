// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: loads that return an old value.
 *
 * A processor may load early: what a load returns is what was there some time after the
 * last read barrier of its task.  What was there is known from the stores that others
 * have made since (il_past).  The old value is put into memory for the one load, and
 * taken back before anybody else looks:
 *
 *	actor				memory		others
 *	-----				------		------
 *	smp_rmb()			0
 *							x = 1
 *	(before the load)		0
 *	reads x: 0			0
 *	(whatever it does next)		1
 *
 * A load that is asked for by number (IL_CHOOSE) returns the oldest value that it may.
 * Only loads that could return another value than the one that is there count.  A load
 * is never older than
 *
 *	- the last smp_rmb(), smp_mb(), load-acquire, atomic operation that returns a
 *	  value, rcu_read_lock(), or lock that was taken;
 *	- what the actor has seen or stored at the same address;
 *	- for what a pointer leads to that was loaded by READ_ONCE() or rcu_dereference(),
 *	  the store of that pointer.  A plain load of a pointer does not promise that.
 *
 * The compiler calls il_old_load() before each load of the files that are compiled with
 * il-weak-flags.  Stores of other files are no history: a load is at worst too new.
 */
#include <linux/kernel.h>
#include <linux/sched/task_stack.h>
#include "interleave.h"

#define IL_MAX_PAST	256
#define IL_NEAR		512	/* bytes around a pointer that belong to its object */

/**
 * struct il_past - a store that all have seen
 * @addr: of it; 0 when the memory was given back
 * @was: what was there before
 * @size: bytes, up to 8
 */
struct il_past {
	unsigned long	addr;
	u64		was;
	size_t		size;
};

/* One run at a time, one actor on the CPU: no lock.  Number n, from 1, is at n % MAX. */
static struct il_past il_past[IL_MAX_PAST];
static unsigned int il_now;		/* number of the last one */

void il_past_note(unsigned long addr, size_t size, u64 was)
{
	il_past[++il_now % IL_MAX_PAST] = (struct il_past){ addr, was, size };
}

/* Number of the oldest that is still known. */
static unsigned int il_past_first(void)
{
	return il_now < IL_MAX_PAST ? 1 : il_now - IL_MAX_PAST + 1;
}

void il_past_forget(unsigned long addr, size_t size)
{
	struct il_past *p;
	unsigned int n;

	for (n = il_past_first(); n <= il_now; n++) {
		p = &il_past[n % IL_MAX_PAST];
		if (addr < p->addr + p->size && p->addr < addr + size)
			p->addr = 0;
	}
}

void il_past_reset(void)
{
	il_now = 0;
}

void il_old_reset(struct il_weak *w)
{
	w->loads = 0;
	w->acquire = false;
	w->poked = 0;
	w->floor = 0;
	w->nr_seen = 0;
	w->nr_near = 0;
}

/* The load has been made, or will never be. */
void il_old_restore(struct il_weak *w)
{
	u64 value = w->value;

	if (!w->poked)
		return;
	/* Has somebody stored there meanwhile who does not say so? */
	if (il_memory(w->addr, w->poked) == w->was)
		memcpy((void *)w->addr, &value, w->poked);
	w->poked = 0;
}

static void il_raise(unsigned int *floor, unsigned int n)
{
	*floor = max(*floor, n);
}

/* All that current loads from now on is at least as new as what there is now. */
static void il_old_floor(struct il_weak *w)
{
	w->acquire = false;
	w->floor = il_now;
	w->nr_seen = 0;
	w->nr_near = 0;
}

/* The lock that the actor was about to take is taken, if there was one. */
void il_old_acquired(struct il_weak *w)
{
	if (w->acquire)
		il_old_floor(w);
}

/* One more in @table: @addr is not older than store number @n. */
static void il_remember(struct il_weak *w, struct il_seen *table, unsigned int *nr,
			unsigned long addr, unsigned int n)
{
	unsigned int i = *nr;

	if (i == IL_MAX_SEEN) {
		/* what is forgotten holds for all */
		i = n % IL_MAX_SEEN;
		il_raise(&w->floor, table[i].floor);
	} else {
		++*nr;
	}
	table[i] = (struct il_seen){ addr, n };
}

/* The actor has seen at @addr what was there when number @n was the last store. */
static void il_past_saw(struct il_weak *w, unsigned long addr, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < w->nr_seen; i++)
		if (w->seen[i].addr == addr) {
			il_raise(&w->seen[i].floor, n);
			return;
		}
	il_remember(w, w->seen, &w->nr_seen, addr, n);
}

/* The actor has stored to @addr, and all see it. */
void il_past_own(struct il_weak *w, unsigned long addr)
{
	il_past_saw(w, addr, il_now);
}

/* What @pointer leads to is at least as new as store number @n. */
static void il_past_near(struct il_weak *w, unsigned long pointer, unsigned int n)
{
	if (pointer >= PAGE_SIZE && n)
		il_remember(w, w->near, &w->nr_near, pointer, n);
}

static unsigned int il_old_limit(const struct il_weak *w, unsigned long addr)
{
	unsigned int floor = w->floor, i;

	for (i = 0; i < w->nr_seen; i++)
		if (w->seen[i].addr == addr)
			il_raise(&floor, w->seen[i].floor);
	for (i = 0; i < w->nr_near; i++)
		if (addr + IL_NEAR >= w->near[i].addr &&
		    addr < w->near[i].addr + IL_NEAR)
			il_raise(&floor, w->near[i].floor);
	return floor;
}

/* Number of the first store to @addr behind number @floor; 0: there is none. */
static unsigned int il_past_find(unsigned long addr, size_t size, unsigned int floor)
{
	const struct il_past *p;
	unsigned int n;

	for (n = max(floor + 1, il_past_first()); n <= il_now; n++) {
		p = &il_past[n % IL_MAX_PAST];
		if (p->addr == addr && p->size == size)
			return n;
		if (addr < p->addr + p->size && p->addr < addr + size)
			return 0;
	}
	return 0;
}

/* Number of the last store to @addr, or of one before all that is known. */
static unsigned int il_past_last(unsigned long addr)
{
	unsigned int n;

	for (n = il_now; n >= il_past_first(); n--)
		if (il_past[n % IL_MAX_PAST].addr == addr)
			return n;
	return il_past_first() - 1;
}

/* Put the old value there for one load.  False: it is none that was asked for. */
static bool il_old_poke(struct il_weak *w, unsigned long addr, size_t size, u64 was)
{
	w->loads++;
	if (w->loads >= IL_MAX_MADE || !test_bit(w->loads, w->old))
		return false;
	__il_note("load.old", "", addr, was);
	w->addr = addr;
	w->was = was;
	w->value = il_memory(addr, size);
	memcpy((void *)addr, &was, size);
	w->poked = size;
	return true;
}

/* Current is about to load @size bytes; @once: by READ_ONCE(). */
void il_old_load(const volatile void *p, size_t size, bool once)
{
	struct il_actor *actor = il_weak_actor();
	unsigned long addr = (unsigned long)p;
	unsigned int floor, n, at;
	struct il_weak *w;
	u64 value, was;

	if (likely(!actor))
		return;
	w = &actor->weak;
	il_old_restore(w);
	if (size > sizeof(u64) || object_is_on_stack((const void *)p) ||
	    il_is_constant(p))
		return;
	il_weak_not_atomic(w);
	il_old_acquired(w);
	if (il_weak_find(w, addr, size))
		return;
	value = il_memory(addr, size);
	floor = il_old_limit(w, addr);
	at = il_now;
	n = il_past_find(addr, size, floor);
	was = n ? il_past[n % IL_MAX_PAST].was : value;
	if (was != value && il_old_poke(w, addr, size, was)) {
		value = was;
		at = n - 1;
	} else {
		floor = il_past_last(addr);
	}
	il_past_saw(w, addr, at);
	if (once && size == sizeof(u64))
		il_past_near(w, value, floor);
}

void il_weak_rmb(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor)) {
		il_old_restore(&actor->weak);
		il_old_floor(&actor->weak);
	}
}

/* Current is going to take a lock: what it loads behind that is not older. */
void il_weak_acquire(void)
{
	struct il_actor *actor = il_weak_actor();

	if (unlikely(actor)) {
		il_old_restore(&actor->weak);
		actor->weak.acquire = actor->weak.lock_last = true;
	}
}

/* Whoever called the function that has loaded is not built for this. */
void __tsan_func_entry(void *caller);
void __tsan_func_entry(void *caller)
{
}

/* A constructor of such a file comes here before there is a current. */
void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
	struct il_actor *actor = READ_ONCE(il_active) ? il_weak_actor() : NULL;

	if (unlikely(actor))
		il_old_restore(&actor->weak);
}
