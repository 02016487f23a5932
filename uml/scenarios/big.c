// SPDX-License-Identifier: GPL-2.0
/*
 * A device whose translations have several pages: what happens to one of them happens to
 * all.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define BLOCK	4UL	/* pages of a translation, TMMU_BIG_PAGES */
#define PAGES	64

static int dev, file;
static char *block;

static void prepare(void)
{
	lab_default("flags=big");
	file = lab_memfd("shared", PAGES);
}

/* The page of @p, of those that are mapped there, which has frame @pfn; PAGES: none. */
static size_t page_of(const char *p, uint64_t pfn)
{
	size_t i;

	for (i = 0; i < PAGES && lab_pfn(p + i * LAB_PAGE) != pfn; i++)
		;
	return i;
}

/* Frames that follow each other are found in any order, and mapped in theirs. */
static bool make_block(const char *p, uint64_t pfn)
{
	size_t of[BLOCK], i;

	for (i = 0; i < BLOCK; i++) {
		of[i] = page_of(p, pfn + i);
		if (of[i] == PAGES)
			return false;
	}
	for (i = 0; i < BLOCK; i++)
		if (mmap(block + i * LAB_PAGE, LAB_PAGE, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED | MAP_POPULATE, file,
			 of[i] * LAB_PAGE) == MAP_FAILED)
			lab_die("mmap: %s", strerror(errno));
	return true;
}

static void setup(void)
{
	char *p = lab_map(file, PAGES);
	size_t i;

	lab_fill(p, PAGES, 1);
	block = lab_pages(2 * BLOCK);
	block = (char *)(((uintptr_t)block + BLOCK * LAB_PAGE - 1) &
			 ~(BLOCK * LAB_PAGE - 1));
	for (i = 0; i < PAGES && !make_block(p, lab_pfn(p + i * LAB_PAGE)); i++)
		;
	if (i == PAGES)
		lab_die("no %lu of %d pages have frames that follow each other",
			BLOCK, PAGES);
	dev = lab_device();
	lab_attach(dev);
}

static void load_at(size_t i)
{
	uint64_t value;

	lab_load(dev, block + i * LAB_PAGE, &value);
}

static void setup_loaded(void)
{
	setup();
	load_at(1);
}

static void store(void)
{
	lab_store(dev, block, 2);
}

static void load(void)
{
	load_at(1);
}

static void zap_last(void)
{
	madvise(block + 3 * LAB_PAGE, LAB_PAGE, MADV_DONTNEED);
}

static void protect(void)
{
	mprotect(block + 2 * LAB_PAGE, LAB_PAGE, PROT_READ);
}

/* The device has used the page, if by another one's name. */
static void age_last(void)
{
	lab_age(dev, block + 3 * LAB_PAGE, LAB_PAGE, TMMU_CLEAR_YOUNG);
}

LAB_SCENARIO(big_zap) = {
	.name = "big-zap",
	.title = "a device stores to one page of a block while another is dropped",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "zap", zap_last } },
};

LAB_SCENARIO(big_zap_loaded) = {
	.name = "big-zap-loaded",
	.title = "a device has one translation for a block, and one of its pages is dropped",
	.prepare = prepare,
	.setup = setup_loaded,
	.actors = { { "load", load }, { "zap", zap_last } },
};

LAB_SCENARIO(big_mprotect) = {
	.name = "big-mprotect",
	.title = "one page of a block becomes read-only while a device stores to another",
	.prepare = prepare,
	.setup = setup_loaded,
	.actors = { { "store", store }, { "protect", protect } },
};

LAB_SCENARIO(big_age) = {
	.name = "big-age",
	.title = "a device has used one page of a block, and another page of it is aged",
	.prepare = prepare,
	.setup = setup_loaded,
	.actors = { { "load", load }, { "age", age_last } },
};
