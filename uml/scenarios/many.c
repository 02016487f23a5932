// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges of more than one page, and ranges that go over the end of a page table.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

#define PAGES		4
#define TABLE_PAGES	512	/* that one page table has */
#define TABLE		(TABLE_PAGES * LAB_PAGE)

static int dev;
static char *page, *other;

static void mirrored(char *p, size_t pages)
{
	uint64_t value;
	size_t i;

	page = p;
	lab_fill(page, pages, 1);
	dev = lab_device();
	lab_attach(dev);
	for (i = 0; i < pages; i++)
		lab_load(dev, page + i * LAB_PAGE, &value);
}

static void setup(void)
{
	mirrored(lab_pages(PAGES), PAGES);
}

/* Two pages, the last of one page table and the first of the next. */
static void setup_far(void)
{
	uintptr_t from = (uintptr_t)lab_pages(TABLE_PAGES + 2);

	other = lab_pages(2);
	mirrored((char *)((from + TABLE) & -TABLE) - LAB_PAGE, 2);
}

static void load(void)
{
	lab_may_load(dev, page + LAB_PAGE);
}

static void store(void)
{
	lab_store(dev, page + LAB_PAGE, 2);
}

static void zap(void)
{
	madvise(page, PAGES * LAB_PAGE, MADV_DONTNEED);
}

static void zap_far(void)
{
	madvise(page, 2 * LAB_PAGE, MADV_DONTNEED);
}

static void protect(void)
{
	mprotect(page, PAGES * LAB_PAGE, PROT_READ);
}

static void protect_far(void)
{
	mprotect(page, 2 * LAB_PAGE, PROT_READ);
}

static void move_far(void)
{
	mremap(page, 2 * LAB_PAGE, 2 * LAB_PAGE,
	       MREMAP_MAYMOVE | MREMAP_FIXED, other);
}

static void unmap_far(void)
{
	munmap(page, 2 * LAB_PAGE);
}

LAB_SCENARIO(fault_zap_many) = {
	.name = "fault-zap-many",
	.title = "the device loads one of four pages that a thread drops",
	.setup = setup,
	.actors = { { "load", load }, { "zap", zap } },
};

LAB_SCENARIO(fault_mprotect_many) = {
	.name = "fault-mprotect-many",
	.title = "the device stores to one of four pages that become read-only",
	.setup = setup,
	.actors = { { "store", store }, { "mprotect", protect } },
};

LAB_SCENARIO(fault_zap_far) = {
	.name = "fault-zap-far",
	.title = "the device loads one of two pages in two page tables, against MADV_DONTNEED of both",
	.setup = setup_far,
	.actors = { { "load", load }, { "zap", zap_far } },
};

LAB_SCENARIO(fault_mprotect_far) = {
	.name = "fault-mprotect-far",
	.title = "the device stores to one of two pages in two page tables, against mprotect of both",
	.setup = setup_far,
	.actors = { { "store", store }, { "mprotect", protect_far } },
};

LAB_SCENARIO(fault_mremap_far) = {
	.name = "fault-mremap-far",
	.title = "the device stores to one of two pages in two page tables, against mremap of both",
	.setup = setup_far,
	.actors = { { "store", store }, { "mremap", move_far } },
};

LAB_SCENARIO(fault_munmap_far) = {
	.name = "fault-munmap-far",
	.title = "the device stores to one of two pages in two page tables, against munmap of both",
	.setup = setup_far,
	.actors = { { "store", store }, { "munmap", unmap_far } },
};
