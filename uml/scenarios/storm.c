// SPDX-License-Identifier: GPL-2.0
/*
 * A fault that is overtaken more often than once, by a thread that drops the page
 * again and again.  Each run has its own schedule: so many switches no search makes.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

#define AGAIN	4
#define MANY	256	/* a number kept in a byte is the same again */

static int dev;
static char *page;

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
}

static void store(void)
{
	lab_store(dev, page, 2);
}

static void drop(unsigned int times)
{
	while (times--)
		madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void drop_again(void)
{
	drop(AGAIN);
}

static void drop_many(void)
{
	drop(MANY);
}

LAB_SCENARIO(fault_again) = {
	.name = "fault-again",
	.title = "a secondary fault during which four invalidations come",
	.schedule = "A@fault.got_page B@zap.finish A@fault.walk A@fault.got_page B@zap.begin B@zap.finish A@fault.walk A@fault.got_page B@zap.begin B@zap.finish A@fault.walk A@fault.got_page B* A*",
	.setup = setup,
	.unsearched = "it is about one schedule of many switches",
	.actors = { { "store", store }, { "drop four times", drop_again } },
};

LAB_SCENARIO(fault_many) = {
	.name = "fault-many",
	.title = "a secondary fault during which 256 invalidations come",
	.schedule = "A@fault.got_page B* A*",
	.setup = setup,
	.unsearched = "it is about one schedule, of thousands of steps",
	.actors = { { "store", store }, { "drop 256 times", drop_many } },
};
