// SPDX-License-Identifier: GPL-2.0
/*
 * A device is closed, or unregistered, while it is at work or told of something.
 * Nobody has detached it before; the design may not even know how.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

static int dev;
static char *page;

static void setup(void)
{
	page = lab_pages(1);
	dev = lab_mirror(page);
}

/* Not one of those that a search keeps open. */
static void setup_closed(void)
{
	uint64_t value;

	page = lab_pages(1);
	lab_fill(page, 1, 1);
	dev = open("/dev/tmmu", O_RDONLY | O_CLOEXEC);
	if (dev < 0)
		lab_die("/dev/tmmu: %s", strerror(errno));
	lab_attach(dev);
	lab_load(dev, page, &value);
}

static void close_device(void)
{
	close(dev);
}

static void unregister(void)
{
	ioctl(dev, TMMU_DETACH);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void load(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
}

static void drop_and_load(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
	load();
}

LAB_SCENARIO(close_zap) = {
	.name = "close-zap",
	.title = "a device is closed against MADV_DONTNEED",
	.fresh = true,
	.setup = setup_closed,
	.actors = { { "close", close_device }, { "zap", zap } },
};

LAB_SCENARIO(close_load) = {
	.name = "close-load",
	.title = "a device is closed while it loads",
	.fresh = true,
	.setup = setup_closed,
	.actors = { { "close", close_device }, { "load", drop_and_load } },
};

LAB_SCENARIO(fault_unregister) = {
	.name = "fault-unregister",
	.title = "a secondary fault while its device unregisters",
	.setup = setup,
	.actors = { { "load", drop_and_load }, { "unregister", unregister } },
};

/* An end that comes after the device has gone reaches nobody: who waits is woken by that. */
LAB_SCENARIO(wait_unregister) = {
	.name = "wait-unregister",
	.title = "a fault waits for a range, and its device unregisters",
	.setup = setup,
	.actors = {
		{ "load", load },
		{ "zap", zap },
		{ "unregister", unregister },
	},
};
