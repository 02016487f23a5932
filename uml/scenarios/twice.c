// SPDX-License-Identifier: GPL-2.0
/*
 * Two invalidations of the same page at once.  The second one finds nothing more to
 * clear, which does not mean that nothing is left to be flushed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lab.h"

static int dev, file;
static char *page;
static size_t pages;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void mirrored(char *p)
{
	page = p;
	dev = lab_mirror(page);
}

/* pages=N: so many are dropped, and the first one has been loaded. */
static void setup(void)
{
	pages = strtoul(lab_option("pages", "1"), NULL, 10);
	mirrored(lab_pages(pages));
}

static void setup_shared(void)
{
	pages = 1;
	mirrored(lab_map(file, 1));
}

static void zap(void)
{
	madvise(page, pages * LAB_PAGE, MADV_DONTNEED);
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

static void load(void)
{
	lab_may_load(dev, page);
}

/* Two devices, and a third thread that drops another page of theirs. */
static char *other;

static void setup_two(void)
{
	uint64_t value;
	int second;

	setup();
	other = lab_pages(1);
	lab_fill(other, 1, 1);
	lab_load(dev, other, &value);
	second = lab_device();
	lab_attach(second);
	lab_load(second, page, &value);
	lab_load(second, other, &value);
}

static void zap_other(void)
{
	madvise(other, LAB_PAGE, MADV_DONTNEED);
}

LAB_SCENARIO(zap_twice_two) = {
	.name = "zap-twice-two",
	.title = "two devices, and three threads; two of these drop the same page",
	.setup = setup_two,
	.actors = {
		{ "zap", zap },
		{ "zap", zap },
		{ "zap other", zap_other },
	},
};

LAB_SCENARIO(zap_twice) = {
	.name = "zap-twice",
	.title = "two threads drop the same page",
	.setup = setup,
	.actors = { { "zap", zap }, { "zap", zap } },
};

LAB_SCENARIO(zap_twice_load) = {
	.name = "zap-twice-load",
	.title = "two threads drop the page that the device loads",
	.setup = setup,
	.actors = { { "load", load }, { "zap", zap }, { "zap", zap } },
};

LAB_SCENARIO(zap_punch_load) = {
	.name = "zap-punch-load",
	.title = "a thread and another process take the page that the device loads",
	.prepare = prepare,
	.setup = setup_shared,
	.actors = {
		{ "load", load },
		{ "zap", zap },
		{ "punch", punch, true },
	},
};
