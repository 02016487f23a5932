// SPDX-License-Identifier: GPL-2.0
/*
 * Every way in which mm takes a translation away, or asks its age, reaches a
 * subscriber; upstream's own notifier is the witness.  One result an event.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"
#include "numbers.h"

#define PAGES		64
#define LEN		(PAGES * LAB_PAGE)
#define RAMDISK		"/dev/ram0"
#define SWAP_PAGES	1024

/* enum mmu_notifier_event of the kernel */
enum event {
	EV_UNMAP,
	EV_CLEAR,
	EV_PROTECTION_VMA,
	EV_PROTECTION_PAGE,
	EV_SOFT_DIRTY,
	EV_RELEASE,
	EV_AGE = 100,		/* not one of the kernel's */
	EV_NOTHING,
};

static const char *const event_name[] = {
	"UNMAP", "CLEAR", "PROTECTION_VMA", "PROTECTION_PAGE", "SOFT_DIRTY",
	"RELEASE",
};

static int dev, file;
static char *page;
static struct tmmu_stats before;

static void mirror(char *p)
{
	uint64_t value;
	int i;

	for (i = 0; i < PAGES; i++)
		lab_load(dev, p + i * LAB_PAGE, &value);
	lab_stats(dev, &before);
}

/* Fresh anonymous memory, touched and mirrored. */
static void mirror_fresh(void)
{
	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	mirror(page);
}

static void mirror_file(void)
{
	file = lab_memfd("events", PAGES);
	page = lab_map(file, PAGES);
	lab_fill(page, PAGES, 1);
	mirror(page);
}

/* ---- triggers: NULL, or the reason why there can be no event ------------ */

static const char *do_munmap(void)
{
	mirror_fresh();
	munmap(page, LEN);
	return NULL;
}

