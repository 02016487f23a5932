// SPDX-License-Identifier: GPL-2.0
/*
 * A process that is alone, one thread and one user of its memory, registers a
 * device while another process takes a page away: by=punch from a file that
 * both map, begin before the ptes change; by=pageout out to swap, told after
 * the pte was cleared.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "lab.h"

#define SWAP_PAGES	64

enum { PID, ADDRESS };

static int file;

static bool by_punch(void)
{
	return !strcmp(lab_option("by", "punch"), "punch");
}

static void prepare(void)
{
	const char *why;

	file = lab_memfd("shared", 1);
	if (by_punch())
		return;
	why = lab_swap_on(SWAP_PAGES);
	if (why)
		lab_die("%s", why);
}

/* The actor's memory is its own: it maps, attaches, loads, loads again. */
static void register_and_load(void)
{
	volatile char *page = by_punch() ? lab_map(file, 1) : lab_pages(1);
	int dev = lab_device();
	uint64_t value;
	int err;

	lab_fill(page, 1, 1);
	lab->word[ADDRESS] = (uintptr_t)page;
	lab->word[PID] = getpid();
	err = lab_try_attach(dev);
	if (!lab_check(err > 0, "a process that is alone may register: %s",
		       strerror(-err)))
		return;
	lab_load(dev, page, &value);
	lab_load(dev, page, &value);
	lab_say_counts();
}

static void pageout(void)
{
	struct iovec range = {
		.iov_base = (void *)(uintptr_t)lab->word[ADDRESS],
		.iov_len = LAB_PAGE,
	};
	int pidfd = syscall(SYS_pidfd_open, (pid_t)lab->word[PID], 0);

	if (syscall(SYS_process_madvise, pidfd, &range, 1, MADV_PAGEOUT, 0) < 0)
		lab_die("process_madvise: %s", strerror(errno));
}

static void take_away(void)
{
	if (by_punch())
		fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			  LAB_PAGE);
	else
		pageout();
}

LAB_SCENARIO(register_alone) = {
	.name = "register-alone",
	.title = "a process that is alone registers while another takes a page",
	.prepare = prepare,
	.actors = {
		{ "register", register_and_load, true },
		{ "take away", take_away, true },
	},
};
