// SPDX-License-Identifier: GPL-2.0
/*
 * The device stores to a page of a file while another process punches it out.  The
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

static void store(void)
{
	int err = lab_store(dev, page, 2);

	lab_check(!err, "the device can store: %s", strerror(-err));
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

LAB_SCENARIO(store_punch) = {
	.name = "store-punch",
	.title = "the device stores to a page that is just being punched out",
	.schedule = "B@zap.begin A* B*",
	.prepare = prepare,
	.setup = setup,
	.actors = {
		{ "store", store, false },
		{ "punch", punch, true },
	},
};
