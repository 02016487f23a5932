// SPDX-License-Identifier: GPL-2.0
/*
 * A device with a write-back cache: what it has stored is in memory when mm takes the
 * page away, and what it loads is not older.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "lab.h"

#define SWAP_PAGES	64
#define WORDS		6	/* more than the cache has lines */

static int dev, file;
static volatile uint64_t *page;

static void prepare(void)
{
	const char *why = lab_swap_on(SWAP_PAGES);

	if (why)
		lab_die("%s", why);
	lab_default("flags=cache");
	file = lab_memfd("shared", 1);
}

/* The device has stored to words of the page; some of the lines are evicted. */
static void stored(void *p)
{
	unsigned int i;

	page = p;
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
	for (i = 0; i < WORDS; i++)
		lab_store(dev, &page[i], 2 + i);
}

static void setup(void)
{
	stored(lab_pages(1));
}

static void setup_shared(void)
{
	stored(lab_map(file, 1));
}

/* The device has stored, and a child has the page, too. */
static void setup_forked(void)
{
	setup();
	lab_fork();
}

static void check_word(unsigned int i)
{
	uint64_t value = page[i];

	lab_check(value == 2 + i,
		  "word %u of the page is what the device has stored, %u; it is %llu",
		  i, 2 + i, (unsigned long long)value);
}

/* Out to swap and back. */
static void page_out(void)
{
	unsigned int i;

	madvise((void *)page, LAB_PAGE, MADV_PAGEOUT);
	for (i = 0; i < WORDS; i++)
		check_word(i);
}

static void load(void)
{
	uint64_t value;

	if (!lab_load(dev, &page[1], &value))
		lab_check(value == 3, "the device loads what it has stored, 3; it is %llu",
			  (unsigned long long)value);
}

/* Copied, while what was stored may be in a line. */
static void write_last(void)
{
	unsigned int i;

	page[WORDS] = 9;
	for (i = 0; i < WORDS; i++)
		check_word(i);
}

static void zap(void)
{
	madvise((void *)page, LAB_PAGE, MADV_DONTNEED);
}

static void store(void)
{
	lab_store(dev, &page[1], 7);
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

LAB_SCENARIO(cache_swap) = {
	.name = "cache-swap",
	.title = "a page is swapped out, and the device has lines of it that are not written back",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "load", load }, { "page out", page_out } },
};

LAB_SCENARIO(cache_copy) = {
	.name = "cache-copy",
	.title = "a page is copied on write, and the device has lines of it that are not written back",
	.prepare = prepare,
	.setup = setup_forked,
	.actors = { { "load", load }, { "write", write_last } },
};

LAB_SCENARIO(cache_zap) = {
	.name = "cache-zap",
	.title = "a page is dropped, and the device has lines of it that are not written back",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "zap", zap } },
};

LAB_SCENARIO(cache_punch) = {
	.name = "cache-punch",
	.title = "another process takes a page out of its file, and the device has lines of it that are not written back",
	.prepare = prepare,
	.setup = setup_shared,
	.actors = { { "store", store }, { "punch", punch, true } },
};
