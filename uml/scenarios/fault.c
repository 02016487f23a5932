// SPDX-License-Identifier: GPL-2.0
/*
 * The device stores to a page while a thread of the process changes what is
 * mapped there: one scenario for each kind of change.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

static int dev;
static char *page, *other;
static bool gone;	/* the page is to be read-only, or somewhere else */

/* warm=1: the device has loaded another page before. */
static void setup(void)
{
	uint64_t value;

	gone = false;
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	other = lab_pages(1);
	dev = lab_device();
	lab_attach(dev);
	if (strcmp(lab_option("warm", "0"), "0"))
		lab_load(dev, other, &value);
}

/* A page that is read-only by now, or gone, is an answer, too; nothing else is. */
static void store(void)
{
	int err = lab_store(dev, page, 2);

	lab_check(!err || (gone && err == -EFAULT), "the device may store, not %d", err);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void protect(void)
{
	gone = true;
	mprotect(page, LAB_PAGE, PROT_READ);
}

static void move(void)
{
	gone = true;
	mremap(page, LAB_PAGE, LAB_PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, other);
}

static void share(void)
{
	lab_fork();
}

static void unmap(void)
{
	gone = true;
	munmap(page, LAB_PAGE);
}

static void load(void)
{
	lab_may_load(dev, page);
}

LAB_SCENARIO(fault_zap) = {
	.name = "fault-zap",
	.title = "a secondary fault against MADV_DONTNEED",
	.setup = setup,
	.actors = { { "store", store }, { "zap", zap, false } },
};

LAB_SCENARIO(fault_two) = {
	.name = "fault-two",
	.title = "two secondary faults of one page against MADV_DONTNEED",
	.setup = setup,
	.actors = { { "store", store }, { "load", load }, { "zap", zap } },
};

LAB_SCENARIO(fault_mprotect) = {
	.name = "fault-mprotect",
	.title = "a secondary fault against mprotect",
	.setup = setup,
	.actors = { { "store", store }, { "mprotect", protect, false } },
};

LAB_SCENARIO(fault_mremap) = {
	.name = "fault-mremap",
	.title = "a secondary fault against mremap",
	.setup = setup,
	.actors = { { "store", store }, { "mremap", move, false } },
};

LAB_SCENARIO(fault_munmap) = {
	.name = "fault-munmap",
	.title = "a secondary fault against munmap",
	.setup = setup,
	.actors = { { "store", store }, { "munmap", unmap, false } },
};

LAB_SCENARIO(fault_fork) = {
	.name = "fault-fork",
	.title = "a secondary fault while a thread forks",
	.setup = setup,
	.actors = { { "store", store }, { "fork", share } },
};
