// SPDX-License-Identifier: GPL-2.0
/*
 * Two devices mirror a page, and it is dropped.  Both must hear of it, whatever
 * the first of them answers.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

static int dev[2];
static char *page;

static void setup(void)
{
	uint64_t value;
	int i;

	page = lab_pages(1);
	lab_fill(page, 1, 1);
	for (i = 0; i < 2; i++) {
		dev[i] = lab_device();
		lab_attach(dev[i]);
		lab_load(dev[i], page, &value);
	}
}

static void finish(void)
{
	int i;

	madvise(page, LAB_PAGE, MADV_DONTNEED);
	for (i = 0; i < 2; i++)
		lab_check(!(lab_query(dev[i], page, NULL) &
			    (TMMU_Q_SPTE | TMMU_Q_TLB)),
			  "device %d has no translation of the dropped page",
			  i + 1);
}

LAB_SCENARIO(drop_two) = {
	.name = "drop-two",
	.title = "a page that two devices mirror is dropped",
	.setup = setup,
	.finish = finish,
};
