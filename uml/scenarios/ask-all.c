// SPDX-License-Identifier: GPL-2.0
/*
 * mm asks for the age of a page of which a device has a translation.  A device
 * that cannot age is a GRU: is it called all the same?
 */
#define _GNU_SOURCE
#include "lab.h"

#define TIMES	100

static void finish(void)
{
	char *page = lab_pages(1);
	int i, dev = lab_device();
	uint64_t value;

	lab_fill(page, 1, 1);
	lab_attach(dev);
	lab_load(dev, page, &value);
	for (i = 0; i < TIMES; i++)
		lab_age(dev, page, LAB_PAGE, TMMU_CLEAR_FLUSH_YOUNG);
}

LAB_SCENARIO(ask_all) = {
	.name = "ask-all",
	.title = "mm asks a hundred times for the age of a page",
	.finish = finish,
};
