// SPDX-License-Identifier: GPL-2.0
/*
 * Real reclaim, with swap, while a working set is hot in a device only: the
 * CPU never touches it.  Reclaim has nobody to ask but the devices.  Two
 * mirror the process; hot=first or hot=second says which of them, in the
 * order of attachment, uses the pages.  The other has translations of them and
 * does not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define HOT_PAGES	128
#define COLD_PAGES	1024
#define CHUNK		256	/* pages that the hog takes a round */
#define SWAP_PAGES	6144
#define SWAPPED		3072	/* pages swapped out; then it is enough */
#define MAX_ROUNDS	400
#define ALLOWED		(HOT_PAGES / 8)	/* refaults: one in eight, once */

static int busy, idle;
static char *hot, *cold;

static void use_hot(int dev)
{
	uint64_t value;
	int i;

	for (i = 0; i < HOT_PAGES; i++)
		lab_load(dev, hot + i * LAB_PAGE, &value);
}

static unsigned long vmstat(const char *name)
{
	size_t len = strlen(name);
	unsigned long value = 0;
	char line[128];
	FILE *f;

	f = fopen("/proc/vmstat", "re");
	if (!f)
		lab_die("/proc/vmstat: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, name, len) && line[len] == ' ')
			value = strtoul(line + len, NULL, 10);
	fclose(f);
	return value;
}

static unsigned long resident(const char *p, size_t pages)
{
	static unsigned char in[COLD_PAGES];
	unsigned long n = 0;
	size_t i;

	if (mincore((void *)p, pages * LAB_PAGE, in))
		return 0;
	for (i = 0; i < pages; i++)
		n += in[i] & 1;
	return n;
}

static void setup(void)
{
	const char *why;

	why = lab_swap_on(SWAP_PAGES);
	if (why)
		lab_die("%s", why);
	hot = lab_pages(HOT_PAGES);
	lab_fill(hot, HOT_PAGES, 1);
	cold = lab_pages(COLD_PAGES);
	lab_fill(cold, COLD_PAGES, 2);
	if (!strcmp(lab_option("hot", "second"), "first")) {
		busy = lab_device();
		lab_attach(busy);
		idle = lab_device();
		lab_attach(idle);
	} else {
		idle = lab_device();
		lab_attach(idle);
		busy = lab_device();
		lab_attach(busy);
	}
	use_hot(idle);
	use_hot(busy);
	/* The faults have made them active; let their age speak for them. */
	madvise(hot, HOT_PAGES * LAB_PAGE, MADV_COLD);
}

/* The bystander is the hog: it takes and keeps. */
static void take_chunk(void)
{
	char *p = lab_pages(CHUNK);

	lab_fill(p, CHUNK, 3);
}

static void finish(void)
{
	unsigned long swapped = vmstat("pswpout"), out = 0;
	unsigned long cold_left, hot_left;
	struct tmmu_stats before, after;
	int round;

	lab_stats(busy, &before);
	for (round = 0; round < MAX_ROUNDS && out < SWAPPED; round++) {
		use_hot(busy);
		lab_bystander();
		out = vmstat("pswpout") - swapped;
	}
	hot_left = resident(hot, HOT_PAGES);
	cold_left = resident(cold, COLD_PAGES);
	lab_stats(busy, &after);
	lab_say("result %lu pages swapped out in %d rounds", out, round);
	lab_say("result cold: %lu of %d pages left in memory", cold_left,
		COLD_PAGES);
	lab_say("result hot in the device: %lu of %d pages left, %llu refaults (%d allowed)",
		hot_left, HOT_PAGES,
		(unsigned long long)(after.faults - before.faults), ALLOWED);
	lab_say("count reclaim swapped=%lu cold_left=%lu hot_left=%lu refaults=%llu",
		out, cold_left, hot_left,
		(unsigned long long)(after.faults - before.faults));
	lab_check(out >= SWAPPED, "reclaim swaps within %d rounds",
		  MAX_ROUNDS);
	lab_check(cold_left < COLD_PAGES / 2, "reclaim takes the cold pages");
	lab_check(after.faults - before.faults <= ALLOWED,
		  "reclaim leaves the pages that the device uses");
	if (after.faults - before.faults > ALLOWED)
		lab_say("damage %llu times the device waited for a page that it uses all the time",
			(unsigned long long)(after.faults - before.faults));
}

LAB_SCENARIO(age_reclaim) = {
	.name = "age-reclaim",
	.title = "reclaim spares the pages that only a device uses",
	.setup = setup,
	.finish = finish,
	.bystander = take_chunk,
};
