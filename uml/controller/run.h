/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the controller's files share, from the lowest: tasks.c has the processes of a
 * scenario, run.c moves its actors by one schedule.  main.c is above both, and above
 * the search, which has no use for run.c.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

#include "lab.h"
#include "schedule.h"

/* tasks.c */
extern const struct lab_scenario *sc;
extern unsigned int nr_actors;
extern int run_fd;		/* /dev/interleave */
extern bool searching;		/* P and the actors are servants */
extern char run_letter;		/* of the actor that this process is */
/*
 * Something of the run cannot be ended, or the kernel is not to be trusted to do it.
 * Then the guest is to end and not to wait for us.
 */
extern bool run_left;

enum p_answer { P_DONE, P_SLEEPS, P_GONE };

/* The scenario of this call. */
void run_of(const struct lab_scenario *scenario);
unsigned int run_count_actors(const struct lab_scenario *scenario);
/* Start the processes of the scenario.  What P_SLEEPS and P_GONE mean was said. */
enum p_answer run_start(void);
/* Which accesses of all walks from now on are out of order. */
void run_choose(const struct il_choices *choices);
/* Dies because this kernel knows nothing of that. */
void run_not_weak(void) __attribute__((noreturn));
/* 'f': finish(); 'x': exit */
enum p_answer tell_p(char c, const char *what);
/* Kill them; false when one of them does not go, which was said, and run_left is set. */
bool run_end(void);
/* The same, and the run is closed: another may start when all are gone. */
bool run_stop(void);

/* Bind the actors in letter order, so that the trace always begins alike. */
void bind_actors(void);
void get_status(struct il_status *status);
/* Who can move, a bit each. */
unsigned int who_can_move(const struct il_status *status);
void sleep_ms(long ms);

/*
 * In a search: the actors that are a new process for each schedule, a bit each;
 * end those of the last one; start those of the next, when P has set the scene.
 * False: one of them hangs on the way to its start.
 */
unsigned int run_fresh(void);
void run_end_fresh(void);
bool run_start_fresh(void);

/* run.c */
/*
 * The whole life of a scenario by @schedule, which is well formed.  @check: its
 * check, a character a step, or NULL.  Returns the laws that broke, a bit each.
 */
unsigned int run_schedule(const char *schedule, const char *check);
/*
 * Where the schedule was to stop an actor that has ended and was never held there; it may
 * have passed the point where nobody can be held.
 */
#define RUN_MAX_UNMET	16
extern struct run_unmet {
	struct token	token;
	bool		passed;
} run_unmet[RUN_MAX_UNMET];
extern unsigned int run_nr_unmet;

#endif
