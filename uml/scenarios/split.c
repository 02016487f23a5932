// SPDX-License-Identifier: GPL-2.0
/*
 * mprotect of one of two pages splits the mapping that a device has pages of, and the
 * device faults meanwhile.  What it was told of the mapping before no longer holds.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

static int dev;
static char *first, *second;

static void setup(void)
{
	uint64_t value;

	first = lab_pages(2);
	second = first + LAB_PAGE;
	lab_fill(first, 2, lab_text_word(LAB_OWN));
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, first, &value);
	lab_load(dev, second, &value);
	lab_watch_frame(first);
}

static void split_and_drop(void)
{
	mprotect(second, LAB_PAGE, PROT_READ);
	madvise(first, LAB_PAGE, MADV_DONTNEED);
}

static void load_second(void)
{
	uint64_t value;

	lab_load(dev, second, &value);
}

static void finish(void)
{
	lab_bystander();
	lab_damage(dev, first, "", " in the first page");
}

LAB_SCENARIO(fault_split) = {
	.name = "fault-split",
	.title = "a mapping is split, and one part of it dropped, during a fault on the other",
	.setup = setup,
	.bystander = lab_take_watched,
	.actors = {
		{ "split and drop", split_and_drop, false },
		{ "load second", load_second, false },
	},
	.finish = finish,
};
