// SPDX-License-Identifier: GPL-2.0
/*
 * The end of an invalidation reaches a device that was not there at its
 * begin.  It must neither lock the device out of the process's memory nor
 * let it in where another invalidation is under way.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

static int file, first, second;
static bool registered;
static volatile char *shared, *other;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void setup(void)
{
	uint64_t value;

	shared = lab_map(file, 1);
	lab_fill(shared, 1, lab_text_word(LAB_OWN));
	other = lab_pages(1);
	lab_fill(other, 1, lab_text_word(LAB_OWN));
	first = lab_device();
	lab_attach(first);
	lab_load(first, shared, &value);
	second = lab_device();
	lab_watch_frame(other);
}

static void attach_and_load(void)
{
	uint64_t value;
	int err;

	registered = lab_attach_late(second);
	if (!registered)
		return;
	err = lab_load(second, other, &value);
	lab_check(!err, "the second device can load: %s", strerror(-err));
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

static void drop(void)
{
	madvise((void *)other, LAB_PAGE, MADV_DONTNEED);
}

/* The page that nobody invalidates is there for the device, at any time. */
static void finish_end(void)
{
	uint64_t value;
	int err;

	if (!registered)
		return;
	err = lab_load(second, other, &value);
	lab_check(!err && value == lab_text_word(LAB_OWN),
		  "the second device reads the page that nobody touched");
}

static void finish_both(void)
{
	lab_bystander();
	if (registered)
		lab_damage(second, other, "second ", "");
}

LAB_SCENARIO(stray_end) = {
	.name = "stray-end",
	.title = "an end whose begin the second device has not seen",
	.prepare = prepare,
	.setup = setup,
	.finish = finish_end,
	.actors = {
		{ "register", attach_and_load, false },
		{ "punch", punch, true },
	},
};

LAB_SCENARIO(stray_end_during_begin) = {
	.name = "stray-end-during-begin",
	.title = "an end whose begin the second device has not seen, while another invalidation is under way",
	.prepare = prepare,
	.setup = setup,
	.finish = finish_both,
	.bystander = lab_take_watched,
	.actors = {
		{ "register", attach_and_load, false },
		{ "punch", punch, true },
		{ "drop", drop, false },
	},
};

/* ---- such an end beside others that are like it ---------------------------- */

static volatile char *third;

static void setup_third(void)
{
	setup();
	third = lab_pages(1);
	lab_fill(third, 1, 1);
}

static void drop_third(void)
{
	madvise((void *)third, LAB_PAGE, MADV_DONTNEED);
}

static void drop_shared(void)
{
	madvise((void *)shared, LAB_PAGE, MADV_DONTNEED);
}

static void attach_and_load_shared(void)
{
	uint64_t value;

	if (lab_attach_late(second))
		lab_load(second, shared, &value);
}

LAB_SCENARIO(stray_end_two) = {
	.name = "stray-end-two",
	.title = "an end whose begin the second device has not seen, while two other invalidations are under way",
	.schedule = "B@zap.begin.done A@attach.done C@zap.begin.done D@zap.begin.done B* A* C* A* D* A*",
	.prepare = prepare,
	.setup = setup_third,
	.unsearched = "it is about one schedule",
	.actors = {
		{ "register", attach_and_load, false },
		{ "punch", punch, true },
		{ "drop third", drop_third, false },
		{ "drop", drop, false },
	},
};

LAB_SCENARIO(stray_end_same) = {
	.name = "stray-end-same",
	.title = "an end whose begin the second device has not seen, while another invalidation of the same page is under way",
	.schedule = "B@zap.begin.done A@attach.done C@zap.begin.done B* A* C* A*",
	.prepare = prepare,
	.setup = setup,
	.unsearched = "it is about one schedule",
	.actors = {
		{ "register", attach_and_load_shared, false },
		{ "punch", punch, true },
		{ "drop", drop_shared, false },
	},
};
