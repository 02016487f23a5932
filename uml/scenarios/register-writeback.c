// SPDX-License-Identifier: GPL-2.0
/*
 * A device registers after another process's writeback has write-protected the
 * pte, before subscribers are told.  It may miss that: there is no translation
 * of the old pte that it could have.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include "lab.h"

#define RAMDISK	"/dev/ram0"

static int file, first, second;
static bool registered;
static volatile char *page;

static void prepare(void)
{
	file = open(RAMDISK, O_RDWR | O_CLOEXEC);
	if (file < 0)
		lab_die(RAMDISK ": %s", strerror(errno));
}

static void setup(void)
{
	page = lab_map(file, 1);
	lab_fill(page, 1, 1);
	first = lab_device();
	lab_attach(first);
	lab_store(first, page, 2);
	second = lab_device();
}

static void attach_and_load(void)
{
	uint64_t value;

	registered = lab_attach_late(second);
	if (registered)
		lab_load(second, page, &value);
}

static void write_back(void)
{
	void *same = lab_map(file, 1);

	if (msync(same, LAB_PAGE, MS_SYNC))
		lab_die("msync: %s", strerror(errno));
}

static void finish(void)
{
	const volatile uint64_t *word = (const volatile uint64_t *)page;
	uint64_t value;
	int err;

	if (!registered)
		return;
	err = lab_load(second, page, &value);
	if (lab_check(!err, "the second device can load: %s", strerror(-err)))
		lab_check(value == *word,
			  "the second device reads what P reads");
}

LAB_SCENARIO(register_writeback) = {
	.name = "register-writeback",
	.title = "a device registers while a page is written back",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
	.actors = {
		{ "register", attach_and_load, false },
		{ "write back", write_back, true },
	},
};
