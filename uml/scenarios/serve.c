// SPDX-License-Identifier: GPL-2.0
/*
 * What a driver has others do, as an actor: the last actor plays whoever does the work
 * of the device.  With the consumer xpmem that is the partition, which drops its
 * translations when it is told to.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "lab.h"

#define CLIENTS	2	/* actors that may give it work */

static int dev, file;
static char *page, *other;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void mirrored(char *p)
{
	page = p;
	dev = lab_mirror(page);
}

static void setup(void)
{
	mirrored(lab_pages(1));
}

static void setup_shared(void)
{
	mirrored(lab_map(file, 1));
}

static void store(void)
{
	lab_store(dev, page, 2);
	lab_served(dev);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
	lab_served(dev);
}

static void protect(void)
{
	mprotect(page, LAB_PAGE, PROT_READ);
	lab_served(dev);
}

static void serve(void)
{
	lab_serve(dev, CLIENTS);
}

static void prefetch(void)
{
	lab_prefetch(dev, page);
	lab_served(dev);
}

/* The device has other pages: what has become of one is nothing to the others. */
static void unmap(void)
{
	uint64_t value;

	munmap(page, LAB_PAGE);
	lab_served(dev);
	lab_check(!lab_load(dev, other, &value),
		  "the device goes on when a page that it has asked for is gone");
}

static void unregister(void)
{
	ioctl(dev, TMMU_DETACH);
}

/* The device has nothing yet. */
static void setup_empty(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	other = lab_pages(1);
	lab_fill(other, 1, 1);
	dev = lab_device();
	lab_attach(dev);
}

LAB_SCENARIO(serve_zap) = {
	.consumer = "xpmem",
	.name = "serve-zap",
	.title = "MADV_DONTNEED against a secondary fault, with the worker as an actor",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "zap", zap }, { "serve", serve } },
};

LAB_SCENARIO(serve_mprotect) = {
	.consumer = "xpmem",
	.name = "serve-mprotect",
	.title = "mprotect against a secondary fault, with the worker as an actor",
	.prepare = prepare,
	.setup = setup_shared,
	.actors = { { "store", store }, { "protect", protect }, { "serve", serve } },
};

LAB_SCENARIO(serve_twice) = {
	.consumer = "xpmem",
	.name = "serve-twice",
	.title = "two threads drop the same page, with the worker as an actor",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "zap", zap }, { "zap", zap }, { "serve", serve } },
};

LAB_SCENARIO(prefetch_zap) = {
	.consumer = "xpmem",
	.name = "prefetch-zap",
	.title = "a page that the device has asked for is dropped before it is looked up",
	.setup = setup_empty,
	.actors = { { "prefetch", prefetch }, { "zap", zap }, { "serve", serve } },
};

LAB_SCENARIO(prefetch_unmap) = {
	.consumer = "xpmem",
	.name = "prefetch-unmap",
	.title = "a page that the device has asked for is unmapped",
	.setup = setup_empty,
	.actors = { { "prefetch", prefetch }, { "unmap", unmap }, { "serve", serve } },
};

static void serve_one(void)
{
	lab_serve(dev, 1);
}

LAB_SCENARIO(prefetch_unregister) = {
	.consumer = "xpmem",
	.name = "prefetch-unregister",
	.title = "a device unregisters that has asked for a page",
	.setup = setup_empty,
	.actors = {
		{ "prefetch", prefetch },
		{ "unregister", unregister },
		{ "serve", serve_one },
	},
};
