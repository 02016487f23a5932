// SPDX-License-Identifier: GPL-2.0
/*
 * How much a search has tried.
 */
#include <stdio.h>

#include "explore.h"

struct counts counts;

void counts_say(const char *how_far)
{
	lab_say("explored %lu %lu %lu %lu %lu %u %s", counts.schedules,
		counts.failing, counts.redundant, counts.steps, counts.again,
		counts.longest, how_far);
	lab_say("signature %08x", counts.signature);
}

void counts_say_state(void)
{
	lab_say("ck counts %lu %lu %lu %lu %lu %u %a %08x", counts.schedules,
		counts.failing, counts.redundant, counts.steps, counts.again,
		counts.longest, counts.done, counts.signature);
}

bool counts_read(const char *line)
{
	return sscanf(line, "counts %lu %lu %lu %lu %lu %u %la %x",
		      &counts.schedules, &counts.failing, &counts.redundant,
		      &counts.steps, &counts.again, &counts.longest,
		      &counts.done, &counts.signature) == 8;
}
