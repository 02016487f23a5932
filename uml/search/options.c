// SPDX-License-Identifier: GPL-2.0
/*
 * What a search was asked for, by the list in fields.c; struct asked says what each is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "fields.h"

struct asked asked;

static const char *value(unsigned int field)
{
	const struct field *f = &fields[field];
	const char *text = lab_option(f->name, f->otherwise);

	if (!field_takes(f, text))
		lab_die("%s is %s, not '%s'", f->name, field_wants(f), text);
	return text;
}

static unsigned long number(unsigned int field)
{
	return strtoul(value(field), NULL, 10);
}

void options_take(void)
{
	asked.bound = strcmp(value(F_BOUND), "all") ? number(F_BOUND) : NO_BOUND;
	asked.delays = number(F_DELAYS);
	asked.reduce = number(F_REDUCE);
	if (asked.reduce && asked.delays)
		lab_die("reduce=1 and delays= do not go together: the step of a late store touches more than its point declares");
	if (asked.reduce && asked.bound != NO_BOUND)
		lab_die("reduce=1 is for bound=all: of two schedules with the same result it may leave out the one with fewer preemptions");
	asked.limit = number(F_LIMIT);
	if (sscanf(value(F_SHARD), "%u/%u", &asked.shard, &asked.shards) != 2)
		lab_die("the host adds up the parts of a search");
	asked.shard--;
	asked.careful = number(F_CAREFUL);
	asked.chance = number(F_CHANCE);
	asked.depth = number(F_DEPTH);
	asked.seed = number(F_SEED);
	asked.states = number(F_STATES);
	asked.fresh = sc->fresh;
	asked.tell = number(F_TELL);
	asked.measure = number(F_MEASURE);
	asked.rounds = number(F_ROUNDS);
	asked.first = number(F_FIRST);
	asked.brief = number(F_BRIEF);
	asked.through = number(F_THROUGH);
}
