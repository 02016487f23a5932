/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Interleave: hold tasks at named schedule points and let them go in a chosen
 * order.
 *
 * One open file of /dev/interleave is one run; there is at most one run at a
 * time in the system.  Tasks that bind to the run become its actors 'A'..'H'.
 * The task that steps is the controller; it must not be an actor.
 */
#ifndef _UAPI_LINUX_INTERLEAVE_H
#define _UAPI_LINUX_INTERLEAVE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define IL_MAX_ACTORS	8
#define IL_NAME_LEN	40

/**
 * enum il_state - what an actor is doing when the controller looks
 * @IL_ABSENT: no task is bound under this letter
 * @IL_PARKED: held at the point that il_step.at names
 * @IL_BLOCKED: let go, and asleep on something other than a schedule point
 * @IL_DONE: unbound or exited
 */
enum il_state {
	IL_ABSENT,
	IL_PARKED,
	IL_BLOCKED,
	IL_DONE,
};

/**
 * enum il_mode - how far a step lets its actor go
 * @IL_COUNT: over il_step.count points; a step is the code from one point up
 *            to the next
 * @IL_UNTIL: until it is held at the point that il_step.point names
 * @IL_TO_END: until it is done
 */
enum il_mode {
	IL_COUNT,
	IL_UNTIL,
	IL_TO_END,
};

/**
 * struct il_step - let one actor run, wait until all is still again
 * @actor: in: letter, 'A'..'H'
 * @mode: in: enum il_mode
 * @state: out: enum il_state of @actor
 * @stop: out: 1 when a law checker asked to stop after a step of this call
 * @count: in: number of points for IL_COUNT, 1..65535
 * @point: in: point name for IL_UNTIL, NUL-terminated
 * @at: out: the point at which @actor is held, "" when it is not
 * @taken: out: steps that @actor was let go for in this call
 * @pad: must be 0
 *
 * An actor that sleeps on a lock, or finishes, ends the call early.
 */
struct il_step {
	__u8	actor;
	__u8	mode;
	__u8	state;
	__u8	stop;
	__u16	count;
	char	point[IL_NAME_LEN];
	char	at[IL_NAME_LEN];
	__u16	pad;
	__u32	taken;
};

/**
 * struct il_status - all actors at once
 * @state: out: enum il_state, index 0 is 'A'
 * @pid: out: thread id of each actor, 0 where absent
 * @at: out: the point at which each actor is held, "" when it is not
 */
struct il_status {
	__u8	state[IL_MAX_ACTORS];
	__s32	pid[IL_MAX_ACTORS];
	char	at[IL_MAX_ACTORS][IL_NAME_LEN];
};

#define IL_MAX_COVERED	4096

/**
 * struct il_covered - a block of code that has run, in /sys/kernel/debug/interleave_covered
 * @block: bytes from the kernel's _text to the end of the call at the start of the block;
 *         0: no entry
 * @times: how often since the boot, modulo 2^32
 */
struct il_covered {
	__u32	block;
	__u32	times;
};

#define IL_WALK_MAX	4096

/**
 * enum il_outcome - how a walk has ended
 * @IL_WALK_DONE: all actors are done
 * @IL_WALK_STUCK: those that are left sleep, and nothing wakes them
 * @IL_WALK_LONG: max_steps were not enough; actors are still held
 * @IL_WALK_DIVERGED: the actor of step nr_steps of the prefix is not held
 * @IL_WALK_NO_SCENE: the servants did not set it within a minute
 */
enum il_outcome {
	IL_WALK_DONE,
	IL_WALK_STUCK,
	IL_WALK_LONG,
	IL_WALK_DIVERGED,
	IL_WALK_NO_SCENE,
};

/**
 * struct il_walk_step - one step of a walk
 * @actor: letter of the actor that moved
 * @enabled: bit N: actor 'A' + N was held before the step
 * @moved: bit N: actor 'A' + N had slept and was woken by the step
 * @asleep: bit N: actor 'A' + N was in the sleep set before the step
 * @point: number of the point that the actor left, see IL_POINT
 * @pad: 0
 * @touched: what the step has touched, see struct il_declare; all bits where its
 *           actor was back in its program
 */
struct il_walk_step {
	__u8	actor;
	__u8	enabled;
	__u8	moved;
	__u8	asleep;
	__u16	point;
	__u16	pad;
	__u32	touched;
};

