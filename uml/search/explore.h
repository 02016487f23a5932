/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the search share.
 *
 *	explore.c	the loop: take a prefix, walk, judge, branch
 *	walk.c		one walk, fast or step by step
 *	frontier.c	the prefixes that wait
 *	found.c		the kinds of failure, the best schedule of each
 *	shrink.c	to the fewest preemptions and the shortest schedule
 *	chance.c	walks by chance, with a guarantee
 *	points.c	points: declared, met, counted
 *	measure.c	what a schedule costs
 *	state.c		all of that as text, so that another boot can go on
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

#define MAX_STEPS	1024
#define MAX_TEXT	(4 * MAX_STEPS)	/* a schedule of MAX_STEPS, spelled */
#define NO_BOUND	UINT32_MAX

/* What can be wrong with a schedule, besides the laws 1 to 8 as bits 1 to 8. */
#define KIND_CHECK	(1u << 9)	/* a check of the scenario */
#define KIND_STUCK	(1u << 10)	/* actors sleep for ever */
#define KIND_REPORT	(1u << 11)	/* the kernel reports something */
#define KIND_CRASH	(1u << 12)	/* the kernel has ended */
#define KIND_HANG	(1u << 13)	/* no step has come to its end */

/**
 * struct todo - a prefix that waits to be tried
 * @next: in the frontier
 * @weight: its share of the whole search, all of which is 1
 * @forks: decisions that differ from the default
 * @owner: hash of the prefix as it was at OWNED_FORKS forks
 * @preemptions: in the prefix
 * @asleep: sleep set before the last step of the prefix
 * @touched: for each of these, as in struct il_walk
 * @len: letters
 * @letters: not terminated
 */
struct todo {
	struct todo	*next;
	double		weight;
	unsigned int	forks;
	uint32_t	owner;
	unsigned int	preemptions;
	unsigned int	asleep;
	uint32_t	touched[IL_MAX_ACTORS];
	unsigned int	len;
	char		letters[];
};

/**
 * struct walked - a walk that has come to its end, or to the end of its kernel
 * @nr_steps: valid entries of @step
 * @redundant: as in struct il_walk
 * @outcome: enum il_outcome
 * @broken: laws and kinds
 * @state: as in struct il_walk
 * @check: a character for each step; see step_check()
 * @step: as in struct il_walk
 */
struct walked {
	unsigned int		nr_steps;
	unsigned int		redundant;
	unsigned int		outcome;
	unsigned int		broken;
	uint64_t		state;
	char			check[MAX_STEPS + 1];
	struct il_walk_step	step[MAX_STEPS];
};

/* explore.c */
extern struct counts {
	unsigned long	schedules, failing, redundant, steps;
	unsigned long	again;		/* begun again in new processes */
	unsigned int	longest;
	double		done;		/* of the whole search */
	uint32_t	signature;	/* of the default schedule; 0: not known */
} counts;

/*
 * Try @limit schedules, or all.  @save: say now and then what another boot needs to
 * go on.  False: the kernel has reported something and is not to be trusted any
 * more.
 */
bool search(unsigned long limit, bool save);

/* measure.c */
void measure(unsigned long nr, unsigned long rounds);
/* Each walk, by walk_clock(): the scene was set until @middle. */
void measure_walk(uint64_t start, uint64_t middle, uint64_t end);

/* walk.c */
/**
 * enum walk_how - how walks are made, for measure.c
 * @WALK_WHOLE: a call for each
 * @WALK_APART: a call that sets the scene, another one that walks
 * @WALK_BLIND: the same, and no law is judged
 */
enum walk_how {
	WALK_WHOLE,
	WALK_APART,
	WALK_BLIND,
};
extern enum walk_how walk_how;
/* The time stamp counter; virtual time stands still while anybody runs. */
uint64_t walk_clock(void);
/*
 * Walk the prefix, then by the rule.  Dies when the kernel does not do again what
 * it has done before.  False: the scene cannot be set, because the last walk has
 * left something that hangs.
 */
bool walk(const struct todo *t, struct walked *w);
/* Each step is said before it is made, so that it is known when the kernel ends. */
void walk_carefully(const struct todo *t, struct walked *w);
/* The same with priorities; the rest of @plan is ignored. */
void walk_by_priority(const struct il_walk *plan, struct walked *w);
/* Whether @letters can be walked and end in just the laws and kinds @broken. */
bool walk_try(const char *letters, unsigned int len, unsigned int broken,
	      struct walked *w);
/*
 * New processes.  Where the old ones cannot be ended, another boot goes on; the
 * last walk is accounted for.
 */
void walk_afresh(void);
unsigned int walk_preemptions(const struct walked *w);
/* Was it a preemption, or would it be, that @actor moves at step @i? */
bool walk_preempts(const struct walked *w, unsigned int i, char actor);

/* frontier.c */
#define OWNED_FORKS	2
struct todo *frontier_push(const struct walked *w, unsigned int at, char actor,
			   const struct todo *parent, unsigned int preemptions,
			   double weight);
void frontier_root(void);
struct todo *frontier_pop(void);
void frontier_done(void);		/* what was popped is accounted for */
void frontier_again(struct todo *t);	/* back where it was */
bool frontier_empty(void);
/* Does this shard count it?  Shards are numbered from 0. */
bool frontier_ours(const struct todo *t, unsigned int shard, unsigned int shards);
void frontier_say(void);
bool frontier_read(const char *line);

/* found.c */
void found_note(const struct walked *w);
/* Bring each to its shortest form; @sure: there is none with fewer preemptions. */
void found_shrink(bool sure);
void found_say(void);
void found_say_state(void);
bool found_read(const char *line);
/* "L1,L4,stuck" */
void found_name(unsigned int broken, char *text, size_t size);

/* shrink.c */
void shrink(struct walked *best, bool sure);

/* chance.c */
void chance(unsigned long runs, unsigned int depth, unsigned int shard,
	    unsigned int shards);

/* points.c */
void points_declare(void);		/* for a new run */
unsigned int points_objects(const char *name);
const char *points_name(unsigned int number);
void points_forget(void);		/* numbers are those of another run now */
void points_count(const struct walked *w);
void points_say(void);			/* met and never met */
void points_say_state(void);
bool points_read(const char *line);

/* state.c */
void state_say(void);
/* Read what another boot has left.  @ended: the walk that ended its kernel. */
bool state_read(struct walked *ended);

/* Letters as text without blanks, "A3B2A", and back. */
void pack_letters(const char *letters, unsigned int len, char *text, size_t size);
unsigned int unpack_letters(const char *text, char *letters, unsigned int max);

#endif
