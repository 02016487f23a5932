// SPDX-License-Identifier: GPL-2.0
/*
 * A secondary fault on a page that mm replaces, takes out or moves, one scenario
 * for each way: a copy on write, a merge by KSM and its undoing, reclaim,
 * UFFDIO_MOVE.
 *
 * Merging is ksmd's; here an actor does what ksmd does, so that it can be held.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "lab.h"

#define SWAP_PAGES	64

static int dev;
static char *page, *other;

static void setup(void)
{
	page = lab_pages(1);
	lab_fill(page, 1, 1);
	dev = lab_device();
	lab_attach(dev);
}

static void load(void)
{
	lab_may_load(dev, page);
}

static void store(void)
{
	lab_may_store(dev, page, 2);
}

/* ---- copy on write ------------------------------------------------------- */

static void setup_shared(void)
{
	setup();
	lab_fork();
}

static void write_page(void)
{
	*(volatile uint64_t *)page = 3;
}

LAB_SCENARIO(fault_cow) = {
	.name = "fault-cow",
	.title = "a device loads a page that a thread copies by a write",
	.setup = setup_shared,
	.actors = { { "load", load }, { "write", write_page } },
};

/* The device has the page, and two threads want a copy of it. */
static void setup_cow_twice(void)
{
	uint64_t value;

	setup_shared();
	lab_load(dev, page, &value);
}

LAB_SCENARIO(cow_twice) = {
	.name = "cow-twice",
	.title = "two threads write to a page that a device has, and it is copied",
	.setup = setup_cow_twice,
	.actors = { { "write", write_page }, { "write", write_page } },
};

/* Two devices copy a page each, and each is told of what the other one copies. */
static int second;

static void setup_two_copies(void)
{
	page = lab_pages(2);
	lab_fill(page, 2, 1);
	dev = lab_device();
	lab_attach(dev);
	second = lab_device();
	lab_attach(second);
	lab_fork();
}

static void store_second(void)
{
	lab_may_store(second, page + LAB_PAGE, 2);
}

LAB_SCENARIO(cow_devices) = {
	.name = "cow-devices",
	.title = "two devices copy a page each by a store",
	.setup = setup_two_copies,
	.actors = { { "store", store }, { "store", store_second } },
};

/* ---- KSM ----------------------------------------------------------------- */

/* Two equal pages, which the next scan merges. */
static void setup_equal(void)
{
	lab_ksm_forget();
	page = lab_pages(2);
	lab_fill(page, 2, 1);
	madvise(page, 2 * LAB_PAGE, MADV_MERGEABLE);
	lab_ksm_scan();
	dev = lab_device();
	lab_attach(dev);
}

static void setup_merged(void)
{
	setup_equal();
	lab_ksm_merge();
}

static void merge(void)
{
	lab_ksm_scan();
}

static void unmerge(void)
{
	madvise(page, LAB_PAGE, MADV_UNMERGEABLE);
}

LAB_SCENARIO(fault_ksm) = {
	.name = "fault-ksm",
	.title = "a secondary fault on a page that KSM merges",
	.setup = setup_equal,
	.actors = { { "store", store }, { "merge", merge } },
};

LAB_SCENARIO(fault_unmerge) = {
	.name = "fault-unmerge",
	.title = "a secondary fault on a merged page that is copied apart",
	.setup = setup_merged,
	.actors = { { "load", load }, { "unmerge", unmerge } },
};

/* ---- reclaim ------------------------------------------------------------- */

static void prepare_swap(void)
{
	const char *why = lab_swap_on(SWAP_PAGES);

	if (why)
		lab_die("%s", why);
}

static void page_out(void)
{
	madvise(page, LAB_PAGE, MADV_PAGEOUT);
}

/* A page of a file, mapped privately, which the device has. */
static int file;

static void prepare_file(void)
{
	file = lab_memfd("private", 1);
}

static void setup_private(void)
{
	uint64_t value;

	page = lab_pages(1);
	lab_check(mmap(page, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
		       file, 0) == page, "the file is mapped");
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, page, &value);
}

LAB_SCENARIO(cow_reclaim) = {
	.name = "cow-reclaim",
	.title = "a thread copies a page by a write that another one reclaims",
	.prepare = prepare_file,
	.setup = setup_private,
	.actors = { { "write", write_page }, { "page out", page_out } },
};

/* Written once and read back: in the swap cache, and clean. */
static void setup_clean(void)
{
	volatile uint64_t value;

	page = lab_pages(1);
	lab_fill(page, 1, 1);
	madvise(page, LAB_PAGE, MADV_PAGEOUT);
	value = *(volatile uint64_t *)page;
	(void)value;
	dev = lab_device();
	lab_attach(dev);
}

static void load_and_page_out(void)
{
	load();
	page_out();
}

LAB_SCENARIO(fault_reclaim) = {
	.name = "fault-reclaim",
	.title = "a secondary fault on a page that reclaim swaps out",
	.prepare = prepare_swap,
	.setup = setup,
	.actors = { { "store", store }, { "page out", page_out } },
};

LAB_SCENARIO(fault_reclaim_clean) = {
	.name = "fault-reclaim-clean",
	.title = "a secondary fault on a clean page that reclaim swaps out",
	.prepare = prepare_swap,
	.setup = setup_clean,
	.actors = { { "load", load }, { "page out", load_and_page_out } },
};

static void setup_paged(void)
{
	uint64_t value;

	setup();
	lab_load(dev, page, &value);
}

static void zap(void)
{
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

LAB_SCENARIO(zap_reclaim) = {
	.name = "zap-reclaim",
	.title = "reclaim swaps out a page that a thread drops",
	.prepare = prepare_swap,
	.setup = setup_paged,
	.actors = { { "zap", zap }, { "page out", page_out } },
};

/* ---- userfaultfd --------------------------------------------------------- */

static int uffd = -1;

static void setup_uffd(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
		.range.len = LAB_PAGE,
	};

	if (uffd < 0) {
		uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
		if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api))
			lab_die("userfaultfd: %s", strerror(errno));
	}
	setup();
	other = lab_pages(1);
	reg.range.start = (uintptr_t)other;
	if (ioctl(uffd, UFFDIO_REGISTER, &reg))
		lab_die("UFFDIO_REGISTER: %s", strerror(errno));
}

static void uffd_move(void)
{
	struct lab_uffdio_move move = {
		.src = (uintptr_t)page,
		.dst = (uintptr_t)other,
		.len = LAB_PAGE,
	};

	ioctl(uffd, LAB_UFFDIO_MOVE, &move);
}

LAB_SCENARIO(fault_uffd) = {
	.name = "fault-uffd",
	.title = "a secondary fault on a page that UFFDIO_MOVE moves away",
	.setup = setup_uffd,
	.actors = { { "store", store }, { "move", uffd_move } },
};
