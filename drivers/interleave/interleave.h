/* SPDX-License-Identifier: GPL-2.0 */
/* Interleave: what its own files share. */
#ifndef _KERNEL_INTERLEAVE_H
#define _KERNEL_INTERLEAVE_H

#include <linux/interleave.h>
#include <linux/kref.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <asm/sections.h>
#include <uapi/linux/interleave.h>

#define IL_MAX_EVENTS	16384
#define IL_MAX_POINTS	256
#define IL_MAX_LOCKS	16
#define IL_NO_NUMBER	U16_MAX

/*
 * RUNNING is everything between a grant and the next point: on the CPU, or
 * asleep on a lock of the kernel proper.
 */
enum il_phase {
	IL_PHASE_ABSENT,
	IL_PHASE_HELD,
	IL_PHASE_RUNNING,
	IL_PHASE_DONE,
};

struct il_lock {
	const struct lockdep_map *map;
	const char		*name;
};

#define IL_MAX_STORES	16	/* that are late at once */
#define IL_MAX_SEEN	64	/* addresses whose age an actor remembers */

/**
 * struct il_store - a store that others do not see yet
 * @addr: of it
 * @size: bytes, up to 8
 * @mine: what the actor has there, while it is off the CPU
 * @others: what all others have there, while it is on the CPU
 */
struct il_store {
	unsigned long		addr;
	size_t			size;
	u64			mine;
	u64			others;
};

/**
 * struct il_seen - how old a load at an address may be
 * @addr: of it
 * @floor: number of the store that it must not be older than
 */
struct il_seen {
	unsigned long		addr;
	unsigned int		floor;
};

/**
 * struct il_weak - the stores and loads of an actor, see weak.c and old.c; its own
 * @notifier: of the scheduler
 * @in: it is on the CPU, and memory has its stores
 * @hold: it is in the code that holds it
 * @left: others have run in the middle of a step since stores came out last
 * @ordered: late stores come out before the next one
 * @next_ordered: the same for the next store alone, after a release
 * @atomic_next: a barrier stands before an atomic operation, which is to come
 * @atomic_last: the last access was an atomic operation, so a barrier behind it counts
 * @made: stores so far
 * @settled: of these, as in struct il_made
 * @nr: entries of @store
 * @store: late ones, in their order
 * @late: those that are to be late, by number from 1; set while no actor moves
 * @loads: so far, of those that could return an old value
 * @old: those that are to, by number from 1; set while no actor moves
 * @acquire: a lock is being taken
 * @lock_last: the last access was a lock being taken, so a barrier behind it counts
 * @poked: bytes at @addr that have an old value for one load; 0: none
 * @addr: of it
 * @was: the old value
 * @value: the one that is to be there again
 * @floor: number of the store that no load may be older than
 * @nr_seen: entries of @seen
 * @seen: the same for one address
 * @nr_near: entries of @near
 * @near: the same for what a pointer leads to
 */
struct il_weak {
#ifdef CONFIG_INTERLEAVE_WEAK
	struct preempt_notifier	notifier;
	bool			in;
	bool			left;
	bool			ordered;
	bool			next_ordered;
	bool			atomic_next;
	bool			atomic_last;
	unsigned int		hold;
	unsigned int		made;
	unsigned int		settled;
	unsigned int		nr;
	struct il_store		store[IL_MAX_STORES];
	DECLARE_BITMAP(late, IL_MAX_MADE);

	unsigned int		loads;
	DECLARE_BITMAP(old, IL_MAX_MADE);
	bool			acquire;
	bool			lock_last;
	size_t			poked;
	unsigned long		addr;
	u64			was;
	u64			value;
	unsigned int		floor;
	unsigned int		nr_seen;
	struct il_seen		seen[IL_MAX_SEEN];
	unsigned int		nr_near;
	struct il_seen		near[IL_MAX_SEEN];
#endif
};

struct il_actor {
	struct il_run		*run;
	struct task_struct	*task;
	enum il_phase		phase;
	bool			asleep;	/* traced as asleep on a lock */
	bool			waits;	/* while HELD: in a loop that waits, see il_again() */
	bool			any;	/* a step of any other is enough */
	u8			need;	/* else these have to step first */
	u8			stepped;	/* actors that have, since it last began to wait */
	char			letter;
	const char		*prefix;	/* the point, while HELD */
	const char		*name;
	u16			number;		/* of the point, IL_NO_NUMBER: not known yet */
	bool			back;		/* in its program since it was let go */
	bool			back_due;	/* @back_work is queued */
	struct callback_head	back_work;
	unsigned int		nr_locks;
	struct il_lock		lock[IL_MAX_LOCKS];	/* as last traced */
	struct il_weak		weak;
};

struct il_event {
	const char		*prefix;
	const char		*name;
	unsigned long		a;
	unsigned long		b;
	char			letter;
	char			kind;
};

/* struct il_point_of - a point that a walk has met */
struct il_point_of {
	const char		*prefix;
	const char		*name;
	u32			objects;
};

/*
 * @lock protects everything in a run.  It is outside task_struct.pi_lock and
 * raw, because points are reached under any spinlock_t.
 */
