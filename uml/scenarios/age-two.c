// SPDX-License-Identifier: GPL-2.0
/*
 * Two devices mirror one process.  A page that either has used is young, and
 * once asked, no device still says so.  ops=clear leaves test_young out,
 * ops=test asks nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lab.h"

#define PAGES		64	/* more than a batch, so that page 0 is on a LRU */
#define BITMAP		"/sys/kernel/mm/page_idle/bitmap"

static int dev[2], bitmap;
static char *page;

static void setup(void)
{
	uint64_t value;
	int i;

	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	for (i = 0; i < 2; i++) {
		dev[i] = lab_device();
		lab_attach(dev[i]);
		lab_load(dev[i], page, &value);
	}
	bitmap = open(BITMAP, O_RDWR);
	if (bitmap < 0)
		lab_die(BITMAP ": %s", strerror(errno));
}

static bool any_young(void)
{
	return (lab_query(dev[0], page, NULL) |
		lab_query(dev[1], page, NULL)) & TMMU_Q_YOUNG;
}

/* As the kernel sees it through rmap: sets the page idle, or asks. */
static void set_idle(uint64_t pfn)
{
	uint64_t word = 1ULL << pfn % 64;

	if (pwrite(bitmap, &word, sizeof(word), pfn / 64 * 8) != sizeof(word))
		lab_die(BITMAP ": %s", strerror(errno));
}

static bool is_idle(uint64_t pfn)
{
	uint64_t word = 0;

	if (pread(bitmap, &word, sizeof(word), pfn / 64 * 8) != sizeof(word))
		lab_die(BITMAP ": %s", strerror(errno));
	return word >> pfn % 64 & 1;
}

static bool asked_for(unsigned int op)
{
	const char *ops = lab_option("ops", "all");

	return !strcmp(ops, "all") ||
	       !strcmp(ops, op == TMMU_TEST_YOUNG ? "test" : "clear");
}

static void case_age(int hot, unsigned int op, const char *name)
{
	uint64_t value;
	int young;

	if (!asked_for(op))
		return;
	lab_age(dev[0], page, LAB_PAGE, TMMU_CLEAR_FLUSH_YOUNG);
	lab_load(dev[hot], page, &value);
	young = lab_age(dev[0], page, LAB_PAGE, op);
	lab_say("result %s with device %d hot: %s", name, hot + 1,
		young ? "young" : "old");
	lab_check(young, "%s says young: device %d has used the page", name,
		  hot + 1);
	if (op == TMMU_TEST_YOUNG) {
		lab_check(any_young(), "%s changes nothing", name);
		return;
	}
	lab_check(!any_young(), "no device is young after %s", name);
	lab_check(!lab_age(dev[0], page, LAB_PAGE, op),
		  "%s says old when nobody has used the page since", name);
}

static void case_page_idle(int hot)
{
	uint64_t value, pfn = lab_pfn(page);

	if (!asked_for(TMMU_CLEAR_YOUNG))
		return;
	set_idle(pfn);
	lab_check(is_idle(pfn), "a page that nobody uses stays idle");
	lab_load(dev[hot], page, &value);
	lab_check(!is_idle(pfn), "page_idle says used: device %d has used it",
		  hot + 1);
	set_idle(pfn);
	lab_check(!any_young(), "no device is young after page_idle");
}

static void finish(void)
{
	int hot;

	for (hot = 0; hot < 2; hot++) {
		case_age(hot, TMMU_CLEAR_FLUSH_YOUNG, "clear_flush_young");
		case_age(hot, TMMU_CLEAR_YOUNG, "clear_young");
		case_age(hot, TMMU_TEST_YOUNG, "test_young");
		case_page_idle(hot);
	}
}

LAB_SCENARIO(age_two) = {
	.name = "age-two",
	.title = "a page hot in one of two devices is young, whichever it is",
	.setup = setup,
	.finish = finish,
};
