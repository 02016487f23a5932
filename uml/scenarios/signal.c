// SPDX-License-Identifier: GPL-2.0
/*
 * A thread gets a signal while it drops a page, or when it has done so.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab.h"

enum { TID };

static int dev;
static char *page;

static void nothing(int sig)
{
	(void)sig;
}

static void setup(void)
{
	signal(SIGUSR1, nothing);
	page = lab_pages(1);
	dev = lab_mirror(page);
	lab->word[TID] = 0;
}

static void zap(void)
{
	lab->word[TID] = syscall(SYS_gettid);
	madvise(page, LAB_PAGE, MADV_DONTNEED);
}

static void load(void)
{
	lab->word[TID] = syscall(SYS_gettid);
	lab_may_load(dev, page);
}

static void disturb(void)
{
	if (lab->word[TID])
		syscall(SYS_tgkill, getpid(), (pid_t)lab->word[TID], SIGUSR1);
}

LAB_SCENARIO(signal_zap) = {
	.name = "signal-zap",
	.title = "a thread that drops a page gets a signal",
	.setup = setup,
	.actors = { { "zap", zap }, { "signal", disturb } },
};

/* The partition's answer takes its time, and the signal comes meanwhile. */
static void zap_served(void)
{
	zap();
	lab_served(dev);
}

static void serve(void)
{
	lab_serve(dev, 1);
}

LAB_SCENARIO(serve_signal) = {
	.name = "serve-signal",
	.title = "a thread gets a signal that drops a page and waits for the worker",
	.consumer = "xpmem",
	.setup = setup,
	.actors = {
		{ "zap", zap_served },
		{ "signal", disturb },
		{ "serve", serve },
	},
};

LAB_SCENARIO(signal_load) = {
	.name = "signal-load",
	.title = "a thread whose device loads a page that is dropped gets a signal",
	.setup = setup,
	.actors = {
		{ "load", load },
		{ "zap", zap },
		{ "signal", disturb },
	},
};
