// SPDX-License-Identifier: GPL-2.0
/*
 * Somebody asks through the rmap for the age of a page while its process exits.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

#define PAGES	64	/* more than a batch, so that page 0 is on a LRU */
#define BITMAP	"/sys/kernel/mm/page_idle/bitmap"

enum { PFN };

static int dev, bitmap = -1;

/* No witness: it would be of the process that opens the device. */
static void prepare(void)
{
	dev = lab_device_unwatched();
	bitmap = open(BITMAP, O_RDWR | O_CLOEXEC);
	if (bitmap < 0)
		lab_die(BITMAP ": %s", strerror(errno));
}

static void mirrored(void)
{
	char *page = lab_pages(PAGES);
	uint64_t value;

	lab_fill(page, PAGES, 1);
	/* So that a range says that it may block; see exit.c. */
	if (strcmp(lab_option("design", "v18"), "upstream"))
		lab_device();
	lab_evict(dev);
	lab_attach(dev);
	lab_load(dev, page, &value);
	lab->word[PFN] = lab_pfn(page);
	lab_exit_alone(page, 1);
}

static void age(void)
{
	uint64_t pfn = lab->word[PFN], word = 1ULL << pfn % 64;

	if (pwrite(bitmap, &word, sizeof(word), pfn / 64 * 8) < 0)
		lab_die(BITMAP ": %s", strerror(errno));
}

LAB_SCENARIO(age_exit) = {
	.name = "age-exit",
	.title = "a page is aged through the rmap while its process exits",
	.prepare = prepare,
	.actors = {
		{ "age", age, true },
		{ "exit", lab_exit, true, mirrored },
	},
};
