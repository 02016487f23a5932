// SPDX-License-Identifier: GPL-2.0
/*
 * The device stores while somebody makes the page clean, or wants to know of the next
 * store.  A store through a translation that was there before would be lost, or not
 * be seen.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"
#include "numbers.h"

#define RAMDISK	"/dev/ram0"

static int dev, disk = -1, pagemap = -1;
static char *page;

static void stored(char *p)
{
	page = p;
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
	lab_store(dev, page, 2);
}

static void setup(void)
{
	stored(lab_pages(1));
}

static void prepare_disk(void)
{
	disk = open(RAMDISK, O_RDWR | O_CLOEXEC);
	if (disk < 0)
		lab_die(RAMDISK ": %s", strerror(errno));
}

/* The pages of a block device are written back like those of a file. */
static void setup_disk(void)
{
	stored(lab_map(disk, 1));
}

static void setup_pagemap(void)
{
	if (pagemap < 0)
		pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	setup();
}

static void store(void)
{
	lab_store(dev, page, 3);
}

static void madv_free(void)
{
	madvise(page, LAB_PAGE, MADV_FREE);
}

static void write_back(void)
{
	msync(page, LAB_PAGE, MS_SYNC);
}

static void clear_refs(void)
{
	lab_write_text("/proc/self/clear_refs", "4");
}

static void scan(void)
{
	struct lab_pm_scan_arg arg = { .size = sizeof(arg) };

	arg.flags = LAB_PM_SCAN_WP_MATCHING;
	arg.start = (uintptr_t)page;
	arg.end = (uintptr_t)page + LAB_PAGE;
	arg.category_mask = LAB_PAGE_IS_PRESENT;
	arg.return_mask = LAB_PAGE_IS_PRESENT;
	ioctl(pagemap, LAB_PAGEMAP_SCAN, &arg);
}

LAB_SCENARIO(store_free) = {
	.name = "store-free",
	.title = "the device stores against MADV_FREE",
	.setup = setup,
	.actors = { { "store", store }, { "MADV_FREE", madv_free } },
};

LAB_SCENARIO(store_writeback) = {
	.name = "store-writeback",
	.title = "the device stores while the page is written back",
	.prepare = prepare_disk,
	.setup = setup_disk,
	.actors = { { "store", store }, { "write back", write_back } },
};

LAB_SCENARIO(store_clear_refs) = {
	.name = "store-clear-refs",
	.title = "the device stores while soft-dirty bits are cleared",
	.setup = setup,
	.actors = { { "store", store }, { "clear refs", clear_refs } },
};

LAB_SCENARIO(store_scan) = {
	.name = "store-scan",
	.title = "the device stores while PAGEMAP_SCAN write-protects",
	.setup = setup_pagemap,
	.actors = { { "store", store }, { "scan", scan } },
};
