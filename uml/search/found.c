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
	unsigned int	preemptions;
	struct walked	best;
};

static struct kind *kinds[MAX_KINDS];
static unsigned int nr_kinds;

static const struct {
	unsigned int	bit;
	const char	*name;
} names[] = {
	{ 1u << 1, "L1" }, { 1u << 2, "L2" }, { 1u << 3, "L3" },
	{ 1u << 4, "L4" }, { 1u << 5, "L5" }, { 1u << 6, "L6" },
	{ 1u << 7, "L7" }, { 1u << 8, "L8" },
	{ KIND_CHECK, "check" }, { KIND_STUCK, "stuck" },
	{ KIND_REPORT, "report" }, { KIND_CRASH, "crash" },
	{ KIND_HANG, "hang" },
};

void found_name(unsigned int broken, char *text, size_t size)
{
	size_t len = 0, i;

	text[0] = '\0';
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
		lab_die("no memory for what was found");
	k->best.broken = broken;
	kinds[nr_kinds++] = k;
	return k;
}

void found_note(const struct walked *w)
{
	unsigned int preemptions = walk_preemptions(w);
	struct kind *k = find(w->broken);

	if (!k->times++ || preemptions < k->preemptions ||
	    (preemptions == k->preemptions &&
	     w->nr_steps < k->best.nr_steps)) {
		k->preemptions = preemptions;
		k->best = *w;
	}
}

void found_shrink(bool sure)
{
	unsigned int i;

	for (i = 0; i < nr_kinds; i++) {
		shrink(&kinds[i]->best, sure);
		kinds[i]->preemptions = walk_preemptions(&kinds[i]->best);
	}
}

/* Does the actor of step @i go on until it cannot? */
static bool to_the_end(const struct walked *w, unsigned int i)
{
	return i + 1 == w->nr_steps ||
	       !(w->step[i + 1].enabled & 1u << (w->step[i].actor - 'A'));
}

/* "B5 A* B*": a block that nobody has cut short is a star. */
static void spell(const struct walked *w, char *text, size_t size)
{
	unsigned int i, n;
	size_t used = 0;

	text[0] = '\0';
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

void found_say(void)
{
	char name[128], text[MAX_TEXT];
	struct kind *k;
	unsigned int i;

	for (i = 0; i < nr_kinds; i++) {
		k = kinds[i];
		found_name(k->best.broken, name, sizeof(name));
		spell(&k->best, text, sizeof(text));
		lab_say("found %s %u %u %u %s =%08x:%s", name, k->times,
			k->preemptions, k->best.nr_steps, text,
			counts.signature, k->best.check);
	}
}

/* ---- for another boot ------------------------------------------------------ */

void found_say_state(void)
{
	char letters[MAX_STEPS], text[MAX_TEXT], enabled[MAX_STEPS + 1];
	struct kind *k;
	unsigned int i, s;

	for (i = 0; i < nr_kinds; i++) {
		k = kinds[i];
		for (s = 0; s < k->best.nr_steps; s++) {
			letters[s] = k->best.step[s].actor;
			snprintf(&enabled[s], 2, "%c",
				 '0' + k->best.step[s].enabled);
		}
		pack_letters(letters, s, text, sizeof(text));
		lab_say("ck kind %x %u %u %s %.*s %s", k->best.broken, k->times,
			k->preemptions, s ? text : "-", s ? (int)s : 1,
			s ? enabled : "-", s ? k->best.check : "-");
	}
}

bool found_read(const char *line)
{
	char text[MAX_TEXT], letters[MAX_STEPS], enabled[MAX_STEPS + 1];
	unsigned int broken, times, preemptions, i;
	char check[MAX_STEPS + 1];
	struct kind *k;

	if (sscanf(line, "kind %x %u %u %4095s %1024s %1024s", &broken, &times,
		   &preemptions, text, enabled, check) != 6)
		return false;
	k = find(broken);
	k->times = times;
	k->preemptions = preemptions;
	k->best.nr_steps = unpack_letters(text, letters, sizeof(letters));
	snprintf(k->best.check, sizeof(k->best.check), "%s", check);
	for (i = 0; i < k->best.nr_steps; i++) {
		k->best.step[i].actor = letters[i];
		k->best.step[i].enabled = enabled[i] - '0';
	}
	return true;
}
