// SPDX-License-Identifier: GPL-2.0
/*
 * The device walks the page tables of the process itself, consumer=walker, while a whole
 * region goes, and its page of ptes with it.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

#define REGION		((char *)0x50000000)
#define REGION_PAGES	4

static int dev;
static char *page;

static void setup(void)
{
	uint64_t value;

	munmap(REGION, REGION_PAGES * LAB_PAGE);
	page = mmap(REGION, REGION_PAGES * LAB_PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0);
	lab_check(page == REGION, "the region is mapped");
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, page, &value);
}

/* A page that is gone by now is an answer, too. */
static void load(void)
{
	uint64_t value;

	lab_load(dev, page + LAB_PAGE, &value);
}

static void unmap(void)
{
	munmap(REGION, REGION_PAGES * LAB_PAGE);
}

static void zap(void)
{
	madvise(page + LAB_PAGE, LAB_PAGE, MADV_DONTNEED);
}

static void protect(void)
{
	mprotect(page, REGION_PAGES * LAB_PAGE, PROT_READ);
}

static void store(void)
{
	lab_store(dev, page, 2);
}

LAB_SCENARIO(walk_unmap) = {
	.name = "walk-unmap",
	.title = "a device loads from a region while it goes, and its page of ptes",
	.setup = setup,
	.actors = { { "load", load }, { "unmap", unmap, false } },
};

LAB_SCENARIO(walk_zap) = {
	.name = "walk-zap",
	.title = "a device loads from a region while one of its pages goes",
	.setup = setup,
	.actors = { { "load", load }, { "zap", zap, false } },
};

LAB_SCENARIO(walk_protect) = {
	.name = "walk-protect",
	.title = "a device stores to a region while it becomes read-only",
	.setup = setup,
	.actors = { { "store", store }, { "protect", protect, false } },
};
