// SPDX-License-Identifier: GPL-2.0
/*
 *	bound=N | all | -	preemptions; "-": no search, one run
 *	delays=N		accesses out of order
 *	reduce=1 | both		leave out schedules that differ from another only in the
 *				order of steps that commute, with bound=all; both: search
 *				in both ways and compare the end states
 *	chance=N depth=D seed=S	N walks by chance instead
 *	first=1			end with the first schedule that fails
 *	shard=I/N | all/N	only the I-th part of N; all: add up the N parts
 *	limit=N			schedules of this call
 *
 *	explore=1		search
 *	careful=N		say each step of the first N schedules beforehand
 *	states=1		say the end states
 *	tell=1			no walk: say what /explore.state means
 *	brief=1			one of many: neither points nor a state for another boot
 *	through=1		go on after the first schedule only where it has run through
 *				a block that /through names, or fails
 *	measure=N rounds=N	what a schedule costs; see measure.c
 */
#include <stdio.h>
#include <string.h>

#include "fields.h"

const struct field fields[NR_FIELDS] = {
	[F_SCENARIO]	= { "scenario",	FIELD_SCENARIO,	OF_HOST, "" },
	[F_DESIGN]	= { "design",	FIELD_NAME,	OF_CELL, "v18" },
	[F_CONSUMER]	= { "consumer",	FIELD_NAME,	OF_CELL, "" },
	[F_BOUND]	= { "bound",	FIELD_BOUND,	OF_CELL, "2" },
	[F_DELAYS]	= { "delays",	FIELD_DELAYS,	OF_CELL, "0" },
	[F_REDUCE]	= { "reduce",	FIELD_REDUCE,	OF_CELL, "0" },
	[F_CHANCE]	= { "chance",	FIELD_NUMBER,	OF_CELL, "0" },
	[F_DEPTH]	= { "depth",	FIELD_NUMBER,	OF_CELL, "2" },
	[F_SEED]	= { "seed",	FIELD_NUMBER,	OF_CELL, "1" },
	[F_FIRST]	= { "first",	FIELD_SWITCH,	OF_CELL, "0" },
	[F_KERNEL]	= { "kernel",	FIELD_NAME,	OF_HOST, "base" },
	[F_SHARD]	= { "shard",	FIELD_SHARD,	OF_CELL, "1/1" },
	[F_LIMIT]	= { "limit",	FIELD_NUMBER,	OF_CALL, "0" },
	[F_EXPLORE]	= { "explore",	FIELD_SWITCH,	OF_KIT,	"0" },
	[F_CAREFUL]	= { "careful",	FIELD_NUMBER,	OF_KIT,	"0" },
	[F_STATES]	= { "states",	FIELD_SWITCH,	OF_KIT,	"0" },
	[F_TELL]	= { "tell",	FIELD_SWITCH,	OF_KIT,	"0" },
	[F_BRIEF]	= { "brief",	FIELD_SWITCH,	OF_KIT,	"0" },
	[F_THROUGH]	= { "through",	FIELD_SWITCH,	OF_KIT,	"0" },
	[F_MEASURE]	= { "measure",	FIELD_NUMBER,	OF_KIT,	"0" },
	[F_ROUNDS]	= { "rounds",	FIELD_NUMBER,	OF_KIT,	"5" },
};

static const char *const wants[FIELD_KINDS] = {
	[FIELD_NAME]	= "a name",
	[FIELD_SCENARIO] = "a name, or a scene in one line",
	[FIELD_NUMBER]	= "a number",
	[FIELD_SWITCH]	= "0 or 1",
	[FIELD_BOUND]	= "a number of preemptions, 'all', or '-' for one run",
	[FIELD_DELAYS]	= "a number of stores and loads out of order, 0 to 4",
	[FIELD_REDUCE]	= "0, 1 or 'both'",
	[FIELD_SHARD]	= "I/N with I from 1 to N, or all/N",
};

static const char digits[] = "0123456789";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

unsigned int field_of_word(const char *word)
{
	size_t len = strcspn(word, "=");
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++)
		if (strlen(fields[i].name) == len && !strncmp(fields[i].name, word, len))
			break;
	return i;
}

/* Digits and nothing else, no more than @most of them. */
static bool is_number(const char *text, size_t most)
{
	size_t len = strspn(text, digits);

	return len && len <= most && !text[len];
}

static bool is_shard(const char *text)
{
	unsigned int part, parts;
	int len = 0;

	if (sscanf(text, "all/%4u%n", &parts, &len) == 1)
		return parts > 1 && !text[len];
	return sscanf(text, "%4u/%4u%n", &part, &parts, &len) == 2 && !text[len] &&
	       part && part <= parts && strspn(text, "0123456789/") == strlen(text);
}

bool field_takes(const struct field *field, const char *value)
{
	switch (field->kind) {
	case FIELD_NAME:
		return *value && strspn(value, letters) == strlen(value);
	case FIELD_SCENARIO:
		/* of a line scene_parse() says more */
		return *value && (strpbrk(value, " |:") || strspn(value, letters) == strlen(value));
	case FIELD_NUMBER:
		return is_number(value, 18);
	case FIELD_SWITCH:
		return is_number(value, 1) && *value <= '1';
	case FIELD_BOUND:
		return !strcmp(value, "all") || !strcmp(value, "-") || is_number(value, 2);
	case FIELD_DELAYS:
		return is_number(value, 1) && *value <= '4';
	case FIELD_REDUCE:
		return !strcmp(value, "both") || (is_number(value, 1) && *value <= '1');
	case FIELD_SHARD:
		return is_shard(value);
	default:
		return false;
	}
}

const char *field_wants(const struct field *field)
{
	return wants[field->kind];
}
