// SPDX-License-Identifier: GPL-2.0
/*
 * A device with slots: the same page at two of its addresses, and slots that change
 * while it runs.  See slots.c of the driver.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

#define FIRST	0x100000000000UL	/* a device address of the page, by slot 1 */
#define SECOND	0x200000000000UL	/* another, by slot 2 */

static int dev;
static char *page, *other;
static char *const alias = (char *)FIRST;
static char *const other_view = (char *)(FIRST + TMMU_VIEW);
static char *const other_alias = (char *)SECOND;

static void prepare(void)
{
	lab_default("flags=slots");
}

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	other = lab_pages(1);
	lab_fill(other, 1, 2);
	dev = lab_device();
	lab_attach(dev);
	lab_slot(dev, 0, 0, NULL, 0, 0);
	lab_slot(dev, 1, FIRST, page, LAB_PAGE, 0);
}

static void load_at(const char *p)
{
	uint64_t value;

	lab_load(dev, p, &value);
}

/* The device has the page at two addresses, and at the first in both views. */
static void setup_loaded(void)
{
	setup();
	lab_slot(dev, 2, SECOND, page, LAB_PAGE, 0);
	load_at(alias);
	load_at(other_view);
	load_at(other_alias);
}

/* It has it at the last of these alone. */
static void setup_view(void)
{
	setup();
	load_at(other_view);
}

static void load(void)
{
	load_at(alias);
}

static void load_view(void)
{
	load_at(other_view);
}

static void store(void)
{
	lab_store(dev, alias, 3);
}

static void load_and_store(void)
{
	load();
	store();
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void age(void)
{
	lab_age(dev, page, LAB_PAGE, TMMU_CLEAR_YOUNG);
}

static void slot_goes(void)
{
	lab_slot(dev, 1, 0, NULL, 0, 0);
}

static void slot_moves(void)
{
	lab_slot(dev, 1, FIRST, other, LAB_PAGE, 0);
}

static void slot_read_only(void)
{
	lab_slot(dev, 1, FIRST, page, LAB_PAGE, TMMU_SLOT_READONLY);
}

/* The slot goes and comes back: whoever has counted before must not be fooled. */
static void slot_again(void)
{
	slot_goes();
	lab_slot(dev, 1, FIRST, page, LAB_PAGE, 0);
}

LAB_SCENARIO(slot_alias) = {
	.name = "slot-alias",
	.title = "a page that a device has at three addresses is dropped",
	.prepare = prepare,
	.setup = setup_loaded,
	.actors = { { "load", load }, { "zap", zap } },
};

LAB_SCENARIO(slot_delete) = {
	.name = "slot-delete",
	.title = "a secondary fault through a slot that goes",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "delete", slot_goes } },
};

LAB_SCENARIO(slot_move) = {
	.name = "slot-move",
	.title = "a secondary fault through a slot that gets other memory",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "move", slot_moves } },
};

LAB_SCENARIO(slot_readonly) = {
	.name = "slot-readonly",
	.title = "a secondary fault through a slot that becomes read-only",
	.prepare = prepare,
	.setup = setup,
	.actors = { { "store", store }, { "read-only", slot_read_only } },
};

LAB_SCENARIO(slot_again_zap) = {
	.name = "slot-again-zap",
	.title = "a slot goes and comes back while its page is dropped",
	.prepare = prepare,
	.setup = setup,
	.actors = {
		{ "store", store },
		{ "again", slot_again },
		{ "zap", zap },
	},
};

LAB_SCENARIO(slot_going_zap) = {
	.name = "slot-going-zap",
	.title = "a page is dropped while the slot that has it goes",
	.prepare = prepare,
	.setup = setup_view,
	.actors = { { "delete", slot_goes }, { "zap", zap } },
};

LAB_SCENARIO(slot_views) = {
	.name = "slot-views",
	.title = "two views of one guest page load it while it is dropped",
	.prepare = prepare,
	.setup = setup_view,
	.actors = {
		{ "load", load },
		{ "load", load_view },
		{ "zap", zap },
	},
};

LAB_SCENARIO(slot_age) = {
	.name = "slot-age",
	.title = "a page is aged that a device uses in its second view",
	.prepare = prepare,
	.setup = setup_view,
	.actors = { { "load", load_view }, { "age", age } },
};

/* What it may read it wants to write: a translation takes the place of another. */
LAB_SCENARIO(slot_upgrade) = {
	.name = "slot-upgrade",
	.title = "a device asks for the right to write to a page that it may read, while the page is dropped",
	.prepare = prepare,
	.setup = setup_view,
	.actors = {
		{ "load, store", load_and_store },
		{ "zap", zap },
	},
};
