// SPDX-License-Identifier: GPL-2.0
/*
 * What a search was asked for; struct asked says what each is.
 *
 *	bound=N | all		preemptions; 2
 *	delays=N		accesses out of order; 0
 *	reduce=1		leave out schedules that differ from another only in
 *				the order of steps that commute; with bound=all
 *	limit=N			schedules of this call
 *	shard=I/N		only the I-th part of N
 *	careful=N		say each step of the first N schedules beforehand
 *	chance=N depth=D seed=S	N walks by chance instead
 *	states=1		say the end states
 *	first=1			end with the first schedule that fails
 *	tell=1			no walk: say what /explore.state means
 *	measure=N rounds=N	what a schedule costs; see measure.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"

struct asked asked;

static unsigned long number(const char *key, const char *otherwise)
{
	const char *text = lab_option(key, otherwise);
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text)
		lab_die("%s=%s: not a number", key, text);
	return n;
}

static void take_shard(const char *text)
{
	if (sscanf(text, "%u/%u", &asked.shard, &asked.shards) != 2 ||
	    !asked.shard || asked.shard > asked.shards)
		lab_die("shard=%s: not I/N with I from 1 to N", text);
	asked.shard--;
}

void options_take(void)
{
	asked.bound = strcmp(lab_option("bound", "2"), "all") ?
		number("bound", "2") : NO_BOUND;
	asked.delays = number("delays", "0");
	if (asked.delays > IL_MAX_CHOICES)
		lab_die("delays is 0 to %d", IL_MAX_CHOICES);
	asked.reduce = number("reduce", "0");
	if (asked.reduce && asked.delays)
		lab_die("reduce=1 and delays= do not go together: the step of a late store touches more than its point declares");
	if (asked.reduce && asked.bound != NO_BOUND)
		lab_die("reduce=1 is for bound=all: of two schedules with the same result it may leave out the one with fewer preemptions");
	asked.limit = number("limit", "0");
	take_shard(lab_option("shard", "1/1"));
	asked.careful = number("careful", "0");
	asked.chance = number("chance", "0");
	asked.depth = number("depth", "2");
	asked.seed = number("seed", "1");
	asked.states = number("states", "0");
	asked.fresh = sc->fresh;
	asked.tell = number("tell", "0");
	asked.measure = number("measure", "0");
	asked.rounds = number("rounds", "5");
	asked.first = number("first", "0");
}