struct il_run {
	struct kref		ref;
	raw_spinlock_t		lock;
	struct task_struct	*owner;	/* when it exits, nobody is held */
	bool			free;
	bool			talks;		/* locks and states are traced */
	struct il_actor		actor[IL_MAX_ACTORS];
	unsigned int		nr_events;
	unsigned int		nr_read;
	unsigned int		nr_lost;
	struct il_event		*event;
	unsigned int		nr_points;
	struct il_point_of	point[IL_MAX_POINTS];
	unsigned int		nr_declared;
	struct il_declare	declared[IL_MAX_POINTS];
	wait_queue_head_t	called;		/* servants wait for a scene */
	unsigned int		scene;		/* how many were called for */
	unsigned int		nr_waiting;	/* servants, of those that count */
	struct il_scene		*threads;	/* actors are threads of this scene */
	int			threads_err;	/* why one of them did not start */
	struct il_walking	*walking;	/* while IL_WALK takes steps */
	unsigned long		busy;		/* bit 0: in IL_STEP or IL_WALK */
	u8			*prefix;	/* of a walk, as the next, from the first on */
	struct il_walk_step	*steps;
	struct il_made		*made;
};

extern struct il_run *il_run;
extern raw_spinlock_t il_run_lock;

const struct il_checker *il_get_checker(struct il_run *run);

void il_run_put(struct il_run *run);
void il_settle(struct il_run *run, struct il_actor *stepped);
void il_trace_locks(struct il_run *run);
bool il_still(struct il_run *run, unsigned int others);
void il_trace_sleepers(struct il_run *run);
void il_hold(struct il_actor *actor, const char *prefix, const char *name,
	     unsigned long a, unsigned long b);
void il_arrive(struct il_actor *actor, const char *prefix, const char *name);
bool il_await_start(struct il_actor *actor);
void il_grant(struct il_actor *actor);
void il_free(struct il_run *run);
void il_done(struct il_actor *actor);
void il_trace(struct il_run *run, char letter, char kind, const char *prefix,
	      const char *name, unsigned long a, unsigned long b);
ssize_t il_trace_read(struct il_run *run, char __user *buf, size_t len);
void il_wait_for(struct il_run *run, struct il_actor *actor);
void il_walk_on(struct il_run *run);
long il_walk(struct il_run *run, struct il_walk __user *arg);
long il_bind(struct il_run *run, unsigned long letter);
u8 il_held(struct il_run *run);
bool il_all_done(struct il_run *run);
void il_scene_init(struct il_run *run);
int il_scene_set(struct il_run *run, u8 scene, u8 nr_servants);
int il_threads_set(struct il_run *run);
long il_threads(struct il_run *run, struct il_threads __user *arg);
long il_serve(struct il_run *run, unsigned long arg);
u16 il_point_number(struct il_run *run, struct il_actor *actor);
u32 il_objects(struct il_run *run, struct il_actor *actor);
u32 il_touched(const struct il_actor *actor, u32 objects);
long il_declare(struct il_run *run, struct il_declare __user *arg);
long il_point_name(struct il_run *run, struct il_point_name __user *arg);

static inline bool il_is_constant(const volatile void *p)
{
	return (const char *)p >= __start_rodata &&
	       (const char *)p < __end_rodata;
}

#ifdef CONFIG_INTERLEAVE_WEAK
void il_weak_begin(struct il_actor *actor);
void il_weak_end(struct il_actor *actor);
void il_weak_again(struct il_actor *actor);
void il_weak_start(struct il_actor *actor);
void il_weak_hold(struct il_actor *actor);
void il_weak_go(struct il_actor *actor);
void il_weak_store(const volatile void *p, size_t size);
void il_weak_step(struct il_run *run, struct il_made *made);
struct il_actor *il_weak_actor(void);
struct il_store *il_weak_find(struct il_weak *w, unsigned long addr, size_t size);
void il_weak_not_atomic(struct il_weak *w);
long il_choices(struct il_run *run, struct il_choices __user *arg);
long il_made(struct il_run *run, struct il_made_in __user *arg);
void il_past_reset(void);
void il_past_note(unsigned long addr, size_t size, u64 was);
void il_past_own(struct il_weak *w, unsigned long addr);
void il_past_forget(unsigned long addr, size_t size);
void il_old_reset(struct il_weak *w);
void il_old_restore(struct il_weak *w);
void il_old_acquired(struct il_weak *w);
void il_old_load(const volatile void *p, size_t size, bool once);

/* Up to 8 bytes of memory as a number. */
static inline u64 il_memory(unsigned long addr, size_t size)
{
	u64 value = 0;

	memcpy(&value, (void *)addr, size);
	return value;
}

static inline void il_weak_open(void)
{
	il_past_reset();
	preempt_notifier_inc();
}

static inline void il_weak_close(void)
{
	preempt_notifier_dec();
}
#else
static inline void il_weak_begin(struct il_actor *actor) { }
static inline void il_weak_end(struct il_actor *actor) { }
static inline void il_weak_again(struct il_actor *actor) { }
static inline void il_weak_start(struct il_actor *actor) { }
static inline void il_weak_hold(struct il_actor *actor) { }
static inline void il_weak_go(struct il_actor *actor) { }
static inline void il_weak_store(const volatile void *p, size_t size) { }
static inline void il_old_load(const volatile void *p, size_t size, bool once) { }
static inline void il_past_reset(void) { }
static inline void il_weak_step(struct il_run *run, struct il_made *made) { }
static inline void il_weak_open(void) { }
static inline void il_weak_close(void) { }

static inline long il_choices(struct il_run *run, struct il_choices __user *arg)
{
	return -EOPNOTSUPP;
}

static inline long il_made(struct il_run *run, struct il_made_in __user *arg)
{
	return -EOPNOTSUPP;
}
#endif

#endif
