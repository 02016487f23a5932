/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Schedule points: named places at which a task can be held.
 *
 * Points precede the operation that they name.  A point costs one load and a
 * branch for a task that is not an actor of a run.  A held task sleeps in the
 * way a PREEMPT_RT spinlock makes it sleep, so a point is legal wherever
 * spin_lock() of a spinlock_t is: under page-table and rmap locks and inside
 * rcu_read_lock().  Under a raw spinlock, or with preemption or interrupts
 * off, a point is traced and holds nobody.
 */
#ifndef _LINUX_INTERLEAVE_H
#define _LINUX_INTERLEAVE_H

#include <linux/sched.h>
#include <linux/types.h>
#include <uapi/linux/interleave.h>

#ifdef CONFIG_INTERLEAVE

extern bool il_active;
extern unsigned int il_fine_level;

void __il_point(const char *prefix, const char *name,
		unsigned long a, unsigned long b);
void __il_again(const char *name);
void __il_note(const char *prefix, const char *name,
	       unsigned long a, unsigned long b);
void il_task_exit(struct task_struct *tsk);
void il_owner_exit(struct task_struct *tsk);

/**
 * il_point2 - a schedule point whose name has two parts
 * @prefix: first part of the name, a string that lives for ever
 * @name: second part, appended as it is
 * @a: argument for the trace, often an address in bytes
 * @b: argument for the trace
 */
static inline void il_point2(const char *prefix, const char *name,
			     unsigned long a, unsigned long b)
{
	if (unlikely(current->il_actor))
		__il_point(prefix, name, a, b);
}

/* il_point - a schedule point: @name, two arguments for the trace */
static inline void il_point(const char *name, unsigned long a, unsigned long b)
{
	il_point2(name, "", a, b);
}

/*
 * il_again - the point of a loop that waits for another task without sleeping, each round:
 * in a walk the actor goes on when others have made a step, unless no other can
 */
static inline void il_again(const char *name)
{
	if (unlikely(current->il_actor))
		__il_again(name);
}

/* il_fine_point - the same where nobody has named a point, see interleave.fine */
static inline void il_fine_point(const char *name, unsigned long a)
{
	if (unlikely(current->il_actor) && READ_ONCE(il_fine_level))
		__il_point(name, "", a, 0);
}

/* il_note - an event for the trace of the run, by whichever task; holds nobody */
static inline void il_note(const char *name, unsigned long a, unsigned long b)
{
	if (unlikely(READ_ONCE(il_active)))
		__il_note(name, "", a, b);
}

void il_weak_mb(void);
void il_weak_rmb(void);
void il_weak_wmb(void);
void il_weak_next_ordered(void);
void il_weak_out_now(void);
void il_weak_atomic(const volatile void *p, size_t size);
void il_weak_bit(void);
void il_weak_before_atomic(void);
void il_weak_after_atomic(void);
void il_weak_acquire(void);
void il_weak_free(const void *p, size_t size);

/* il_weak_release - current gives a lock back: what it has stored comes before that */
static inline void il_weak_release(void)
{
	if (IS_ENABLED(CONFIG_INTERLEAVE_WEAK) && unlikely(current->il_actor))
		il_weak_out_now();
}

/* il_weak_lock - current takes a lock: what it loads behind that is not older */
static inline void il_weak_lock(void)
{
	if (IS_ENABLED(CONFIG_INTERLEAVE_WEAK) && unlikely(current->il_actor))
		il_weak_acquire();
}

/* il_weak_kfree - @size bytes at @p are going to be free */
static inline void il_weak_kfree(const void *p, size_t size)
{
	if (IS_ENABLED(CONFIG_INTERLEAVE_WEAK))
		il_weak_free(p, size);
}

static inline void il_task_init(struct task_struct *tsk)
{
	tsk->il_actor = NULL;
}

/**
 * struct il_checker - who judges a run
 * @check: called by the controller after every step, and with @quiet when all
 *         actors are done; returns the laws that have unread reports, a bit each
 * @state: called when all actors are done; returns the same number for end
 *         states that are the same to it
 * @over: NULL, or called in a walk whose actors are all done, before the last @check;
 *        may sleep
 * @show: called after every step of IL_STEP; notes what a reader of the trace may
 *        want to know of the state
 *
 * All are called in process context while every actor is held, asleep or done.
 * All but @over must not take a sleeping lock: a held actor may own it.
 */
struct il_checker {
	u32 (*check)(bool quiet);
	u64 (*state)(void);
	void (*over)(void);
	void (*show)(void);
};

/**
 * struct il_scene - a scene whose actors are kernel threads
 * @name: as given to IL_THREADS
 * @nr_actors: threads, 1..IL_MAX_ACTORS; they are numbered from 0
 * @open: before the threads start; returns 0 or a negative errno
 * @close: by the thread that ends last
 * @enter: NULL, or called first by each thread; returns 0 or a negative errno
 * @leave: NULL, or called last by each thread that has entered
 * @set: before each walk, by the controller, when all actors are done: whatever
 *       the last walk has left goes; returns 0 or a negative errno
 * @act: what an actor does in a walk
 * @checker: judges instead of the one of il_set_checker()
 * @node: of interleave
 *
 * No scene is opened before the last one is closed.
 */
struct il_scene {
	const char		*name;
	unsigned int		nr_actors;
	int			(*open)(const char *design);
	void			(*close)(void);
	int			(*enter)(unsigned int actor);
	void			(*leave)(unsigned int actor);
	int			(*set)(void);
	void			(*act)(unsigned int actor);
	struct il_checker	checker;
	struct list_head	node;
};

/* il_scene_register - @scene can be asked for from now on; it lives for ever */
void il_scene_register(struct il_scene *scene);

/* il_set_checker - @checker judges from now on; it lives for ever */
void il_set_checker(const struct il_checker *checker);

#else

static inline void il_point2(const char *prefix, const char *name,
			     unsigned long a, unsigned long b) { }
static inline void il_point(const char *name, unsigned long a,
			    unsigned long b) { }
static inline void il_again(const char *name) { }
static inline void il_fine_point(const char *name, unsigned long a) { }
static inline void il_note(const char *name, unsigned long a,
			   unsigned long b) { }
static inline void il_task_init(struct task_struct *tsk) { }
static inline void il_task_exit(struct task_struct *tsk) { }
static inline void il_owner_exit(struct task_struct *tsk) { }
static inline void il_weak_release(void) { }
static inline void il_weak_lock(void) { }
static inline void il_weak_kfree(const void *p, size_t size) { }
struct il_checker;
static inline void il_set_checker(const struct il_checker *checker) { }

struct il_scene;

static inline void il_scene_register(struct il_scene *scene) { }

#endif
#endif
