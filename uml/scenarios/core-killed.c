// SPDX-License-Identifier: GPL-2.0
/*
 * A controller of kernel threads is killed while they are held in the middle of a
 * walk: the threads end, and the next controller finds nothing of them.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define ROUNDS	20
#define STEPS	6	/* somebody has the lock, somebody waits for it */

/* In a child: never returns. */
static void control(void)
{
	struct il_threads t = { .name = "core-two-ranges" };
	struct il_walk_step steps[STEPS];
	struct il_walk w = {
		.prefix = (uintptr_t)"BBAAAA",
		.nr_prefix = STEPS,
		.steps = (uintptr_t)steps,
		.max_steps = STEPS,
		.flags = IL_WALK_SCENE,
		.scene = 7,
	};
	int fd = open("/dev/interleave", O_RDWR | O_CLOEXEC);

	snprintf(t.design, sizeof(t.design), "%s", lab_option("design", "v18"));
	if (fd < 0 || ioctl(fd, IL_THREADS, &t))
		lab_die("threads: %s", strerror(errno));
	if (ioctl(fd, IL_WALK, &w))
		lab_die("walk: %s", strerror(errno));
	lab_check(w.outcome == IL_WALK_LONG || w.outcome == IL_WALK_DIVERGED,
		  "actors are held in the middle, not %u", w.outcome);
	kill(getpid(), SIGKILL);
	pause();
}

static unsigned int threads_left(void)
{
	const struct timespec tick = { .tv_nsec = 100000000 };
	unsigned int n = 0;
	char path[300], name[64];
	struct dirent *d;
	DIR *dir;
	FILE *f;

	nanosleep(&tick, NULL);
	dir = opendir("/proc");
	if (!dir)
		lab_die("/proc: %s", strerror(errno));
	while ((d = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%s/comm", d->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		if (fgets(name, sizeof(name), f) && !strncmp(name, "core-two", 8))
			n++;
		fclose(f);
	}
	closedir(dir);
	return n;
}

static void setup(void)
{
	unsigned int round, left = 0;
	int status;
	pid_t pid;

	for (round = 0; round < ROUNDS; round++) {
		pid = fork();
		if (pid < 0)
			lab_die("fork: %s", strerror(errno));
		if (!pid)
			control();
		waitpid(pid, &status, 0);
		lab_check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
			  "controller %u comes to the middle of its walk", round);
		left += threads_left();
	}
	lab_check(!left, "threads end with their controller, %u are left", left);
}

LAB_SCENARIO(core_killed) = {
	.name	= "core-killed",
	.title	= "kernel threads whose controller is killed in the middle",
	.setup	= setup,
};
