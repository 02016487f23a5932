// SPDX-License-Identifier: GPL-2.0
/*
 * Two invalidations of the same page at once.  The second one finds nothing more to
 * clear, which does not mean that nothing is left to be flushed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "lab.h"

static int dev, file;
static char *page;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void mirrored(char *p)
{
	uint64_t value;

	page = p;
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, page, &value);
}

static void setup(void)
{
	mirrored(lab_pages(1));
}

static void setup_shared(void)
{
	mirrored(lab_map(file, 1));
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

static void load(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
}

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
