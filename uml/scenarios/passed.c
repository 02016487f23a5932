// SPDX-License-Identifier: GPL-2.0
/*
 * Another process uses the device of P, as after a fork, or when the descriptor was
 * passed over a socket.  It has a page of its own at the same address.  The device
 * goes on meaning the memory of P.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

enum { PAGE };

static int dev;
static char *page;

static void prepare(void)
{
	dev = lab_device_unwatched();
}

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, lab_text_word(LAB_OWN));
	lab_evict(dev);
	lab_attach(dev);
	lab->word[PAGE] = (uintptr_t)page;
}

/* In the other process. */
static void setup_other(void)
{
	lab_secret_at(lab->word[PAGE]);
}

static void load(void)
{
	uint64_t value = 0;

	lab_load(dev, (void *)(uintptr_t)lab->word[PAGE], &value);
	lab_check(value != lab_text_word(LAB_SECRET),
		  "the device does not read the memory of who asks it");
}

static void store(void)
{
	volatile uint64_t *mine = (void *)(uintptr_t)lab->word[PAGE];

	lab_store(dev, mine, 1);
	lab_check(*mine == lab_text_word(LAB_SECRET),
		  "the device does not write the memory of who asks it");
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

LAB_SCENARIO(passed_load) = {
	.name = "passed-load",
	.title = "a process that was passed the device loads, and has other memory at the address",
	.prepare = prepare,
	.setup = setup,
	.actors = {
		{ "load", load, true, setup_other },
		{ "zap", zap },
	},
};

LAB_SCENARIO(passed_store) = {
	.name = "passed-store",
	.title = "a process that was passed the device stores, and has other memory at the address",
	.prepare = prepare,
	.setup = setup,
	.actors = {
		{ "store", store, true, setup_other },
		{ "zap", zap },
	},
};
