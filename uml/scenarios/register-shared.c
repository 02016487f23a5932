// SPDX-License-Identifier: GPL-2.0
/*
 * A process registers a device while it has a second thread, and while another
 * process uses its address space.  Neither does any harm.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

#define STACK	16384

static char stack[STACK];

static int wait_for_kill(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return 0;
}

static void *wait_for_cancel(void *arg)
{
	wait_for_kill(arg);
	return NULL;
}

static void try(const char *who)
{
	int dev = lab_device();
	int err = lab_try_attach(dev);

	lab_say("result %s registers: %s", who,
		err > 0 ? "accepted" : strerror(-err));
	lab_check(err > 0, "%s may register", who);
	close(dev);
}

static void finish(void)
{
	pthread_t thread;
	pid_t pid;

	try("a process that is alone");
	pid = clone(wait_for_kill, stack + STACK, CLONE_VM | SIGCHLD, NULL);
	if (pid < 0)
		lab_die("clone");
	try("a process whose memory another one uses");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (pthread_create(&thread, NULL, wait_for_cancel, NULL))
		lab_die("thread");
	try("a process with two threads");
}

LAB_SCENARIO(register_shared) = {
	.name = "register-shared",
	.title = "a process that is not alone registers a device",
	.finish = finish,
};
