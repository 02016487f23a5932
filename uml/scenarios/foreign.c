// SPDX-License-Identifier: GPL-2.0
/*
 * Other processes take pages of P: one punches a hole into a file that both
 * map, reclaim swaps pages out on behalf of another, the file is cut.  Who
 * was told how is counted: before the ptes change, or after they were cleared.
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

#define PAGES		16
#define SWAP_PAGES	64

enum { PID, ADDRESS };

static int file, dev;

static void prepare(void)
{
	const char *why = lab_swap_on(SWAP_PAGES);

	if (why)
		lab_die("%s", why);
	file = lab_memfd("shared", 2);
}

static void setup(void)
{
	char *shared = lab_map(file, 2);
	char *own = lab_pages(PAGES);
	uint64_t value;
	int i;

	lab_fill(shared, 2, 1);
	lab_fill(own, PAGES, 1);
	dev = lab_device();
	lab_attach(dev);
	for (i = 0; i < 2; i++)
		lab_load(dev, shared + i * LAB_PAGE, &value);
	for (i = 0; i < PAGES; i++)
		lab_load(dev, own + i * LAB_PAGE, &value);
	lab->word[PID] = getpid();
	lab->word[ADDRESS] = (uintptr_t)own;
}

static void take_away(void)
{
	struct iovec range = {
		.iov_base = (void *)(uintptr_t)lab->word[ADDRESS],
		.iov_len = PAGES * LAB_PAGE,
	};
	int pidfd = syscall(SYS_pidfd_open, (pid_t)lab->word[PID], 0);

	if (syscall(SYS_process_madvise, pidfd, &range, 1, MADV_PAGEOUT, 0) < 0)
		lab_die("process_madvise: %s", strerror(errno));
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
		  LAB_PAGE);
	if (ftruncate(file, LAB_PAGE))
		lab_die("ftruncate: %s", strerror(errno));
}

static void finish(void)
{
	lab_bystander();
}

LAB_SCENARIO(foreign) = {
	.name = "foreign",
	.title = "other processes take pages of P: are the devices told before, or after?",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
	.bystander = take_away,
};
