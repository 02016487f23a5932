// SPDX-License-Identifier: GPL-2.0
/* Which blocks have run; covered.h says what each function promises. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/interleave.h>

#include "covered.h"
#include "lab.h"

#define TABLE	"/sys/kernel/debug/interleave_covered"
#define LIST	"/through"	/* lines "FROM TO": from there on, up to there */
#define A_LINE	60

static struct il_covered table[IL_MAX_COVERED] LAB_APART;

/* How many entries there are, free ones, too. */
static size_t read_table(void)
{
	FILE *f = fopen(TABLE, "re");
	size_t n;

	if (!f)
		return 0;
	n = fread(table, sizeof(*table), IL_MAX_COVERED, f);
	fclose(f);
	return n;
}

void covered_say(int fd)
{
	const size_t n = read_table();
	unsigned int said = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (table[i].block)
			dprintf(fd, "%s%u", said++ % A_LINE ? " " :
				said > 1 ? "\n# covered " : "# covered ", table[i].block);
	if (said)
		dprintf(fd, "\n");
}

unsigned long covered_through(void)
{
	static struct {
		unsigned int from, to;
	} range[IL_MAX_COVERED] LAB_APART;
	static size_t nr;
	unsigned long times = 0;
	size_t i, k, n;

	if (!nr) {
		FILE *f = fopen(LIST, "re");

		if (!f)
			lab_die(LIST ": %s", strerror(errno));
		while (nr < IL_MAX_COVERED && fscanf(f, "%u %u", &range[nr].from, &range[nr].to) == 2)
			nr++;
		fclose(f);
	}
	n = read_table();
	for (i = 0; i < n; i++)
		for (k = 0; table[i].block && k < nr; k++)
			if (range[k].from < table[i].block && table[i].block <= range[k].to)
				times += table[i].times;
	return times;
}
