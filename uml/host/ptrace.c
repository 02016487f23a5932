// SPDX-License-Identifier: GPL-2.0
/*
 * May a process here do what UML does: be traced by its parent and have its
 * system calls replaced?  Exit status 0, or 1 with the reason on stderr.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PTRACE_SYSEMU
#define PTRACE_SYSEMU 31
#endif

static int refuse(const char *what)
{
	fprintf(stderr, "%s\n", what);
	return 1;
}

int main(void)
{
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(1);
		raise(SIGSTOP);
		getppid();
		_exit(2);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return refuse("cannot fork");
	if (!WIFSTOPPED(status))
		return refuse("a child may not ask to be traced (seccomp?)");
	if (ptrace(PTRACE_SYSEMU, pid, 0, 0)) {
		fprintf(stderr, "PTRACE_SYSEMU: %s\n", strerror(errno));
		kill(pid, SIGKILL);
		return 1;
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return refuse("a traced child did not stop");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return 0;
}
