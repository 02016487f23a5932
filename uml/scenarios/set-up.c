// SPDX-License-Identifier: GPL-2.0
/*
 * Planted in the set-up, and nowhere else, for the tests of the search: a law that breaks
 * the first time, when there was no device before, and a process that nobody ends.
 */
#include "lab.h"

static int dev;
static char *page;
static bool again;

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
}

static void load(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
}

static void setup_breaks(void)
{
	int other = lab_device();
	uint64_t value;

	page = lab_pages(1);
	if (!again) {
		lab_attach_as(other, "v18", "kvm", TMMU_CONTROL_L3);
		lab_load(other, page, &value);
		lab_evict(other);
	}
	again = true;
	setup();
}

LAB_SCENARIO(set_up_breaks) = {
	.name = "set-up-breaks",
	.title = "planted: a law breaks in the first set-up",
	.setup = setup_breaks,
	.actors = { { "load", load }, { "load", load } },
};

/* It keeps all files that P has, the run among them. */
static void setup_leaves(void)
{
	if (!again) {
		lab_fork();
		lab->child = 0;
		lab_warm();
	}
	again = true;
	setup();
}

LAB_SCENARIO(set_up_leaves) = {
	.name = "set-up-leaves",
	.title = "planted: a process is left by the set-up",
	.setup = setup_leaves,
	.actors = { { "load", load }, { "load", load } },
};
