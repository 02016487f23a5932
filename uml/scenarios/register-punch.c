// SPDX-License-Identifier: GPL-2.0
/*
 * A second device registers while an invalidation by another process is under
 * way.  What it must not do is keep a translation that this invalidation was
 * to kill: the page is free, and soon somebody else's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "lab.h"

#define OWN	"P's data"
#define SECRET	"SECRET!!"
#define LIMIT	64

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
	lab_fill(page, 1, lab_text_word(OWN));
	first = lab_device();
	lab_attach(first);
	lab_load(first, page, &value);
	second = lab_device();
	lab->word[0] = lab_pfn(page);
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

static void take_the_page(void)
{
	lab->word[1] = lab_take_frame(lab->word[0], lab_text_word(SECRET),
				      LIMIT);
}

static void look(int dev, const char *which)
{
	char text[16];
	uint64_t value;
	int err;

	err = lab_load(dev, page, &value);
	if (!lab_check(!err, "the %s device cannot load: %s", which,
		       strerror(-err)))
		return;
	lab_word_text(value, text);
	if (lab->word[1] && value == lab_text_word(SECRET))
		lab_say("damage the %s device of process P reads \"%s\", which belongs to process bystander",
			which, text);
	else
		lab_say("result the %s device reads %s", which, text);
	lab_check(value == *page, "the %s device reads what P reads", which);
}

static void finish(void)
{
	lab_bystander();
	if (registered)
		look(second, "second");
	look(first, "first");
}

LAB_SCENARIO(register_punch) = {
	.name = "register-punch",
	.title = "a device registers while another process punches a hole",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
	.bystander = take_the_page,
	.actors = {
		{ "register", attach_and_load, false },
		{ "punch", punch, true },
	},
};
