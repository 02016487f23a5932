// SPDX-License-Identifier: GPL-2.0
/*
 * Positive controls: a law that has never been seen to report is not trusted.
 * For each there is a device with one planted fault and the smallest situation
 * that shows it; that law must report, and no other.  Without the fault all
 * situations must leave every law silent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

#define PAGES	2

static char *page;
static int dev;

static void nothing_special(void)
{
}

static void load_read_only(void)
{
	uint64_t value;

	mprotect(page, PAGES * LAB_PAGE, PROT_READ);
	lab_load(dev, page, &value);
}

static void load_and_drop(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

/* Nobody has written to it since it was made clean. */
static void load_clean(void)
{
	uint64_t value;

	madvise(page, PAGES * LAB_PAGE, MADV_FREE);
	lab_load(dev, page + LAB_PAGE, &value);
}

static void load_only(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
}

static void load_and_age(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
	lab_age(dev, page, LAB_PAGE, TMMU_CLEAR_FLUSH_YOUNG);
}

static void drop_twice(void)
{
	uint64_t value;

	lab_load(dev, page, &value);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
	lab_load(dev, page, &value);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void load_and_detach(void)
{
	load_only();
	ioctl(dev, TMMU_DETACH);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static pid_t other;

/* Another process, which has been given the device, has other memory there. */
static void load_by_other(void)
{
	uint64_t value;
	int ready[2];
	char c;

	if (pipe(ready))
		lab_die("pipe: %s", strerror(errno));
	other = fork();
	if (!other) {
		lab_fill(page, 1, 2);
		lab_load(dev, page, &value);
		if (write(ready[1], "r", 1) != 1)
			_exit(2);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &c, 1) != 1)
		lab_die("the other process does not load");
	close(ready[0]);
}

static const struct {
	unsigned int law;
	unsigned int control;
	void (*situation)(void);
	const char *name;
} cases[] = {
	{ 1, TMMU_CONTROL_L1, load_read_only, "load a read-only page" },
	{ 2, TMMU_CONTROL_L2, load_and_drop, "load and drop a page" },
	{ 3, TMMU_CONTROL_L3, load_only, "load a page" },
	{ 4, TMMU_CONTROL_L4, load_and_drop, "load and drop a page" },
	{ 5, TMMU_CONTROL_L5, load_and_age, "load and age a page" },
	{ 7, TMMU_CONTROL_L7, load_and_detach, "detach, then drop a page" },
	{ 8, TMMU_CONTROL_L8, drop_twice, "load and drop a page twice" },
	{ 1, TMMU_CONTROL_L1, load_clean, "load a clean page" },
	{ 9, TMMU_CONTROL_L9, load_only, "load a page" },
	{ 10, TMMU_CONTROL_L10, load_by_other, "load by a process that was given the device" },
};

#define NR_CASES (sizeof(cases) / sizeof(cases[0]))

/* Bits of the laws that a fresh device with @control breaks. */
static unsigned int broken_by(unsigned int control, void (*situation)(void))
{
	unsigned int broken;

	lab_reports(false);
	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	dev = lab_device();
	lab_attach_as(dev, lab_option("design", "v18"),
		      lab_option("consumer", "kvm"), control);
	situation();
	broken = lab_laws(true, false);
	close(dev);
	if (other > 0) {
		kill(other, SIGKILL);
		waitpid(other, NULL, 0);
		other = 0;
	}
	munmap(page, PAGES * LAB_PAGE);
	return broken;
}

static const char *law_names(unsigned int broken, char *text, size_t size)
{
	lab_law_names(broken, text, size);
	return text[0] ? text : "none";
}

static void finish(void)
{
	unsigned int broken, all = 0;
	char text[LAB_LAW_NAMES];
	size_t i;

	for (i = 0; i < NR_CASES; i++) {
		broken = broken_by(cases[i].control, cases[i].situation);
		lab_result(broken == 1u << cases[i].law,
			   "L%u: %s, fault planted, reported: %s",
			   cases[i].law, cases[i].name,
			   law_names(broken, text, sizeof(text)));
	}
	for (i = 0; i < NR_CASES; i++)
		all |= broken_by(TMMU_CONTROL_NONE, cases[i].situation);
	all |= broken_by(TMMU_CONTROL_NONE, nothing_special);
	lab_result(!all, "the same without a fault, reported: %s",
		   law_names(all, text, sizeof(text)));
	/* What a planted fault leaves behind is not news. */
	lab_reports(false);
}

LAB_SCENARIO(controls) = {
	.name = "controls",
	.title = "each law is seen to report, and only that law",
	.plan = NR_CASES + 1,
	.leaves = true,
	.finish = finish,
};
