// SPDX-License-Identifier: GPL-2.0
/*
 * A device has translations of pages=N pages, and they are dropped at once.  How
 * many flushes does it take, and what does the device hold while they go?  With slot=1 a
 * device that has slots reaches them at other addresses than the process does.
 *
 * The TLB has the first pages, which mm drops first.  mm frees pages in batches:
 * the first are free before the end when there are more than some 10000.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define IN_TLB	16

static char *page, *at_device;
static size_t pages;
static int dev;

static void set_slot(void)
{
	at_device = page;
	if (!strcmp(lab_option("slot", "0"), "0"))
		return;
	at_device = (char *)LAB_SLOT_BASE;
	lab_slot(dev, 0, 0, NULL, 0, 0);
	lab_slot(dev, 1, LAB_SLOT_BASE, page, pages * LAB_PAGE, 0);
}

static void setup(void)
{
	uint64_t value;
	size_t i;

	pages = strtoul(lab_option("pages", "1000"), NULL, 10);
	page = lab_pages(pages);
	lab_fill(page, pages, 1);
	dev = lab_device();
	lab_attach(dev);
	set_slot();
	for (i = 0; i < pages; i++)
		lab_load(dev, at_device + i * LAB_PAGE, &value);
	for (i = 0; i < IN_TLB && i < pages; i++)
		lab_load(dev, at_device + i * LAB_PAGE, &value);
	lab_watch_frame(page);
}

static void finish(void)
{
	struct tmmu_stats before, after;

	lab_stats(dev, &before);
	madvise(page, pages * LAB_PAGE, MADV_DONTNEED);
	lab_stats(dev, &after);
	lab_bystander();
	lab_say("count zap dropped=%llu in_flushes=%llu pinned_before=%llu pinned_after=%llu reused=%llu",
		(unsigned long long)(after.zapped - before.zapped),
		(unsigned long long)(after.flushes - before.flushes),
		(unsigned long long)before.pinned,
		(unsigned long long)after.pinned,
		(unsigned long long)lab->taken);
}

LAB_SCENARIO(zap_many) = {
	.name = "zap-many",
	.title = "many pages that a device has are dropped at once",
	.setup = setup,
	.finish = finish,
	.bystander = lab_take_watched,
};
