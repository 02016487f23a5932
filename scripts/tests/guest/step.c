// SPDX-License-Identifier: GPL-2.0
/*
 * step TEST
 *
 * What the controller of a run relies on, asked without one.
 *
 *	floor	a real-time task that is woken runs before its waker goes on
 *	gone	IL_WALK on threads that ended in their ->enter is refused
 *	over	so is one on a run that has let all go
 *	two	of two tasks that step at a time, one is refused
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/interleave.h>
#include "tmmu_uapi.h"

#define WAKEUPS		1000
#define STEPS		100

static int fail(const char *what)
{
	fprintf(stderr, "step: %s (errno %d)\n", what, errno);
	return EXIT_FAILURE;
}

static uint64_t faults(int dev)
{
	struct tmmu_stats stats;

	return ioctl(dev, TMMU_GET_STATS, &stats) ? 0 : stats.faults;
}

/* The worker of the device has SCHED_FIFO; sleeps let virtual time go on. */
static int test_floor(void)
{
	struct tmmu_attach attach = { .consumer = "kvm", .design = "v18" };
	int i, late = 0, dev = open("/dev/tmmu", O_RDWR);
	uint64_t before, base;
	void *page;

	page = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	base = (uintptr_t)page;
	if (page == MAP_FAILED || ioctl(dev, TMMU_ATTACH, &attach))
		return fail("no device");
	for (i = 0; i < WAKEUPS; i++) {
		usleep(i % 50 * 20000);
		before = faults(dev);
		if (ioctl(dev, TMMU_PREFETCH, &base))
			return fail("no prefetch");
		late += faults(dev) == before;
	}
	printf("%d of %d wake-ups were late\n", late, WAKEUPS);
	return late ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Is a walk of @run with a scene refused, and by an outcome of its own? */
static int walk_is_refused(int run)
{
	static struct il_walk_step steps[STEPS + 1];
	struct il_walk walk = {
		.steps = (uintptr_t)steps,
		.max_steps = STEPS,
		.flags = IL_WALK_SCENE,
		.scene = 1,
	};

	if (ioctl(run, IL_WALK, &walk))
		return fail("IL_WALK itself failed");
	return walk.outcome == IL_WALK_NO_SCENE ? EXIT_SUCCESS :
		fail("walked on nothing");
}

static int open_threads(const char *design)
{
	struct il_threads threads = { .name = "core-unregister-range" };
	int run = open("/dev/interleave", O_RDWR);

	strcpy(threads.design, design);
	return ioctl(run, IL_THREADS, &threads) ? -run : run;
}

static int test_gone(void)
{
	int run = open_threads("emm_v2");

	return run < 0 ? walk_is_refused(-run) :
		fail("a design without unregister was taken");
}

static int test_over(void)
{
	int run = open_threads("v18");

	if (run < 0 || ioctl(run, IL_FREE))
		return fail("no threads of the kernel");
	return walk_is_refused(run);
}

/* The child sleeps in its step, as the actor that it lets go does. */
static int test_two(void)
{
	struct il_step step = { .actor = 'A', .mode = IL_TO_END };
	int run = open("/dev/interleave", O_RDWR);
	pid_t actor, stepper;

	actor = fork();
	if (!actor) {
		ioctl(run, IL_BIND, 'A');
		usleep(300000);
		_exit(EXIT_SUCCESS);
	}
	usleep(10000);
	stepper = fork();
	if (!stepper)
		_exit(ioctl(run, IL_STEP, &step) != 0);
	usleep(10000);
	if (!ioctl(run, IL_STEP, &step) || errno != EBUSY)
		return fail("two tasks stepped at a time");
	if (waitpid(stepper, NULL, 0) != stepper || waitpid(actor, NULL, 0) != actor)
		return fail("a child is missing");
	return EXIT_SUCCESS;
}

static const struct {
	const char	*name;
	int		(*run)(void);
} tests[] = {
	{ "floor",	test_floor },
	{ "gone",	test_gone },
	{ "over",	test_over },
	{ "two",	test_two },
};

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; argc == 2 && i < sizeof(tests) / sizeof(*tests); i++)
		if (!strcmp(argv[1], tests[i].name))
			return tests[i].run();
	fprintf(stderr, "usage: step floor|gone|over|two\n");
	return 2;
}
