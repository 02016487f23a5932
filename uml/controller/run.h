/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the controller's files share: run.c runs one schedule, tasks.c has the
 * processes, explore.c the search.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

#include "lab.h"

extern const struct lab_scenario *sc;
extern unsigned int nr_actors;
extern int run_fd;		/* /dev/interleave */
extern bool searching;		/* P and the actors are servants */
extern char run_letter;		/* of the actor that this process is */

enum p_answer { P_DONE, P_SLEEPS, P_GONE };

/* Start the processes of the scenario.  What P_SLEEPS and P_GONE mean was said. */
enum p_answer run_start(void);
/* 'f': finish(); 'x': exit */
enum p_answer tell_p(char c, const char *what);
/* Kill them; false when one of them does not go, which was said. */
bool run_end(void);
/* The same, and the run is closed: another may start when all are gone. */
bool run_stop(void);

/* Bind the actors in letter order, so that the trace always begins alike. */
void bind_actors(void);
void get_status(struct il_status *status);
void sleep_ms(long ms);

/*
 * In a search: the actors that are a new process for each schedule, a bit each;
 * end those of the last one; start those of the next, when P has set the scene.
 * False: one of them hangs on the way to its start.
 */
unsigned int run_fresh(void);
void run_end_fresh(void);
bool run_start_fresh(void);

/*
 * Try the schedules of the scenario; explore.c has the options.  Returns whether
 * no law broke.
 */
bool explore(void);

#endif
