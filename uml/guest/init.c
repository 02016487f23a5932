// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the lab: run one job, report how it ended, power off.
 *
 * The words after "--" on the kernel command line are the job.  Its file
 * descriptor 3 is the result channel, a serial line that the host bound to a
 * file; stdout and stderr are the console.  When the job is over
 *
 *	# covered BLOCK...		where there is code that counts, see covered.h
 *	# end NONCE STATUS		or
 *	# end NONCE signal NUMBER
 *
 * goes to the channel and the status to /proc/exitcode, which is what the UML
 * process on the host exits with.  Without words an interactive shell runs on
 * the console.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "covered.h"

#define CHANNEL_FD	3
#define NONCE_LEN	64
#define MSEC		1000000L

static const struct {
	const char *type, *dir, *options;
	int optional;
} mounts[] = {
	{ "proc",	"/proc",		NULL,		0 },
	{ "sysfs",	"/sys",			NULL,		0 },
	{ "devtmpfs",	"/dev",			NULL,		0 },
	{ "tmpfs",	"/tmp",			"mode=1777",	0 },
	{ "tmpfs",	"/dev/shm",		"mode=1777",	0 },
	{ "debugfs",	"/sys/kernel/debug",	NULL,		1 },
	{ "devpts",	"/dev/pts",		NULL,		1 },
};

static void mount_all(void)
{
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].dir, 0755);
		if (mount(mounts[i].type, mounts[i].dir, mounts[i].type, 0,
			  mounts[i].options) && !mounts[i].optional)
			fprintf(stderr, "init: cannot mount %s: %s\n",
				mounts[i].dir, strerror(errno));
	}
}

static char cmdline[4096];	/* as the kernel was given it */

static void read_cmdline(void)
{
	FILE *f;

	f = fopen("/proc/cmdline", "re");
	if (!f)
		return;
	if (fgets(cmdline, sizeof(cmdline), f))
		cmdline[strcspn(cmdline, "\n")] = '\0';
	fclose(f);
}

/* The value of lab.nonce= on the kernel command line, "-" without one. */
static const char *find_nonce(void)
{
	static char nonce[NONCE_LEN] = "-";
	const char *p;

	p = strstr(cmdline, "lab.nonce=");
	if (p) {
		p += strlen("lab.nonce=");
		snprintf(nonce, sizeof(nonce), "%.*s", (int)strcspn(p, " "), p);
	}
	return nonce;
}

/*
 * How many words follow "--" on the kernel command line.  The kernel hands
 * boot options that it does not know to init in front of these, so only the
 * count tells them apart.  A double quote holds a word together.  UML appends
 * console=tty0 where no console was named.
 */
static int count_words(void)
{
	const char *p = strstr(cmdline, " -- ");
	int n = 0, quoted = 0, inside = 0;

	if (!p)
		return 0;
	for (p += strlen(" -- "); *p; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (*p == ' ' && !quoted) {
			inside = 0;
		} else if (!inside) {
			inside = 1;
			n++;
		}
	}
	return n;
}

static void make_raw(int fd)
{
	struct termios tio;

	if (tcgetattr(fd, &tio))
		return;
	cfmakeraw(&tio);
	tcsetattr(fd, TCSANOW, &tio);
}

/* The result channel as CHANNEL_FD; /dev/null when the host bound none. */
static void open_channel(void)
{
	int fd;

	fd = open("/dev/ttyS0", O_RDWR | O_NOCTTY);
	if (fd < 0) {
		fprintf(stderr, "init: no result channel: %s\n",
			strerror(errno));
		fd = open("/dev/null", O_RDWR);
	}
	if (fd != CHANNEL_FD) {
		dup2(fd, CHANNEL_FD);
		close(fd);
	}
	make_raw(CHANNEL_FD);
}

static void run_shell(void)
{
	static char *const argv[] = { "-sh", NULL };
	int fd;

	fd = open("/dev/tty0", O_RDWR | O_NOCTTY);
	if (fd < 0)
		fd = open("/dev/console", O_RDWR | O_NOCTTY);
	if (fd >= 0) {
		ioctl(fd, TIOCSCTTY, 1);
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(fd, 2);
		if (fd > 2)
			close(fd);
	}
	close(CHANNEL_FD);
	execv("/bin/sh", argv);
	perror("init: /bin/sh");
	_exit(127);
}

static void run_job(char **argv)
{
	int fd;

	fd = open("/dev/null", O_RDONLY);
	if (fd >= 0) {
		dup2(fd, 0);
		if (fd > 2 && fd != CHANNEL_FD)
			close(fd);
	}
	make_raw(1);
	execvp(argv[0], argv);
	fprintf(stderr, "init: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* What init waits for: a child has ended; the job says that it is over, ended or not. */
static sigset_t awaited;

static void hold_signals(void)
{
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGUSR1);
	sigprocmask(SIG_BLOCK, &awaited, NULL);
}

/*
 * Reap until @job has ended, or has sent us its status with SIGUSR1 because it cannot;
 * everything that lost its parent comes here too.  Returns the wait status of @job.
 */
static int wait_for(pid_t job)
{
	siginfo_t info;
	int status;
	pid_t pid;

	for (;;) {
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == job)
				return status;
		if (pid < 0)
			return 126 << 8;
		if (sigwaitinfo(&awaited, &info) == SIGUSR1)
			return info.si_value.sival_int << 8;
	}
}

/* What the job left behind goes; what cannot die does not hold us up. */
static void kill_rest(void)
{
	const struct timespec pause = { .tv_nsec = 10 * MSEC };
	int tries;

	kill(-1, SIGKILL);
	for (tries = 0; tries < 50; tries++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (errno == ECHILD)
			return;
		nanosleep(&pause, NULL);
	}
}

/*
 * No sync(): all that is mounted lies in memory, and a page that somebody keeps locked for good
 * would never be written.
 */
static void power_off(int code)
{
	FILE *f;

	f = fopen("/proc/exitcode", "we");
	if (f) {
		fprintf(f, "%d\n", code);
		fclose(f);
	}
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *nonce;
	int status, code, words;
	pid_t job;

	if (getpid() != 1) {
		fprintf(stderr, "init: the first process of the lab only\n");
		return 2;
	}
	mount_all();
	open_channel();
	read_cmdline();
	nonce = find_nonce();
	words = count_words();
	if (words && !strcmp(argv[argc - 1], "console=tty0")) {
		argv[--argc] = NULL;
		words--;
	}
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 1);
	setenv("HOME", "/tmp", 1);
	setenv("TERM", "linux", 0);
	setenv("LAB_NONCE", nonce, 1);
	if (chdir("/tmp"))
		perror("init: /tmp");

	hold_signals();
	job = fork();
	if (!job) {
		sigprocmask(SIG_UNBLOCK, &awaited, NULL);
		setsid();
		if (words > 0 && words < argc)
			run_job(argv + argc - words);
		run_shell();
	}
	status = job > 0 ? wait_for(job) : 126 << 8;
	kill_rest();

	covered_say(CHANNEL_FD);
	if (WIFSIGNALED(status)) {
		code = 128 + WTERMSIG(status);
		dprintf(CHANNEL_FD, "# end %s signal %d\n", nonce,
			WTERMSIG(status));
	} else {
		code = WEXITSTATUS(status);
		dprintf(CHANNEL_FD, "# end %s %d\n", nonce, code);
	}
	tcdrain(CHANNEL_FD);
	power_off(code);
}
