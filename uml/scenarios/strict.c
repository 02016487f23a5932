// SPDX-License-Identifier: GPL-2.0
/*
 * What tmmu_uapi.h has no meaning for is refused: a number that is taken and means
 * nothing today cannot be given a meaning tomorrow.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ioctl.h>

#include "lab.h"

#define FIRST	0x7100000000UL	/* device addresses behind those of slot 0 */

static int dev;
static char *page;

static void prepare(void)
{
	lab_default("flags=slots");
}

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_check(!lab_bind(dev, lab_attach(dev)), "the device has a number");
}

static int submit(uint32_t write, uint32_t pad)
{
	struct tmmu_submit s = {
		.access.addr = (uintptr_t)page,
		.write = write,
		.pad = pad,
	};

	return ioctl(dev, TMMU_SUBMIT, &s) ? -errno : 0;
}

static int look(uint32_t quiet)
{
	struct tmmu_check check = { .quiet = quiet };

	return ioctl(dev, TMMU_CHECK, &check) ? -errno : 0;
}

static int slot(uint64_t base, uint32_t flags)
{
	return lab_slot(dev, 1, base, page, LAB_PAGE, flags);
}

static void finish(void)
{
	char *second = (char *)(FIRST + TMMU_VIEW);
	uint64_t value = 0;

	lab_check(!submit(0, 0) && !submit(1, 0), "a load and a store are submitted");
	lab_check(submit(2, 0) == -EINVAL, "what is neither is refused");
	lab_check(submit(0, 1) == -EINVAL, "a pad that is not 0 is refused");
	lab_check(look(3) == -EINVAL, "a look of no kind is refused");
	lab_check(!slot(FIRST, 0), "a slot begins in the first view");
	lab_check(!lab_load(dev, second, &value), "the second view has it, too");
	lab_check(slot(FIRST + TMMU_VIEW, 0) == -EINVAL, "a slot in the second view is refused");
	lab_check(slot(TMMU_VIEW, 0) == -EINVAL, "and one behind the first view");
	lab_check(slot(FIRST, ~0U) == -EINVAL, "unknown flags are refused");
	lab_check(!lab_load(dev, second, &value), "what is refused changes nothing");
}

LAB_SCENARIO(strict) = {
	.name = "strict",
	.title = "what has no meaning is refused",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
};
