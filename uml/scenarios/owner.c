// SPDX-License-Identifier: GPL-2.0
/*
 * What a device belongs to: a file, a mapping of the file, a process; and the number by
 * which the hardware knows it.  Each may come to an end while the others go on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

enum { PAGE, ID };

#define WINDOW	((char *)0x6000000000UL)	/* where the device is mapped */

static int dev = -1, second = -1;
static char *page;

/* ---- a mapping of the device ---------------------------------------------- */

static void setup_mapped(void)
{
	munmap(WINDOW, 2 * LAB_PAGE);
	page = lab_pages(1);
	dev = lab_mirror(page);
	if (mmap(WINDOW, 2 * LAB_PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, dev, 0) ==
	    MAP_FAILED)
		lab_die("mmap of the device: %s", strerror(errno));
}

static void setup_forked(void)
{
	setup_mapped();
	lab_fork();
}

static void unmap(void)
{
	munmap(WINDOW, 2 * LAB_PAGE);
}

static void unmap_served(void)
{
	unmap();
	lab_served(dev);
}

static void unmap_first(void)
{
	munmap(WINDOW, LAB_PAGE);
	lab_served(dev);
}

static void unmap_second(void)
{
	munmap(WINDOW + LAB_PAGE, LAB_PAGE);
	lab_served(dev);
}

static void serve_one(void)
{
	lab_serve(dev, 1);
}

static void serve_two(void)
{
	lab_serve(dev, 2);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void drop_and_load(void)
{
	uint64_t value;

	zap();
	lab_load(dev, page, &value);
}

static void unregister(void)
{
	ioctl(dev, TMMU_DETACH);
}

LAB_SCENARIO(map_zap) = {
	.name = "map-zap",
	.title = "the mapping of a device goes while a page is dropped",
	.setup = setup_mapped,
	.actors = {
		{ "unmap", unmap_served },
		{ "zap", zap },
		{ "serve", serve_one },
	},
};

LAB_SCENARIO(map_load) = {
	.name = "map-load",
	.title = "the mapping of a device goes while it loads",
	.setup = setup_mapped,
	.actors = { { "unmap", unmap }, { "load", drop_and_load } },
};

LAB_SCENARIO(map_split) = {
	.name = "map-split",
	.title = "two threads unmap a half of the device each",
	.setup = setup_mapped,
	.actors = {
		{ "unmap first", unmap_first },
		{ "unmap second", unmap_second },
		{ "serve", serve_two },
	},
};

LAB_SCENARIO(map_unregister) = {
	.name = "map-unregister",
	.title = "the mapping of a device goes while it unregisters",
	.setup = setup_mapped,
	.actors = {
		{ "unmap", unmap_served },
		{ "unregister", unregister },
		{ "serve", serve_one },
	},
};

/* A child has the mapping, too: what the parent unmaps is not the last. */
static void unmap_and_load(void)
{
	uint64_t value;

	unmap();
	lab_check(!lab_load(dev, page, &value),
		  "a device that a child has mapped goes on");
}

LAB_SCENARIO(map_fork) = {
	.name = "map-fork",
	.title = "a process that has forked unmaps a device, which its child has mapped, too",
	.setup = setup_forked,
	.actors = { { "unmap", unmap_and_load }, { "zap", zap } },
};

/* ---- the number of the device --------------------------------------------- */

static void prepare_numbers(void)
{
	if (second < 0)
		second = lab_device_unwatched();
}

/*
 * P's device has a number, and a file is bound to it that a search has new in each
 * schedule: closing it ends the bond.
 */
static void setup_numbered(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, lab_text_word(LAB_OWN));
	lab_evict(second);
	if (dev >= 0) {
		lab_evict(dev);
		close(dev);
	}
	dev = lab_device_unwatched();
	lab->word[ID] = lab_attach(dev);
	lab->word[PAGE] = (uintptr_t)page;
	if (lab_bind(dev, lab->word[ID]))
		lab_die("bind: %s", strerror(errno));
}

static void submit(void)
{
	uint64_t value = 1;

	lab_submit(dev, page, true, &value);
}

/* In the other process: something of its own at the same address. */
static void setup_other(void)
{
	lab_secret_at(lab->word[PAGE]);
}

static void attach_other(void)
{
	volatile uint64_t *mine = (void *)(uintptr_t)lab->word[PAGE];

	if (lab_try_attach(second) > 0)
		lab_check(*mine == lab_text_word(LAB_SECRET),
			  "nobody else's device writes the memory of this process");
}

LAB_SCENARIO(number_again) = {
	.name = "number-again",
	.title = "a device goes, another process attaches, and a third process uses the number",
	.prepare = prepare_numbers,
	.setup = setup_numbered,
	.actors = {
		{ "unregister", unregister },
		{ "submit", submit },
		{ "attach", attach_other, true, setup_other },
	},
};
