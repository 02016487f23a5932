// SPDX-License-Identifier: GPL-2.0
/*
 * A second device registers while an invalidation by another process is under
 * way.  What it must not do is keep a translation that this invalidation was
 * to kill: the page is free, and soon somebody else's.
 */
#define _GNU_SOURCE
#include <fcntl.h>

#include "lab.h"

static int file, first, second;
static bool registered;
static volatile uint64_t *page;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void setup(void)
{
	uint64_t value;

	page = lab_map(file, 1);
	lab_fill(page, 1, lab_text_word(LAB_OWN));
	first = lab_device();
	lab_attach(first);
	lab_load(first, page, &value);
	second = lab_device();
	lab_watch_frame(page);
}

static void attach_and_load(void)
{
	uint64_t value;

	registered = lab_attach_late(second);
	if (registered)
		lab_load(second, page, &value);
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

static void finish(void)
{
	lab_bystander();
	if (registered)
		lab_damage(second, page, "second ", "");
	lab_damage(first, page, "first ", "");
}

LAB_SCENARIO(register_punch) = {
	.name = "register-punch",
	.title = "a device registers while another process punches a hole",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
	.bystander = lab_take_watched,
	.actors = {
		{ "register", attach_and_load, false },
		{ "punch", punch, true },
	},
};
