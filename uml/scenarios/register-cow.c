// SPDX-License-Identifier: GPL-2.0
/*
 * A device registers after the pte of a page was replaced by a copy on write,
 * before subscribers are told.  It may miss that: there is no translation of
 * the old page that it could have.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lab.h"

static int first, second;
static volatile char *page;

/* A child has the page too, so that the next write copies. */
static void setup(void)
{
	uint64_t value;

	page = lab_pages(1);
	lab_fill(page, 1, lab_text_word("P's data"));
	if (!fork()) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	first = lab_device();
	lab_attach(first);
	lab_load(first, page, &value);
	second = lab_device();
}

static void attach_and_load(void)
{
	uint64_t value;

	lab_attach(second);
	lab_load(second, page, &value);
}

static void write_it(void)
{
	*page = 'p';
}

static void finish(void)
{
	const volatile uint64_t *word = (const volatile uint64_t *)page;
	uint64_t value;
	int err;

	err = lab_load(second, page, &value);
	if (lab_check(!err, "the second device can load: %s", strerror(-err)))
		lab_check(value == *word,
			  "the second device reads what P reads");
}

LAB_SCENARIO(register_cow) = {
	.name = "register-cow",
	.title = "a device registers while a page is copied on write",
	.setup = setup,
	.finish = finish,
	.actors = {
		{ "register", attach_and_load, false },
		{ "write", write_it, false },
	},
};
