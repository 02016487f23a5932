/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the search share.  Each calls only those above it:
 *
 *	fields.c	the list of what can be asked for
 *	options.c	what was asked for
 *	counts.c	how much was tried
 *	points.c	points: declared, met, counted
 *	walk.c		one walk, fast or step by step
 *	frontier.c	the prefixes that wait
 *	found.c		the kinds of failure, the best schedule of each
 *	state.c		all of that as text, so that another boot can go on
 *	branch.c	the loop: take a prefix, walk, judge, branch
 *	shrink.c	to the fewest preemptions and the shortest schedule
 *	chance.c	walks by chance, with a guarantee
 *	measure.c	what a schedule costs
 *	explore.c	a whole call
 *
 * Above them is main.c of the controller, which calls explore.c alone.  Below are
 * the controller's tasks.c and schedule.c and the library of the guest; none of
 * these calls back.  run.c is for one schedule: nothing here has to do with it.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

#define MAX_STEPS	1024
#define MAX_TEXT	(4 * MAX_STEPS)	/* a schedule of MAX_STEPS, spelled */
#define NO_BOUND	UINT32_MAX

/* What can be wrong with a schedule, besides the laws 1 to 10 as bits 1 to 10. */
#define KIND_CHECK	(1u << 11)	/* a check of the scenario */
#define KIND_STUCK	(1u << 12)	/* actors sleep for ever */
#define KIND_REPORT	(1u << 13)	/* the kernel reports something */
#define KIND_CRASH	(1u << 14)	/* the kernel has ended */
#define KIND_HANG	(1u << 15)	/* no step has come to its end */

/**
 * struct todo - a prefix that waits to be tried
 * @next: in the frontier
 * @weight: its share of the whole search, all of which is 1
 * @forks: decisions that differ from the default
 * @owner: hash of the prefix as it was at OWNED_FORKS forks
 * @preemptions: in the prefix
 * @asleep: sleep set before the last step of the prefix
 * @touched: for each of these, as in struct il_walk
 * @choices: accesses that are out of order
 * @chosen: the last decision was the last of these, and its access is in the last step
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
	struct il_choices choices;
	bool		chosen;
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
 * @choices: accesses that were out of order
 * @check: a character for each step; see step_check()
 * @step: as in struct il_walk
 */
struct walked {
	unsigned int		nr_steps;
	unsigned int		redundant;
	unsigned int		outcome;
	unsigned int		broken;
	uint64_t		state;
	struct il_choices	choices;
	char			check[MAX_STEPS + 1];
	struct il_walk_step	step[MAX_STEPS];
};

/* options.c */
/**
 * struct asked - what a search was asked for
 * @bound: most preemptions of a schedule, or NO_BOUND
 * @delays: most accesses out of order of a schedule
 * @reduce: leave out what differs only in the order of steps that commute
 * @limit: schedules of this call; 0: no limit
 * @shard: which part is ours, from 0
 * @shards: of so many
 * @careful: schedules whose steps are said beforehand
 * @chance: walks by chance
 * @depth: of these
 * @seed: of these
 * @states: say the end states
 * @fresh: new processes for each schedule
 * @first: end with the first schedule that fails
 * @brief: one of many: neither points nor a state for another boot are said
 * @through: go on only where the first schedule has run through what was changed
 * @tell: say what the state means, make no walk
 * @measure: schedules to be measured
 * @rounds: how often
 */
extern struct asked {
	unsigned int	bound;
	unsigned int	delays;
	bool		reduce;
	unsigned long	limit;
	unsigned int	shard, shards;
	unsigned long	careful;
	unsigned long	chance;
	unsigned int	depth;
	uint64_t	seed;
	bool		states, tell, fresh, first, brief, through;
	unsigned long	measure, rounds;
} asked;
void options_take(void);

/* counts.c */
extern struct counts {
	unsigned long	schedules, failing, redundant, steps;
	unsigned long	again;		/* begun again in new processes */
	unsigned int	longest;
	double		done;		/* of the whole search */
	uint32_t	signature;	/* of the default schedule; 0: not known */
} counts;
void counts_say(const char *how_far);
void counts_say_state(void);
bool counts_read(const char *line);

/* points.c */
void points_list(void);			/* read /points.list */
void points_declare(void);		/* the same for a new run */
unsigned int points_objects(const char *name);
const char *points_name(unsigned int number);
/* Is it one of /points.list?  @near: which of them is nearest to its word. */
bool points_listed(const char *name, struct lab_near *near);
void points_forget(void);		/* numbers are those of another run now */
void points_count(const struct walked *w);
void points_say(void);			/* met and never met */
void points_say_state(void);
bool points_read(const char *line);

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
/* NULL, or called with each walk, by walk_clock(): the scene was set until @middle. */
extern void (*walk_measured)(uint64_t start, uint64_t middle, uint64_t end);
/* The time stamp counter; virtual time stands still while anybody runs. */
uint64_t walk_clock(void);
/**
 * enum walk_end - what came of a walk
 * @WALK_MADE: it is in struct walked
 * @WALK_NO_SCENE: the scene cannot be set, because the last walk has left something
 *	that hangs
 * @WALK_LOST: as walk_lost()
 */
