/* SPDX-License-Identifier: GPL-2.0 */
/* What the controller's files share: run.c has the processes, explore.c the search. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>

#include "lab.h"

extern const struct lab_scenario *sc;
extern unsigned int nr_actors;
extern int run_fd;		/* /dev/interleave */
extern bool searching;		/* actors and P come back for another schedule */
extern char run_letter;		/* of the actor that this process is */

/* Start the processes of the scenario; false when P does not answer. */
bool run_start(void);
/* End them; false when one cannot be killed, and there can be no other run. */
bool run_stop(void);

/* Have P set the scene anew and the actors held at "start". */
bool run_again(void);

/*
 * Try the schedules of the scenario, bound= preemptions at most, limit=
 * schedules at most.  Returns whether no law broke.
 */
bool explore(void);

#endif
