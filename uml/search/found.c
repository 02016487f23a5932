// SPDX-License-Identifier: GPL-2.0
/*
 * What a search has found: the kinds of failure, how often each came, and of all
 * schedules that fail alike the one that is easiest to read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "schedule.h"

#define MAX_KINDS	32

struct kind {
	unsigned int	times;
	struct walked	best;
};

static struct kind *kinds[MAX_KINDS];
static unsigned int nr_kinds;

static const struct {
	unsigned int	bit;
	const char	*name;
} names[] = {
	{ KIND_CHECK, "check" }, { KIND_STUCK, "stuck" },
	{ KIND_REPORT, "report" }, { KIND_CRASH, "crash" },
	{ KIND_HANG, "hang" },
};

void found_name(unsigned int broken, char *text, size_t size)
{
	size_t len, i;

	lab_law_names(broken, text, size);
	len = strlen(text);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (broken & names[i].bit && len < size)
			len += snprintf(text + len, size - len, "%s%s",
					len ? "," : "", names[i].name);
}

/* The kind of @broken; a new one, with times 0, when there is none. */
static struct kind *find(unsigned int broken)
{
	struct kind *k;
	unsigned int i;

	for (i = 0; i < nr_kinds; i++)
		if (kinds[i]->best.broken == broken)
			return kinds[i];
	if (nr_kinds == MAX_KINDS)
		lab_die("more than %d kinds of failure", MAX_KINDS);
	k = calloc(1, sizeof(*k));
	if (!k)
		lab_die("no memory for the failures");
	k->best.broken = broken;
	kinds[nr_kinds++] = k;
	return k;
}

bool found_has(unsigned int broken)
{
	unsigned int i;

	for (i = 0; i < nr_kinds; i++)
		if (kinds[i]->best.broken == broken)
			return true;
	return false;
}

void found_note(const struct walked *w)
{
	struct kind *k = find(w->broken);

	if (!k->times++ || walk_better(w, &k->best))
		k->best = *w;
}

struct walked *found_best(unsigned int i)
{
	return i < nr_kinds ? &kinds[i]->best : NULL;
}

/* Does the actor of step @i go on until it cannot? */
static bool to_the_end(const struct walked *w, unsigned int i)
{
	return i + 1 == w->nr_steps ||
	       !(w->step[i + 1].enabled & 1u << (w->step[i].actor - 'A'));
}

/* "A~2 B5 A* B*": a block that nobody has cut short is a star. */
static void spell(const struct walked *w, char *text, size_t size)
{
	unsigned int i, n;
	size_t used;

	pack_choices(&w->choices, ' ', text, size);
	used = strlen(text);
	for (i = 0; i < w->nr_steps && used < size; i += n) {
		for (n = 1; i + n < w->nr_steps &&
		     w->step[i + n].actor == w->step[i].actor; n++)
			if (to_the_end(w, i + n - 1))
				break;
		used += snprintf(text + used, size - used, "%s%c",
				 i ? " " : "", w->step[i].actor);
		if (used >= size)
			break;
		if (to_the_end(w, i + n - 1))
			used += snprintf(text + used, size - used, "*");
		else if (n > 1)
			used += snprintf(text + used, size - used, "%u", n);
	}
}

/* A kernel that has ended before the first step leaves no schedule to say. */
void found_say(void)
{
	char name[128], text[MAX_TEXT];
	const struct walked *best;
	unsigned int i;

	for (i = 0; i < nr_kinds; i++) {
		best = &kinds[i]->best;
		found_name(best->broken, name, sizeof(name));
		spell(best, text, sizeof(text));
		if (best->nr_steps)
			lab_say("found %s %u %u %u %s =%08x:%s", name,
				kinds[i]->times, walk_preemptions(best),
				best->nr_steps, text, counts.signature,
				best->check);
		else
			lab_say("found %s %u 0 0", name, kinds[i]->times);
	}
}

/* ---- for another boot ------------------------------------------------------ */

void found_say_state(void)
{
	char letters[MAX_STEPS], text[MAX_TEXT], enabled[2 * MAX_STEPS + 1];
	char choices[64];
	const struct walked *best;
	unsigned int i, s;

	for (i = 0; i < nr_kinds; i++) {
		best = &kinds[i]->best;
		strcpy(enabled, "-");
		for (s = 0; s < best->nr_steps; s++) {
			letters[s] = best->step[s].actor;
			snprintf(&enabled[2 * s], 3, "%02x",
				 best->step[s].enabled);
		}
		pack_letters(letters, s, text, sizeof(text));
		pack_choices(&best->choices, ',', choices, sizeof(choices));
		lab_say("ck kind %x %u %s %s %s %s", best->broken,
			kinds[i]->times, text, enabled, s ? best->check : "-",
			choices);
	}
}

bool found_read(const char *line)
{
	char text[MAX_TEXT], letters[MAX_STEPS], enabled[2 * MAX_STEPS + 1];
	unsigned int broken, times;
	char check[MAX_STEPS + 1], choices[64];
	struct kind *k;
	int i, steps;

	if (sscanf(line, "kind %x %u %4095s %2048s %1024s %63s", &broken, &times,
		   text, enabled, check, choices) != 6)
		return false;
	steps = unpack_letters(text, letters, sizeof(letters));
	if (steps < 0 || (steps && ((int)strlen(enabled) != 2 * steps ||
				    (int)strlen(check) != steps)))
		return false;
	k = find(broken);
	k->times = times;
	k->best.nr_steps = steps;
	unpack_choices(choices, &k->best.choices);
	for (i = 0; i < steps; i++) {
		k->best.step[i].actor = letters[i];
		if (sscanf(&enabled[2 * i], "%2hhx",
			   &k->best.step[i].enabled) != 1)
			return false;
		k->best.check[i] = check[i];
	}
	return true;
}
