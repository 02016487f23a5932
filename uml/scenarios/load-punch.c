// SPDX-License-Identifier: GPL-2.0
/*
 * The device loads a page of a file while another process punches it out.  The
 * look-up of the page waits until the hole is there; what the driver holds
 * meanwhile must not be what the punch waits for.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>

#include "lab.h"

static int file, dev;
static volatile char *page;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

/* The page is in the file, and not in the page table. */
static void setup(void)
{
	volatile char *other = lab_map(file, 1);

	lab_fill(other, 1, 1);
	page = lab_map(file, 1);
	dev = lab_device();
	lab_attach(dev);
}

static void load(void)
{
	uint64_t value;
	int err = lab_load(dev, page, &value);

	lab_check(!err, "the device can load: %s", strerror(-err));
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

LAB_SCENARIO(load_punch) = {
	.name = "load-punch",
	.title = "the device loads a page that is just being punched out",
	.schedule = "B@zap.begin A* B*",
	.prepare = prepare,
	.setup = setup,
	.actors = {
		{ "load", load, false },
		{ "punch", punch, true },
	},
};
