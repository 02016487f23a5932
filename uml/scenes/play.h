/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest's files of a scene share, from the lowest: vm.c, rules.c, verbs.c, setup.c, make.c.
 * All of it but the words of struct lab_shared is of each process of the run.
 */
#ifndef PLAY_H
#define PLAY_H

#include <stdint.h>

#include "lab.h"
#include "scene.h"

/* Words of struct lab_shared. */
enum {
	WORD_PID,	/* of the process that exits */
	WORD_FORKED,	/* somebody has forked */
	WORD_DONE,	/* actors that have done their operations */
	WORD_NUMBER,	/* of device 1 */
	WORD_PFN,	/* of the page that "idle" ages, as the set-up has left it */
	WORD_TID,	/* of actor A; the others follow */
};

/* @fd: of each device.  scene_me: the actor that this thread is; IL_MAX_ACTORS: P */
struct play {
	int	fd[SCENE_DEVICES];
	int	bound;			/* a file that "bind" has bound */
	int	file, disk, uffd, pagemap, bitmap;
	char	*base;
	char	*moved_to;		/* where "move" moves */
};

#define SCENE_REMAPPED	0x52000000UL	/* where pages go that are remapped to where nothing is */

extern struct scene scene;
extern struct play play;
extern __thread unsigned int scene_me;
/* Is this an actor in a process of its own? */
bool scene_is_other(void);

/* setup.c */
void scene_prepare(void);
void scene_setup(void);
/* In an actor that exits, and in another process. */
void scene_setup_exit(void);
void scene_setup_other(void);
/* TMMU_ATTACH; 0 or a negative errno. */
int scene_attach(unsigned int device);
char *scene_at(unsigned int page);

/* vm.c: 0 or a negative errno. */
void scene_vm_set(unsigned int device);
int scene_vm_close(unsigned int device);
int scene_vm_access(const struct scene_op *op, unsigned int how, uint64_t *value);
/* By P's vcpu. */
int scene_vm_load(unsigned int device, unsigned int page, uint64_t *value);
int scene_vm_store(unsigned int device, unsigned int page, uint64_t value);
int scene_vm_slot(const struct scene_op *op);
int scene_vm_again(const struct scene_op *op);
int scene_vm_log(const struct scene_op *op, bool on);
int scene_vm_take_log(const struct scene_op *op);
int scene_vm_private(const struct scene_op *op, bool private);
int scene_vm_punch(const struct scene_op *op);
int scene_vm_close_private(const struct scene_op *op);

/* verbs.c: does one operation; 0 or a negative errno. */
int scene_do(const struct scene_op *op);
/*
 * An access of the processor; -EFAULT where it is not allowed, which is an answer.  The
 * handler of SIGSEGV and SIGBUS that it needs is of setup.c.
 */
int scene_access(unsigned int page, bool write, unsigned int word, uint64_t *value);
void scene_no_access(int sig);

/*
 * rules.c: what must hold whatever the scene is, by lab_check().
 * A page that a file is mapped at twice has two numbers; the first says where the file has it.
 */
unsigned int scene_memory_of(unsigned int page);
/* Words that a device with a cache stores in the set-up: more than it has lines. */
#define SCENE_CACHED	6
uint64_t scene_value_of(unsigned int device);		/* stored in the set-up */
uint64_t scene_value_by(const struct scene_op *op);	/* stored by this actor */
/* Behind a load or a store of the device: @err and @value are its answer. */
void scene_judge_access(const struct scene_op *op, bool write, int err, uint64_t value);
/* This actor, a process of its own, has done its operations. */
void scene_judge_other(void);
/* All actors but this one have ended, and it is a thread of P. */
void scene_judge_values(void);
/* In P, when all have ended: does each device read what P reads? */
void scene_finish(void);

/* make.c */
/* NULL: there is neither a scene of that name nor is it a line.  Dies where it is a wrong one. */
const struct lab_scenario *scene_scenario(const char *name);
/* Scene number @i of the list, NULL: no more. */
const struct lab_scenario *scene_listed(unsigned int i);
/* A line "idle" for each operation that did what it says in no schedule, and has no "?". */
void scene_say_idle(void);

#endif
