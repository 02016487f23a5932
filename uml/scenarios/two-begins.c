// SPDX-License-Identifier: GPL-2.0
/*
 * Two invalidations of one process overlap.  While either is under way, no
 * secondary fault may set up a translation that it is about to kill.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

static int dev;
static char *p, *q;

static void setup(void)
{
	uint64_t value;

	p = lab_pages(2);
	q = p + LAB_PAGE;
	lab_fill(p, 2, lab_text_word(LAB_OWN));
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, p, &value);
	lab_load(dev, q, &value);
	lab_watch_frame(p);
}

static void load_p(void)
{
	uint64_t value;

	lab_load(dev, p, &value);
}

static void drop_p(void)
{
	madvise(p, LAB_PAGE, MADV_DONTNEED);
}

static void drop_q(void)
{
	madvise(q, LAB_PAGE, MADV_DONTNEED);
}

static void finish(void)
{
	lab_bystander();
	lab_damage(dev, p, "", " in page P");
	lab_damage(dev, q, "", " in page Q");
}

LAB_SCENARIO(two_begins) = {
	.name = "two-begins",
	.title = "a device loads while two threads drop pages at once",
	.setup = setup,
	.finish = finish,
	.bystander = lab_take_watched,
	.actors = {
		{ "load P", load_p, false },
		{ "drop P", drop_p, false },
		{ "drop Q", drop_q, false },
	},
};
