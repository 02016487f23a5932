// SPDX-License-Identifier: GPL-2.0
/*
 * The search as text: lines "# ck ..." on the result channel, from "ck begin" to
 * "ck end".  The host keeps the last whole one, without "# ck ", and puts it into
 * the root file system of the next boot.
 *
 * When a kernel has ended in the middle of a walk, the host adds a line
 *	ended KIND LETTERS ENABLED CHECK
 * for the first prefix of the frontier, made of what walk_carefully() has said.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"

#define FILE_NAME	"/explore.state"

void pack_letters(const char *letters, unsigned int len, char *text,
		  size_t size)
{
	unsigned int i, n;
	size_t used = 0;

	text[0] = '\0';
	for (i = 0; i < len && used < size; i += n) {
		for (n = 1; i + n < len && letters[i + n] == letters[i]; n++)
			;
		used += snprintf(text + used, size - used, n > 1 ? "%c%u" : "%c",
				 letters[i], n);
	}
}

unsigned int unpack_letters(const char *text, char *letters, unsigned int max)
{
	unsigned int len = 0, n;
	char letter;

	if (!strcmp(text, "-"))
		return 0;
	while (*text) {
		letter = *text++;
		n = *text >= '0' && *text <= '9' ?
			strtoul(text, (char **)&text, 10) : 1;
		if (letter < 'A' || letter >= 'A' + IL_MAX_ACTORS ||
		    len + n > max)
			lab_die(FILE_NAME ": bad letters");
		while (n--)
			letters[len++] = letter;
	}
	return len;
}

void state_say(void)
{
	lab_say("ck begin");
	lab_say("ck counts %lu %lu %lu %lu %lu %u %a %08x", counts.schedules,
		counts.failing, counts.redundant, counts.steps, counts.again,
		counts.longest, counts.done, counts.signature);
	found_say_state();
	points_say_state();
	frontier_say();
	lab_say("ck end");
}

static bool counts_read(const char *line)
{
	return sscanf(line, "counts %lu %lu %lu %lu %lu %u %la %x",
		      &counts.schedules, &counts.failing, &counts.redundant,
		      &counts.steps, &counts.again, &counts.longest,
		      &counts.done, &counts.signature) == 8;
}

static bool ended_read(const char *line, struct walked *w)
{
	char text[MAX_TEXT], letters[MAX_STEPS], enabled[MAX_STEPS + 1];
	unsigned int i, kind;

	if (sscanf(line, "ended %x %4095s %1024s %1024s", &kind, text, enabled,
		   w->check) != 4)
		return false;
	w->broken = kind;
	w->outcome = IL_WALK_STUCK;
	w->nr_steps = unpack_letters(text, letters, sizeof(letters));
	for (i = 0; i < w->nr_steps; i++) {
		w->step[i].actor = letters[i];
		w->step[i].enabled = strtoul((char[]){ enabled[i], 0 }, NULL, 16);
		w->step[i].touched = UINT32_MAX;
	}
	return true;
}

bool state_read(struct walked *ended)
{
	static char line[4 * MAX_TEXT];
	FILE *f = fopen(FILE_NAME, "re");

	ended->broken = 0;
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		if (!counts_read(line) && !found_read(line) &&
		    !points_read(line) && !frontier_read(line) &&
		    !ended_read(line, ended))
			lab_die(FILE_NAME ": what is \"%.40s\"?", line);
	fclose(f);
	return true;
}
