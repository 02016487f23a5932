// SPDX-License-Identifier: GPL-2.0
/*
 * Two invalidations of one process overlap.  While either is under way, no
 * secondary fault may set up a translation that it is about to kill.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "lab.h"

static int dev;
static char *p, *q;

static void setup(void)
{
	uint64_t value;

	p = lab_pages(2);
	q = p + LAB_PAGE;
	lab_fill(p, 2, lab_text_word(LAB_OWN));
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, p, &value);
	lab_load(dev, q, &value);
	lab_watch_frame(p);
}

static void load_p(void)
{
	lab_may_load(dev, p);
}

static void drop_p(void)
{
	madvise(p, LAB_PAGE, MADV_DONTNEED);
}

static void drop_q(void)
{
	madvise(q, LAB_PAGE, MADV_DONTNEED);
}

static void finish(void)
{
	lab_bystander();
	lab_damage(dev, p, "", " in page P");
	lab_damage(dev, q, "", " in page Q");
}

#define SIX	6

static char *six;

static void setup_six(void)
{
	six = lab_pages(SIX);
	lab_fill(six, SIX, 1);
	dev = lab_device();
	lab_attach(dev);
}

static void drop_nth(unsigned int n)
{
	madvise(six + n * LAB_PAGE, LAB_PAGE, MADV_DONTNEED);
}

#define DROP(n)			\
static void drop_##n(void)	\
{				\
	drop_nth(n);		\
}

DROP(0)
DROP(1)
DROP(2)
DROP(3)
DROP(4)
DROP(5)

static void load_last(void)
{
	lab_may_load(dev, six + (SIX - 1) * LAB_PAGE);
}

/* The page whose begin comes last is loaded while all six are under way. */
LAB_SCENARIO(six_begins) = {
	.name = "six-begins",
	.title = "a device loads while six threads drop pages at once",
	.schedule = "B@zap.begin.done C@zap.begin.done D@zap.begin.done E@zap.begin.done F@zap.begin.done G@zap.begin.done A* B* C* D* E* F* A* G* A*",
	.setup = setup_six,
	.unsearched = "it is about one schedule",
	.actors = {
		{ "load", load_last },
		{ "drop", drop_0 },
		{ "drop", drop_1 },
		{ "drop", drop_2 },
		{ "drop", drop_3 },
		{ "drop", drop_4 },
		{ "drop", drop_5 },
	},
};

LAB_SCENARIO(two_begins) = {
	.name = "two-begins",
	.title = "a device loads while two threads drop pages at once",
	.setup = setup,
	.finish = finish,
	.bystander = lab_take_watched,
	.actors = {
		{ "load P", load_p, false },
		{ "drop P", drop_p, false },
		{ "drop Q", drop_q, false },
	},
};