static const char *do_mremap(void)
{
	char *to = mmap(NULL, LEN, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

	mirror_fresh();
	mremap(page, LEN, LEN, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	return NULL;
}

static const char *do_dontneed(void)
{
	mirror_fresh();
	madvise(page, LEN, MADV_DONTNEED);
	return NULL;
}

static const char *do_madv_free(void)
{
	mirror_fresh();
	madvise(page, LEN, MADV_FREE);
	return NULL;
}

static const char *do_punch(void)
{
	mirror_file();
	fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, LEN);
	return NULL;
}

static const char *do_truncate(void)
{
	mirror_file();
	if (ftruncate(file, 0))
		return "ftruncate fails";
	return NULL;
}

static const char *do_mprotect(void)
{
	mirror_fresh();
	mprotect(page, LEN, PROT_READ);
	return NULL;
}

/* A child that shares all of our memory until it is killed. */
static pid_t sleeping_child(void)
{
	pid_t pid = fork();

	if (!pid)
		for (;;)
			pause();
	return pid;
}

static void end_child(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static const char *do_fork(void)
{
	pid_t pid;

	mirror_fresh();
	pid = sleeping_child();
	end_child(pid);
	return NULL;
}

static const char *do_cow(void)
{
	pid_t pid;

	page = lab_pages(PAGES);
	lab_fill(page, PAGES, 1);
	pid = sleeping_child();
	mirror(page);
	lab_fill(page, PAGES, 2);
	end_child(pid);
	return NULL;
}

static const char *do_ksm(void)
{
	mirror_fresh();
	if (madvise(page, LEN, MADV_MERGEABLE))
		return "MADV_MERGEABLE fails";
	return lab_ksm_merge() ? NULL : "no KSM in this kernel";
}

static const char *do_swap_out(void)
{
	const char *why = lab_swap_on(SWAP_PAGES);

	if (why)
		return why;
	mirror_fresh();
	madvise(page, LEN, MADV_PAGEOUT);
	return NULL;
}

static const char *do_uffd_move(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct lab_uffdio_move move = { .len = LEN };
	const char *why = NULL;
	char *to;
	int fd;

	fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		return "no userfaultfd in this kernel";
	to = lab_pages(PAGES);
	reg.range.start = (uintptr_t)to;
	reg.range.len = LEN;
	if (ioctl(fd, UFFDIO_REGISTER, &reg))
		why = "UFFDIO_REGISTER fails";
	mirror_fresh();
	move.src = (uintptr_t)page;
	move.dst = (uintptr_t)to;
	if (!why && ioctl(fd, LAB_UFFDIO_MOVE, &move))
		why = "UFFDIO_MOVE fails";
	close(fd);
	return why;
}

static const char *do_pagemap_scan(void)
{
	struct lab_pm_scan_arg arg = { .size = sizeof(arg) };
	int fd;

	mirror_fresh();
	fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	arg.flags = LAB_PM_SCAN_WP_MATCHING;
	arg.start = (uintptr_t)page;
	arg.end = (uintptr_t)page + LEN;
	arg.category_mask = LAB_PAGE_IS_PRESENT;
	arg.return_mask = LAB_PAGE_IS_PRESENT;
	ioctl(fd, LAB_PAGEMAP_SCAN, &arg);
	close(fd);
	return NULL;
}

/* The pages of a block device are written back like those of a file. */
static const char *do_writeback(void)
{
	const char *why = NULL;
	int fd;

	fd = open(RAMDISK, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return "no " RAMDISK;
	page = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED) {
		close(fd);
		return RAMDISK " cannot be mapped";
	}
	lab_fill(page, PAGES, 1);
	mirror(page);
	if (msync(page, LEN, MS_SYNC))
		why = "msync fails";
	close(fd);
	return why;
}

static const char *do_soft_dirty(void)
{
	mirror_fresh();
	if (!lab_write_text("/proc/self/clear_refs", "4"))
		return "clear_refs fails";
	return NULL;
}

/*
 * The process that these two mirror is a child; its end, or the OOM reaper's
 * work on it, is what the device must see.
 */
static pid_t mirrored_child(void)
{
	int ready[2];
	pid_t pid;
	int pidfd;

	if (pipe(ready))
		lab_die("pipe: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		/* The witness watches the process that opens the device. */
		dev = lab_device();
		lab_attach(dev);
		mirror_fresh();
		if (write(ready[1], &dev, sizeof(dev)) != sizeof(dev))
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &dev, sizeof(dev)) != sizeof(dev))
		lab_die("the mirrored child does not come up");
	close(ready[0]);
	pidfd = syscall(SYS_pidfd_open, pid, 0);
	dev = syscall(SYS_pidfd_getfd, pidfd, dev, 0);
	close(pidfd);
	if (dev < 0)
		lab_die("pidfd_getfd: %s", strerror(errno));
	lab_stats(dev, &before);
	return pid;
}

static const char *do_oom_reaper(void)
{
	const char *why = NULL;
	pid_t pid = mirrored_child();
	int pidfd = syscall(SYS_pidfd_open, pid, 0);

	/* As the OOM killer does it: killed, and reaped before it has died. */
	kill(pid, SIGKILL);
	if (syscall(LAB_SYS_process_mrelease, pidfd, 0))
		why = "the child died before it could be reaped";
	close(pidfd);
	return why;
}

static const char *do_exit(void)
{
	end_child(mirrored_child());
	return NULL;
}

static const char *do_page_idle(void)
{
	uint64_t word = ~0ULL;
	int fd;

	mirror_fresh();
	fd = open("/sys/kernel/mm/page_idle/bitmap", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return "no idle page tracking in this kernel";
	if (pwrite(fd, &word, sizeof(word), lab_pfn(page) / 64 * 8) < 0)
		return "the bitmap cannot be written";
	close(fd);
	return NULL;
}

/* Clears the young bits of the ptes and asks nobody; upstream too. */
static const char *do_clear_refs(void)
{
	mirror_fresh();
	if (!lab_write_text("/proc/self/clear_refs", "1"))
		return "clear_refs fails";
	return NULL;
}

static const struct {
	const char *name;
	const char *(*trigger)(void);
	enum event event;
} cases[] = {
	{ "munmap", do_munmap, EV_UNMAP },
	{ "mremap", do_mremap, EV_UNMAP },
	{ "MADV_DONTNEED", do_dontneed, EV_CLEAR },
	{ "MADV_FREE", do_madv_free, EV_CLEAR },
	{ "copy on write", do_cow, EV_CLEAR },
	{ "punched hole", do_punch, EV_CLEAR },
	{ "ftruncate", do_truncate, EV_CLEAR },
	{ "KSM", do_ksm, EV_CLEAR },
	{ "UFFDIO_MOVE", do_uffd_move, EV_CLEAR },
	{ "mprotect", do_mprotect, EV_PROTECTION_VMA },
	{ "PAGEMAP_SCAN", do_pagemap_scan, EV_PROTECTION_VMA },
	{ "fork", do_fork, EV_PROTECTION_PAGE },
	{ "writeback", do_writeback, EV_PROTECTION_PAGE },
	{ "swap-out", do_swap_out, EV_CLEAR },
	{ "clear_refs 4", do_soft_dirty, EV_SOFT_DIRTY },
	{ "page_idle", do_page_idle, EV_AGE },
	{ "clear_refs 1", do_clear_refs, EV_NOTHING },
	{ "OOM reaper", do_oom_reaper, EV_UNMAP },
	{ "exit", do_exit, EV_RELEASE },
};

#define NR_CASES	(sizeof(cases) / sizeof(cases[0]))
#define NR_EVENTS	(sizeof(event_name) / sizeof(event_name[0]))

/* ---- judging ------------------------------------------------------------ */

static bool is_emm(void)
{
	return !strncmp(lab_option("design", "v18"), "emm", 3);
}

static void judge_event(const char *name, enum event event,
			const struct tmmu_stats *after)
{
	/*
	 * An invalidate_page does not say which event it belongs to, and of EMM
	 * not even a start does.
	 */
	uint64_t pages = after->pages - before.pages;
	uint64_t ours = is_emm() ? after->begins - before.begins :
		after->events[event] - before.events[event];
	uint64_t theirs = after->witness_events[event] -
			  before.witness_events[event];

	if (event == EV_RELEASE) {
		ours = after->releases - before.releases;
		lab_result(ours == 1, "%s: RELEASE seen %llu times", name,
			   (unsigned long long)ours);
		return;
	}
	if (event == EV_PROTECTION_PAGE)
		ours += pages;
	lab_result(ours && theirs &&
		   after->witness_missed == before.witness_missed,
		   "%s: %s seen %llu times, by the witness %llu, missed %llu",
		   name, event_name[event], (unsigned long long)ours,
		   (unsigned long long)theirs,
		   (unsigned long long)(after->witness_missed -
					before.witness_missed));
}

static void judge(const char *name, enum event event)
{
	struct tmmu_stats after;
	unsigned int i;
	uint64_t sum = 0;

	lab_stats(dev, &after);
	switch (event) {
	case EV_AGE:
		/* Only KVM's methods can answer. */
		lab_result((after.ages > before.ages) ==
			   !strcmp(lab_option("consumer", "kvm"), "kvm"),
			   "%s: asked for its age %llu times, young %llu", name,
			   (unsigned long long)(after.ages - before.ages),
			   (unsigned long long)(after.aged_young -
						before.aged_young));
		break;
	case EV_NOTHING:
		for (i = 0; i < NR_EVENTS; i++)
			sum += after.events[i] - before.events[i];
		lab_result(!sum && after.ages == before.ages,
			   "%s: nobody is told or asked, as upstream", name);
		break;
	default:
		judge_event(name, event, &after);
	}
}

static void finish(void)
{
	const char *why;
	size_t i;

	dev = lab_device();
	lab_attach(dev);
	for (i = 0; i < NR_CASES; i++) {
		why = cases[i].trigger();
		if (why)
			lab_skip(cases[i].name, why);
		else
			judge(cases[i].name, cases[i].event);
		munmap(page, LEN);
	}
}

LAB_SCENARIO(events) = {
	.name = "events",
	.title = "every event of mm reaches a subscriber, as upstream's notifier",
	.plan = NR_CASES,
	.finish = finish,
};
