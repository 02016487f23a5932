// SPDX-License-Identifier: GPL-2.0
/*
 * A second device comes or goes while a thread of the process works on the page
 * that the first one mirrors.
 */
#define _GNU_SOURCE
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "lab.h"

static int first, second;
static char *page;

static void setup(void)
{
	uint64_t value;

	page = lab_pages(1);
	lab_fill(page, 1, 1);
	first = lab_device();
	second = lab_device();
	lab_attach(first);
	lab_load(first, page, &value);
}

static void setup_both(void)
{
	uint64_t value;

	setup();
	lab_attach(second);
	lab_load(second, page, &value);
}

/* Some designs refuse to register, or to unregister, here. */
static void come(void)
{
	uint64_t value;

	if (lab_attach_late(second))
		lab_load(second, page, &value);
}

static void go(void)
{
	ioctl(second, TMMU_DETACH);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void share(void)
{
	lab_fork();
}

static void age(void)
{
	lab_age(first, page, LAB_PAGE, TMMU_CLEAR_FLUSH_YOUNG);
}

static void load(void)
{
	lab_may_load(first, page);
}

static void load_second(void)
{
	lab_may_load(second, page);
}

LAB_SCENARIO(register_zap) = {
	.name = "register-zap",
	.title = "a device registers against MADV_DONTNEED",
	.setup = setup,
	.actors = { { "register", come }, { "zap", zap, false } },
};

LAB_SCENARIO(register_fork) = {
	.name = "register-fork",
	.title = "a device registers while a thread of the process forks",
	.setup = setup,
	.actors = { { "register", come }, { "fork", share } },
};

LAB_SCENARIO(unregister_zap) = {
	.name = "unregister-zap",
	.title = "a device unregisters against MADV_DONTNEED",
	.setup = setup_both,
	.actors = { { "unregister", go }, { "zap", zap, false } },
};

LAB_SCENARIO(age_load) = {
	.name = "age-load",
	.title = "two devices are asked for the age of a page that one loads",
	.setup = setup_both,
	.actors = { { "age", age }, { "load", load, false } },
};

LAB_SCENARIO(age_zap) = {
	.name = "age-zap",
	.title = "aging against MADV_DONTNEED",
	.setup = setup_both,
	.actors = { { "age", age }, { "zap", zap, false } },
};

LAB_SCENARIO(age_two_load) = {
	.name = "age-two-load",
	.title = "a page that is aged while two devices load it",
	.setup = setup_both,
	.actors = {
		{ "age", age },
		{ "load", load },
		{ "load", load_second },
	},
};
