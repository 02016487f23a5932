// SPDX-License-Identifier: GPL-2.0
/*
 * A process that is alone, one thread and one user of its memory, registers a
 * second device while another process works on a page that both map.
 * by=punch: it takes the page out of the file, and tells before the ptes
 * change.  by=writeback: it writes the page back, and tells after the pte was
 * write-protected.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

#define RAMDISK	"/dev/ram0"

static int file;
static void *others;

static bool by_punch(void)
{
	return !strcmp(lab_option("by", "punch"), "punch");
}

static void prepare(void)
{
	if (by_punch()) {
		file = lab_memfd("shared", 1);
		return;
	}
	file = open(RAMDISK, O_RDWR | O_CLOEXEC);
	if (file < 0)
		lab_die(RAMDISK ": %s", strerror(errno));
}

/* The actor's memory is its own: it maps, attaches, loads, loads again. */
static void register_alone(void)
{
	int first = lab_device(), second = lab_device(), err;
	volatile char *page = lab_map(file, 1);
	uint64_t value;

	lab_fill(page, 1, 1);
	lab_attach(first);
	lab_load(first, page, &value);
	err = lab_try_attach(second);
	if (!lab_check(err > 0, "a process that is alone may register: %s",
		       strerror(-err)))
		return;
	lab_load(second, page, &value);
	lab_load(second, page, &value);
	lab_say_counts();
}

static void work_on_it(void)
{
	if (by_punch()) {
		fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			  LAB_PAGE);
		return;
	}
	others = lab_map(file, 1);
	if (msync(others, LAB_PAGE, MS_SYNC))
		lab_die("msync: %s", strerror(errno));
}

LAB_SCENARIO(register_by_one) = {
	.name = "register-alone",
	.title = "a process that is alone registers; another works on its page",
	.prepare = prepare,
	.actors = {
		{ "register", register_alone, true },
		{ "other", work_on_it, true },
	},
};
