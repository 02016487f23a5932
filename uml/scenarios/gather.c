// SPDX-License-Identifier: GPL-2.0
/*
 * A device without a begin method pins its pages and puts them in batches, each
 * after a flush.  A zap drops more pages than a batch holds while the device loads
 * one of them.  consumer=xpmem pins by itself, and has a begin.
 */
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define PAGES	3

static int dev;
static char *page;

static void prepare(void)
{
	if (!strcmp(lab_option("consumer", "kvm"), "kvm"))
		lab_default("flags=pin,end-only");
	lab_default("gather=2");
}

static void setup(void)
{
	uint64_t value;
	int i;

	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	dev = lab_device();
	lab_attach(dev);
	for (i = 0; i < PAGES; i++)
		lab_load(dev, page + i * LAB_PAGE, &value);
}

static void load(void)
{
	lab_may_load(dev, page + LAB_PAGE);
}

static void zap(void)
{
	madvise(page, PAGES * LAB_PAGE, MADV_DONTNEED);
}

LAB_SCENARIO(gather_zap) = {
	.name = "gather-zap",
	.title = "pinned pages that are put in batches, against MADV_DONTNEED",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "load", load }, { "zap", zap } },
};
