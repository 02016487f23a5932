// SPDX-License-Identifier: GPL-2.0
/*
 * The plainest promise: from the moment that a device has registered it is
 * told.  The same thread registers, loads, and drops the page at once.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

static void finish(void)
{
	struct tmmu_stats s;
	char *page = lab_pages(1);
	int dev = lab_device();
	uint64_t value;

	lab_fill(page, 1, 1);
	lab_attach(dev);
	lab_load(dev, page, &value);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
	lab_stats(dev, &s);
	lab_check(s.begins == 1 && s.ends == 1,
		  "the drop reached the device with a begin and an end");
	lab_check(!(lab_query(dev, page, NULL) & (TMMU_Q_SPTE | TMMU_Q_TLB)),
		  "the device has no translation of the dropped page");
}

LAB_SCENARIO(register_now) = {
	.name = "register-now",
	.title = "a device is told from the moment that it has registered",
	.finish = finish,
};
