// SPDX-License-Identifier: GPL-2.0
/*
 * The first device that a process ever has comes while memory of the process is
 * taken away.  An invalidation that began before it has asked nobody; its end may
 * find somebody.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>

#include "lab.h"

static int file, dev;
static char *page;

static void prepare(void)
{
	file = lab_memfd("shared", 1);
}

static void setup(void)
{
	page = lab_map(file, 1);
	lab_fill(page, 1, lab_text_word(LAB_OWN));
	dev = lab_device();
	lab_watch_frame(page);
}

/* A process may ask again when it is not taken now. */
static void attach_and_load(void)
{
	uint64_t value;

	if (lab_attach_late(dev))
		lab_load(dev, page, &value);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void punch(void)
{
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
}

static void finish(void)
{
	lab_bystander();
}

LAB_SCENARIO(register_first_zap) = {
	.name = "register-first-zap",
	.title = "the first device of a process registers against MADV_DONTNEED",
	.fresh = true,
	.prepare = prepare,
	.setup = setup,
	.actors = { { "register", attach_and_load }, { "zap", zap } },
};

LAB_SCENARIO(register_first_punch) = {
	.name = "register-first-punch",
	.title = "the first device of a process registers while another process punches a hole",
	.fresh = true,
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
	.bystander = lab_take_watched,
	.actors = { { "register", attach_and_load }, { "punch", punch, true } },
};
