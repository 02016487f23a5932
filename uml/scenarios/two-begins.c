// SPDX-License-Identifier: GPL-2.0
/*
 * Two invalidations of one process overlap.  While either is under way, no
 * secondary fault may set up a translation that it is about to kill.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define OWN	"P's data"
#define SECRET	"SECRET!!"
#define LIMIT	64

static int dev;
static char *p, *q;

static void setup(void)
{
	uint64_t value;

	p = lab_pages(2);
	q = p + LAB_PAGE;
	lab_fill(p, 2, lab_text_word(OWN));
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, p, &value);
	lab_load(dev, q, &value);
	lab->word[0] = lab_pfn(p);
}

static void load_p(void)
{
	uint64_t value;

	lab_load(dev, p, &value);
}

static void drop_p(void)
{
	madvise(p, LAB_PAGE, MADV_DONTNEED);
}

static void drop_q(void)
{
	madvise(q, LAB_PAGE, MADV_DONTNEED);
}

static void take_the_page(void)
{
	lab->word[1] = lab_take_frame(lab->word[0], lab_text_word(SECRET),
				      LIMIT);
}

static void look(const volatile char *page, const char *which)
{
	const volatile uint64_t *word = (const volatile uint64_t *)page;
	char text[16];
	uint64_t value;
	int err;

	err = lab_load(dev, page, &value);
	if (!lab_check(!err, "the device cannot load page %s: %s", which,
		       strerror(-err)))
		return;
	lab_word_text(value, text);
	if (lab->word[1] && value == lab_text_word(SECRET))
		lab_say("damage the device of process P reads \"%s\" in page %s, which belongs to process bystander",
			text, which);
	else
		lab_say("result the device reads %s in page %s", text, which);
	lab_check(value == *word, "the device reads what P reads in page %s",
		  which);
}

static void finish(void)
{
	lab_bystander();
	look(p, "P");
	look(q, "Q");
}

LAB_SCENARIO(two_begins) = {
	.name = "two-begins",
	.title = "a device loads while two threads drop pages at once",
	.setup = setup,
	.finish = finish,
	.bystander = take_the_page,
	.actors = {
		{ "load P", load_p, false },
		{ "drop P", drop_p, false },
		{ "drop Q", drop_q, false },
	},
};