#define IL_MAX_CHANGES	8
#define IL_WALK_BLIND	0x1	/* no law is judged: for measuring what that costs */
#define IL_WALK_SCENE	0x2	/* a scene is set first; else go on in the one there is */

/**
 * struct il_walk - set the scene, take all actors to their ends
 * @prefix: in: pointer to the letters of the first steps
 * @steps: in: pointer to room for @max_steps of struct il_walk_step
 * @nr_prefix: in: letters
 * @max_steps: in: 0..IL_WALK_MAX; 0 sets the scene and takes no step
 * @scene: in: for IL_WALK_SCENE: the actors, a bit each, that servants bind
 * @asleep: in: bit N: put actor 'A' + N into the sleep set before the last step
 *          of the prefix
 * @touched: in: for each of these: what its step from there has touched, when it
 *           was tried
 * @nr_servants: in: the same: tasks that wait in IL_SERVE with 0 when it is set
 * @nr_changes: in: valid entries of @change
 * @prio: in: priority of each actor, 1..255; all 0: none, see below
 * @change: in: steps, counted from 0, at which the actor that would move falls
 *          behind all others; the later entry in the array the further
 * @flags: in: IL_WALK_BLIND, IL_WALK_SCENE
 * @pad: 0
 * @nr_steps: out: steps that were taken
 * @nr_stop: out: number, from 1, of the first step after which a law was broken;
 *           0: none was
 * @redundant: out: number, from 1, of the first step at which all actors that
 *             could move were in the sleep set; 0: there was none
 * @outcome: out: enum il_outcome
 * @broken: out: laws that have unread reports, a bit each
 * @said: out: the kernel has printed something
 * @state: out: for IL_WALK_DONE: equal for end states that are equal to the
 *         checker
 *
 * After the prefix the actor that moved last moves again while it is held, then
 * the first held one in the order of letters.
 *
 * With priorities the actor with the highest one moves instead.
 *
 * Actors in the sleep set are passed over.  From step @redundant on all that can
 * happen happens in another schedule, too; the walk goes on to its end without a
 * sleep set.
 */
struct il_walk {
	__u64	prefix;
	__u64	steps;
	__u32	nr_prefix;
	__u32	max_steps;
	__u8	scene;
	__u8	asleep;
	__u8	nr_servants;
	__u8	nr_changes;
	__u8	prio[IL_MAX_ACTORS];
	__u16	change[IL_MAX_CHANGES];
	__u32	touched[IL_MAX_ACTORS];
	__u32	flags;
	__u32	pad;
	__u32	nr_steps;
	__u32	nr_stop;
	__u32	redundant;
	__u32	outcome;
	__u32	broken;
	__u32	said;
	__u64	state;
};

#define IL_OBJECT_PROGRAM	0x80000000

/**
 * struct il_declare - what the code behind a point touches
 * @name: in: the point
 * @objects: in: a bit for each thing that the code up to the next point may read
 *           or write; IL_OBJECT_PROGRAM where it may go back to user space, and on
 *           to whatever the program does next
 *
 * Two steps of different actors without a common bit commute.  A point that was
 * not declared touches everything.  Before the first walk.
 */
struct il_declare {
	char	name[IL_NAME_LEN];
	__u32	objects;
};

/**
 * struct il_point_name - the name of a point that a walk of this run has met
 * @number: in: il_walk_step.point
 * @name: out
 */
struct il_point_name {
	__u32	number;
	char	name[IL_NAME_LEN];
};

/**
 * struct il_threads - have kernel threads as actors
 * @name: in: of a scene that the kernel has
 * @design: in: what the scene shows it on
 * @nr_actors: out: how many threads there are, from 'A' on
 * @pad: must be 0
 *
 * The threads live as long as the run.  Between two walks they are done;
 * IL_WALK_SCENE sets the scene without servants.
 */
struct il_threads {
	char	name[IL_NAME_LEN];
	char	design[IL_NAME_LEN];
	__u32	nr_actors;
	__u32	pad;
};

#define IL_MAX_CHOICES	4
#define IL_MAX_MADE	256

/**
 * enum il_order - how an access is out of order
 * @IL_LATE: the others see the store late
 * @IL_OLD: the load returns the oldest value that it may
 */
enum il_order {
	IL_LATE = 1,
	IL_OLD,
};

