// SPDX-License-Identifier: GPL-2.0
/*
 * A begin that must not block, from the OOM reaper: one device refuses, the
 * other has accepted already.  Who accepted must not wait for an end that never
 * comes, and who refused must not be told of one.  flags2=refuse makes the device
 * that is asked last the one that refuses.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "numbers.h"
#include "lab.h"

static int dev[2];

/* Its own memory has the devices; their files are the parent's, too. */
static void child(int ready)
{
	uint64_t value;
	char *page = lab_pages(1);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	lab_fill(page, 1, 1);
	lab_attach_other(dev[1]);
	lab_attach(dev[0]);
	lab_load(dev[0], page, &value);
	if (write(ready, "r", 1) != 1)
		_exit(2);
	for (;;)
		pause();
}

static void finish(void)
{
	struct tmmu_stats s;
	int i, ready[2], pidfd, err = 0;
	pid_t pid;
	char c;

	/* No witness: it would be of this process and not of the child. */
	for (i = 0; i < 2; i++)
		dev[i] = lab_device_unwatched();
	if (pipe(ready))
		lab_die("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		lab_die("fork: %s", strerror(errno));
	if (!pid)
		child(ready[1]);
	close(ready[1]);
	if (read(ready[0], &c, 1) != 1)
		lab_die("the child did not attach");

	pidfd = syscall(SYS_pidfd_open, pid, 0);
	kill(pid, SIGKILL);
	if (syscall(LAB_SYS_process_mrelease, pidfd, 0))
		err = errno;
	lab_stats(dev[0], &s);
	lab_say("result the reaper ended with: %s", strerror(err));
	lab_say("count device=1 begins=%llu ends=%llu open=%lld",
		(unsigned long long)s.begins, (unsigned long long)s.ends,
		(long long)(s.begins - s.ends));
	lab_stats(dev[1], &s);
	lab_say("count device=2 begins=%llu ends=%llu refused=%llu",
		(unsigned long long)s.begins, (unsigned long long)s.ends,
		(unsigned long long)s.refused);
	waitpid(pid, NULL, 0);
	for (i = 0; i < 2; i++) {
		lab_stats(dev[i], &s);
		lab_check(s.ends <= s.begins && s.begins - s.ends <= s.releases,
			  "device %d has an end for each begin that it accepted, but for one that its release cut short, and no other: %llu begins, %llu ends",
			  i + 1, (unsigned long long)s.begins,
			  (unsigned long long)s.ends);
	}
}

LAB_SCENARIO(refused_begin) = {
	.name = "refused-begin",
	.title = "one of two devices refuses a begin that must not block",
	.finish = finish,
};