enum walk_end {
	WALK_MADE,
	WALK_NO_SCENE,
	WALK_LOST,
};
/*
 * Walk the prefix, then by the rule.  Dies when the kernel does not do again what
 * it has done before.
 */
enum walk_end walk(const struct todo *t, struct walked *w);
/* Each step is said before it is made, so that it is known when the kernel ends. */
void walk_carefully(const struct todo *t, struct walked *w);
/* What that has said, behind a state: a step of the walk, or how the kernel ended. */
bool walk_read(const char *line, struct walked *w);
/* The same with priorities; the rest of @plan is ignored. */
void walk_by_priority(const struct il_walk *plan, struct walked *w);
/*
 * Whether @letters can be walked, with @choices, and end in just the laws and kinds
 * @broken.
 */
bool walk_try(const char *letters, unsigned int len, const struct il_choices *choices,
	      unsigned int broken, struct walked *w);
/* With asked.delays: what each actor had made up to the end of each step of the last walk. */
extern struct il_made walk_made[MAX_STEPS];
/*
 * New processes, for a walk to be made after one that did not come to its end.  False:
 * the old ones cannot be ended.  Then no walk can be made any more, walk_lost() says so,
 * and another boot goes on.
 */
bool walk_afresh(void);
bool walk_lost(void);
unsigned int walk_preemptions(const struct walked *w);
/* Fewer accesses out of order, or as many and fewer preemptions, or fewer steps. */
bool walk_better(const struct walked *a, const struct walked *b);
/* Was it a preemption, or would it be, that @actor moves at step @i? */
bool walk_preempts(const struct walked *w, unsigned int i, char actor);

/* frontier.c */
#define OWNED_FORKS	2
struct todo *frontier_push(const struct walked *w, unsigned int at, char actor,
			   const struct todo *parent, unsigned int preemptions,
			   double weight);
/* The same as @w up to step @at, which makes @choice: what if that were out of order? */
void frontier_choose(const struct walked *w, unsigned int at,
		     const struct il_choice *choice, const struct todo *parent,
		     unsigned int preemptions, double weight);
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
/* Was this kind of failure met? */
bool found_has(unsigned int broken);
/* The best schedule of kind number @i; NULL: there are not so many. */
struct walked *found_best(unsigned int i);
void found_say(void);
void found_say_state(void);
bool found_read(const char *line);
/* "L1,L4,stuck" */
void found_name(unsigned int broken, char *text, size_t size);

/* state.c */
/**
 * enum state_found - what another boot has left
 * @STATE_NONE: nothing
 * @STATE_WHOLE: a state
 * @STATE_ENDED: a state, and the walk of its next prefix, which ended the kernel
 * @STATE_FIRST_ENDED: the first walk of a boot, which ended the kernel
 */
enum state_found {
	STATE_NONE,
	STATE_WHOLE,
	STATE_ENDED,
	STATE_FIRST_ENDED,
};
void state_say(void);
enum state_found state_read(struct walked *ended);

/* branch.c */
/*
 * The default schedule, not to be counted: an address space keeps what its first
 * device has brought.  False: the kernel has reported something already, or is left
 * such that there is no second one.  It would be so in every boot, so this is all
 * that can be said of the scenario.
 */
bool search_first(void);
/* What broke in that walk, perhaps in the set-up, and in no schedule that was counted. */
void search_note_first(void);
/* Take up what another boot has left, or begin. */
enum state_found search_resume(void);
/*
 * Try @limit schedules, or all.  @save: say now and then what another boot needs to
 * go on.  False: no more can be tried in this boot.  The kernel has reported
 * something and is not to be trusted any more, or the processes cannot be ended.
 */
bool search(unsigned long limit, bool save);

/* shrink.c */
void shrink(struct walked *best, bool sure);

/* chance.c */
/* False: as walk_lost(). */
bool chance(void);

/* measure.c */
void measure(unsigned long nr, unsigned long rounds);

/* explore.c */
/* Dies because no kernel has the point that the schedule names at @pos. */
void explore_check_point(const char *point, int pos);
/* Why there is no search of @scenario; NULL: there is. */
const char *explore_refuses(const struct lab_scenario *scenario);
/* Try the schedules of the scenario.  Returns whether no law broke. */
bool explore(void);

#endif
