// SPDX-License-Identifier: GPL-2.0
/*
 * Several pages, hot in several devices, are aged at once, while devices go on
 * using them.  op=flush, op=clear or op=test chooses the question, hot=1 to hot=3
 * how many devices have used all pages.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lab.h"

#define PAGES	3
#define DEVICES	3

static int dev[DEVICES];
static char *page;

static unsigned int asked_op(void)
{
	const char *op = lab_option("op", "clear");

	return !strcmp(op, "flush") ? TMMU_CLEAR_FLUSH_YOUNG :
	       !strcmp(op, "test") ? TMMU_TEST_YOUNG : TMMU_CLEAR_YOUNG;
}

static void setup(void)
{
	int d, i, hot = atoi(lab_option("hot", "2"));
	int from = atoi(lab_option("from", "0"));
	uint64_t value;

	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	for (d = 0; d < DEVICES; d++) {
		dev[d] = lab_device();
		lab_attach(dev[d]);
		for (i = 0; d >= from && d < hot && i < PAGES; i++)
			lab_load(dev[d], page + i * LAB_PAGE, &value);
	}
}

/* test_young asks for one page. */
static void age(void)
{
	size_t pages = asked_op() == TMMU_TEST_YOUNG ? 1 : PAGES;

	struct tmmu_age age = {
		.start = (uintptr_t)page,
		.end = (uintptr_t)page + pages * LAB_PAGE,
		.op = asked_op(),
	};

	/* Of any device; one that is gone cannot ask. */
	ioctl(dev[1], TMMU_AGE, &age);
}

static void load_first(void)
{
	lab_may_load(dev[0], page);
}

static void load_last(void)
{
	lab_may_load(dev[2], page + 2 * LAB_PAGE);
}

static void unregister(void)
{
	ioctl(dev[0], TMMU_DETACH);
}

LAB_SCENARIO(age_many) = {
	.name = "age-many",
	.title = "three pages are aged while two of three devices load",
	.setup = setup,
	.actors = {
		{ "age", age },
		{ "load", load_first },
		{ "load", load_last },
	},
};

LAB_SCENARIO(age_twice) = {
	.name = "age-twice",
	.title = "three pages are aged by two threads at once",
	.setup = setup,
	.actors = { { "age", age }, { "age", age } },
};

LAB_SCENARIO(age_unregister) = {
	.name = "age-unregister",
	.title = "three pages are aged while a device unregisters",
	.setup = setup,
	.actors = { { "age", age }, { "unregister", unregister } },
};