/**
 * struct il_choice - an access of an actor that is out of order
 * @actor: letter
 * @what: enum il_order
 * @number: of the store, or of the load that could be old, in the course of the actor,
 *          from 1, below IL_MAX_MADE
 */
struct il_choice {
	__u8	actor;
	__u8	what;
	__u16	number;
};

/**
 * struct il_choices - which accesses are out of order, in all walks from now on
 * @nr: in: valid entries of @choice
 * @choice: in
 *
 * Only accesses of some files count, in a kernel that is built for it; see
 * kernel/interleave/weak.c and old.c.
 */
struct il_choices {
	__u32			nr;
	struct il_choice	choice[IL_MAX_CHOICES];
};

/**
 * struct il_made - what each actor has made up to the end of a step; index 0 is 'A'
 * @stores: those that could be late
 * @settled: so many of them came out before anybody else could have looked
 * @loads: those that could be old
 */
struct il_made {
	__u8	stores[IL_MAX_ACTORS];
	__u8	settled[IL_MAX_ACTORS];
	__u8	loads[IL_MAX_ACTORS];
};

/**
 * struct il_made_in - the same of each step of the last walk
 * @made: in: pointer to room for @nr_steps of struct il_made
 * @nr_steps: in: 0..il_walk.nr_steps
 * @pad: in: 0
 */
struct il_made_in {
	__u64	made;
	__u32	nr_steps;
	__u32	pad;
};

#define IL_IOC		'i'
/* The calling task becomes actor @arg (a letter) and is held at "start". */
#define IL_BIND		_IO(IL_IOC, 0xe0)
/* The calling actor is done and runs free. */
#define IL_UNBIND	_IO(IL_IOC, 0xe1)
/* Controller: see struct il_step. */
#define IL_STEP		_IOWR(IL_IOC, 0xe2, struct il_step)
/* Controller: see struct il_status. */
#define IL_STATUS	_IOR(IL_IOC, 0xe3, struct il_status)
/*
 * Controller: open all gates for good; points of this run hold nobody from
 * now on.  close(2) of the last reference does the same.
 */
#define IL_FREE		_IO(IL_IOC, 0xe4)
/* Controller: see struct il_walk. */
#define IL_WALK		_IOWR(IL_IOC, 0xe5, struct il_walk)
/*
 * A servant: the calling task is no actor any more, and sleeps until the
 * controller has called for more scenes than the task has served, which is
 * @arg >> IL_SERVED_SHIFT.  What follows depends on the rest of @arg.  A letter:
 * the task becomes this actor and is held at "start", as with IL_BIND.  0: it
 * returns, sets the scene, and says so by calling again.  IL_SERVE_APART: it
 * returns, and nobody waits for it; what it binds is in il_walk.scene.
 * -ECANCELED: the run is over; -EINTR.
 */
#define IL_SERVE	_IO(IL_IOC, 0xe6)
#define IL_SERVE_APART	1
#define IL_SERVED_SHIFT	8
/* Controller: see struct il_point_name.  -ENOENT: no such number. */
#define IL_POINT	_IOWR(IL_IOC, 0xe7, struct il_point_name)
/* Controller: see struct il_declare.  -ENOSPC: too many. */
#define IL_DECLARE	_IOW(IL_IOC, 0xe8, struct il_declare)
/*
 * Controller, once, while the run has no actors: see struct il_threads.  -ENOENT:
 * there is no such scene; -EBUSY: it is in use; what else there is comes from the
 * scene.
 */
#define IL_THREADS	_IOWR(IL_IOC, 0xe9, struct il_threads)
/* Controller, while no actor moves: see struct il_choices.  -EOPNOTSUPP. */
#define IL_CHOOSE	_IOW(IL_IOC, 0xea, struct il_choices)
/* Controller: see struct il_made_in.  -EOPNOTSUPP. */
#define IL_MADE		_IOW(IL_IOC, 0xeb, struct il_made_in)

/*
 * read(2) on the file drains the trace as text, one event a line:
 *   SEQ ACTOR KIND NAME A B\n
 * SEQ counts from 1; ACTOR is a letter, or '-' for a task that is no actor;
 * KIND is 'p' (left a point), 'n' (a note), 'w' (asleep on a lock),
 * 'r' (runs again), 'd' (done), 'l' (has a lock, or waits for it, that it had not
 * before the step), 'u' (has it no more); A and B are hexadecimal arguments of the event.
 * 0 is returned at the end of what has been traced so far.
 */

#endif
