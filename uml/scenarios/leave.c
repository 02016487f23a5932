// SPDX-License-Identifier: GPL-2.0
/*
 * Three devices register and leave, in each order.  Who is still there is told of every
 * range, whoever has gone before it, behind it, or from between.
 */
#define _GNU_SOURCE
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

#define DEVICES	3

static char *page;

static bool told(int dev)
{
	struct tmmu_stats before, after;
	uint64_t value;

	lab_load(dev, page, &value);
	lab_stats(dev, &before);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
	lab_stats(dev, &after);
	return after.begins == before.begins + 1 && after.ends == before.ends + 1 &&
	       !(lab_query(dev, page, NULL) & (TMMU_Q_SPTE | TMMU_Q_TLB));
}

/* They leave as @order has their numbers.  Is all well? */
static bool leave(const int *order)
{
	int dev[DEVICES], i, j;
	bool there[DEVICES];
	bool well = true;

	for (i = 0; i < DEVICES; i++) {
		dev[i] = lab_device();
		lab_attach(dev[i]);
		there[i] = true;
	}
	for (i = 0; i < DEVICES; i++) {
		for (j = 0; j < DEVICES && well; j++) {
			well = !there[j] || told(dev[j]);
			lab_check(well, "%d of three have left, in the order %d %d %d: device %d is told",
				  i, order[0], order[1], order[2], j);
		}
		if (!well)
			break;
		ioctl(dev[order[i]], TMMU_DETACH);
		there[order[i]] = false;
	}
	for (i = 0; i < DEVICES; i++)
		close(dev[i]);
	return well;
}

static void finish(void)
{
	static const int orders[][DEVICES] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	unsigned int i;

	page = lab_pages(1);
	lab_fill(page, 1, 1);
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (!leave(orders[i]))
			break;
}

LAB_SCENARIO(leave_in_order) = {
	.name = "leave-in-order",
	.title = "three devices register and leave, in each order",
	.finish = finish,
};
