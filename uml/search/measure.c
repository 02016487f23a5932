// SPDX-License-Identifier: GPL-2.0
/*
 * What a schedule of a search costs, in ticks of the processor's time stamp
 * counter: in the time of the guest a search takes none.
 *
 *	measure=N	N schedules a round, whole searches one after another
 *	rounds=N	of each schedule the least counts
 *
 *	# measure explore KEY=VALUE...
 *
 * ticks is a schedule as a search does it.  What it is made of comes from
 * searches that set the scene in a call of its own: scene, walk without a
 * checker, and what the checker adds; call is a call that does nothing.  What is
 * left is the search in its process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "explore.h"

enum part { WHOLE, SCENE, BLIND, FULL, CALL, NR_PARTS };

static uint64_t *least[NR_PARTS];	/* ticks of each schedule */
static unsigned long nr_samples, sample;
static uint64_t last;

static void note(enum part part, uint64_t ticks)
{
	uint64_t *l = &least[part][sample];

	if (!*l || ticks < *l)
		*l = ticks;
}

static void note_walk(uint64_t start, uint64_t middle, uint64_t end)
{
	if (sample == nr_samples)
		return;
	if (walk_how == WALK_WHOLE) {
		note(WHOLE, end - last);
	} else {
		note(SCENE, middle - start);
		note(walk_how == WALK_BLIND ? BLIND : FULL, end - middle);
	}
	last = end;
	sample++;
}

static void round_of(enum walk_how how)
{
	memset(&counts, 0, sizeof(counts));
	walk_how = how;
	sample = 0;
	last = walk_clock();
	while (counts.schedules < nr_samples) {
		frontier_root();
		if (!search(nr_samples - counts.schedules, false))
			lab_die("the kernel reports something");
		while (!frontier_empty())
			free(frontier_pop());
	}
	walk_how = WALK_WHOLE;
}

static void round_of_calls(void)
{
	struct il_walk w;
	uint64_t start;

	for (sample = 0; sample < nr_samples; sample++) {
		memset(&w, 0, sizeof(w));
		w.flags = IL_WALK_BLIND;
		start = walk_clock();
		if (ioctl(run_fd, IL_WALK, &w))
			lab_die("walk: no call");
		note(CALL, walk_clock() - start);
	}
}

static double mean(enum part part)
{
	double sum = 0;
	unsigned long i;

	for (i = 0; i < nr_samples; i++)
		sum += least[part][i];
	return sum / nr_samples;
}

void measure(unsigned long nr, unsigned long rounds)
{
	double call, rest;
	int part;

	for (part = 0; part < NR_PARTS; part++) {
		least[part] = calloc(nr, sizeof(*least[part]));
		if (!least[part])
			lab_die("no memory for %lu schedules", nr);
	}
	nr_samples = nr;
	walk_measured = note_walk;
	while (rounds--) {
		round_of(WALK_WHOLE);
		round_of(WALK_APART);
		round_of(WALK_BLIND);
		round_of_calls();
	}
	call = mean(CALL);
	rest = mean(WHOLE) - mean(SCENE) - mean(FULL) + call;
	lab_say("measure explore scenario=%s design=%s schedules=%lu steps=%.1f ticks=%.0f call=%.0f scene=%.0f walk=%.0f checker=%.0f rest=%.0f",
		sc->name, lab_option("design", "v18"), counts.schedules,
		(double)counts.steps / counts.schedules, mean(WHOLE), call,
		mean(SCENE) - call, mean(BLIND) - call,
		mean(FULL) - mean(BLIND), rest);
}
