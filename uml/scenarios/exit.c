// SPDX-License-Identifier: GPL-2.0
/*
 * The process that a device mirrors comes to its end, or is killed and reaped,
 * while another process uses the device or takes it away.
 *
 * The process is the last actor.  It is killed while it is held at its start, or
 * not before it has begun to exit, which is too late for the reaper.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "lab.h"

enum { PID, PAGE };

static int dev[2];

/* No witness: it would be of the process that opens them. */
static void prepare(void)
{
	int i;

	for (i = 0; i < 2; i++)
		if (!dev[i])
			dev[i] = lab_device_unwatched();
}

static void prepare_refusal(void)
{
	lab_default("flags2=refuse");
	prepare();
}

/*
 * A bare subscription refuses after upstream's interval tree has been marked.  Who
 * then waits for the mark to go cannot be killed, so a search ends with the first
 * schedule that has shown it.
 */
static void prepare_interval(void)
{
	lab_default("ranges=interval");
	lab_default("flags=refuse-bare");
	prepare();
}

/* ---- in the process that ends -------------------------------------------- */

/*
 * Only where upstream's notifier is used, too, does a range say that it may
 * block: a witness of nothing sees to that.  It leaves by a grace period of SRCU,
 * whose length depends on the past; under upstream itself there is none.
 */
static char *mirrored_page(void)
{
	char *page = lab_pages(1);

	lab_fill(page, 1, 1);
	if (strcmp(lab_option("design", "v18"), "upstream"))
		lab_device();
	lab_evict(dev[0]);
	lab_evict(dev[1]);
	lab->word[PID] = getpid();
	lab->word[PAGE] = (uintptr_t)page;
	return page;
}

static void mirrored(void)
{
	char *page = mirrored_page();

	lab_attach(dev[0]);
	lab_exit_alone(page, 1);
}

/* The device has a translation. */
static void mirrored_loaded(void)
{
	char *page = mirrored_page();
	uint64_t value;

	lab_attach(dev[0]);
	lab_load(dev[0], page, &value);
	lab_exit_alone(page, 1);
}

/* The second device is asked last, and refuses a begin that must not block. */
static void mirrored_twice(void)
{
	char *page = mirrored_page();

	lab_attach_other(dev[1]);
	lab_attach(dev[0]);
	lab_exit_alone(page, 1);
}

/* ---- in others ----------------------------------------------------------- */

static void load(void)
{
	uint64_t value;

	lab_load(dev[0], (void *)(uintptr_t)lab->word[PAGE], &value);
}

static void prefetch(void)
{
	lab_prefetch(dev[0], (void *)(uintptr_t)lab->word[PAGE]);
	lab_served(dev[0]);
}

static void serve(void)
{
	lab_serve(dev[0], 1);
}

/* Some designs refuse. */
static void unregister(void)
{
	ioctl(dev[0], TMMU_DETACH);
}

static void reap(void)
{
	int pidfd = syscall(SYS_pidfd_open, (pid_t)lab->word[PID], 0);

	kill(lab->word[PID], SIGKILL);
	syscall(LAB_SYS_process_mrelease, pidfd, 0);
	close(pidfd);
}

LAB_SCENARIO(unregister_exit) = {
	.name = "unregister-exit",
	.title = "a device unregisters while the process that it mirrors exits",
	.prepare = prepare,
	.actors = {
		{ "unregister", unregister, true },
		{ "exit", lab_exit, true, mirrored_loaded },
	},
};

LAB_SCENARIO(fault_exit) = {
	.name = "fault-exit",
	.title = "a secondary fault while the process exits",
	.prepare = prepare,
	.actors = {
		{ "load", load, true },
		{ "exit", lab_exit, true, mirrored },
	},
};

LAB_SCENARIO(prefetch_exit) = {
	.name = "prefetch-exit",
	.title = "a page that a device has asked for is looked up while its process exits",
	.prepare = prepare,
	.actors = {
		{ "prefetch", prefetch, true },
		{ "serve", serve, true },
		{ "exit", lab_exit, true, mirrored },
	},
};

LAB_SCENARIO(fault_oom) = {
	.name = "fault-oom",
	.title = "a secondary fault while a killed process is reaped, and exits",
	.prepare = prepare,
	.actors = {
		{ "load", load, true },
		{ "reap", reap, true },
		{ "exit", lab_exit, true, mirrored },
	},
};

LAB_SCENARIO(refuse_oom) = {
	.name = "refuse-oom",
	.title = "a secondary fault while a killed process is reaped, and a second device refuses a begin that the first accepted",
	.prepare = prepare_refusal,
	.actors = {
		{ "load", load, true },
		{ "reap", reap, true },
		{ "exit", lab_exit, true, mirrored_twice },
	},
};

LAB_SCENARIO(refuse_interval) = {
	.name = "refuse-interval",
	.title = "an interval notifier accepts a begin that another subscriber then refuses",
	.schedule = "B* A*",
	.prepare = prepare_interval,
	.actors = {
		{ "load", load, true },
		{ "reap", reap, true },
		{ "exit", lab_exit, true, mirrored },
	},
};

LAB_SCENARIO(refuse_interval_close) = {
	.name = "refuse-interval-close",
	.title = "an interval notifier accepts a begin that another subscriber refuses, and its device is closed",
	.unsearched = "who waits for the mark cannot be killed, so many of its schedules take a boot each",
	.schedule = "B* A*",
	.prepare = prepare_interval,
	.actors = {
		{ "unregister", unregister, true },
		{ "reap", reap, true },
		{ "exit", lab_exit, true, mirrored },
	},
};
