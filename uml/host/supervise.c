// SPDX-License-Identifier: GPL-2.0
/*
 * Run a command such that nothing of it outlives us.
 *
 *	supervise [-c] [-d DIR] [-e] [-i] [-k] [-p] [-q SECONDS] [-t PID] [-w PID] COMMAND ARG...
 *
 *	-c		on one processor, see take_processor()
 *	-d DIR		remove DIR with all that is in it when the command is over
 *	-e		clean environment: TMPDIR as it is, a fixed PATH and HOME
 *	-i		interactive: leave stdin as it is, put the terminal back
 *	-k		SIGINT is for the command, which need not end by it
 *	-p		no address space randomisation, where the host allows it
 *	-q SECONDS	end the command when it makes no progress, see stalled()
 *	-t PID		tether: only ask for SIGTERM when the parent, PID, dies, and exec
 *	-w PID		the verb: end the command when PID, which may be no parent, is gone
 *
 * The command runs in a session of its own.  It and everything that descends
 * from it, orphans too, is killed when it ends, when we are told to stop, and
 * when our parent dies; when we are killed outright the command dies with us,
 * and UML's processes die with UML.
 *
 * Exit status: that of the command, 128 + N when signal N ended it or us, 124
 * when it made no progress, 125 when it could not be started.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define EXIT_STALLED	124
#define EXIT_SETUP	125
#define GRACE_MS	500	/* from SIGTERM to SIGKILL */
#define TICK_MS		100	/* how often progress is looked at */

static volatile sig_atomic_t stop_signal;

static void on_stop(int sig)
{
	stop_signal = sig;
}

static void on_child(int sig)
{
	(void)sig;
}

static void die(const char *what)
{
	fprintf(stderr, "supervise: %s: %s\n", what, strerror(errno));
	exit(EXIT_SETUP);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

/*
 * The parent of @pid and the CPU time of it in clock ticks, from
 * /proc/PID/stat.  Returns 0, or -1 when there is no such process.
 */
static int read_stat(pid_t pid, pid_t *parent, unsigned long *ticks)
{
	unsigned long user, sys;
	char path[64], text[1024], *p;
	ssize_t len;
	int fd, ppid;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return -1;
	text[len] = '\0';
	p = strrchr(text, ')');	/* the name may hold anything */
	if (!p || sscanf(p, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			 &ppid, &user, &sys) != 3)
		return -1;
	*parent = ppid;
	*ticks = user + sys;
	return 0;
}

struct process {
	pid_t pid, parent;
	unsigned long ticks;
	int ours;
};

/*
 * All processes that descend from us.  Returns their number; *@list is to be
 * freed.  What is reparented comes to us, so the chain of parents is whole.
 */
static size_t descendants(struct process **list)
{
	size_t n = 0, room = 0, i, j, kept = 0;
	struct process *all = NULL, *p;
	int changed = 1;
	struct dirent *entry;
	DIR *proc;

	*list = NULL;
	proc = opendir("/proc");
	if (!proc)
		return 0;
	while ((entry = readdir(proc))) {
		struct process one = { .pid = atoi(entry->d_name) };

		if (one.pid <= 0 || read_stat(one.pid, &one.parent, &one.ticks))
			continue;
		if (n == room) {
			room = room ? 2 * room : 256;
			p = realloc(all, room * sizeof(*all));
			if (!p)
				break;
			all = p;
		}
		one.ours = one.parent == getpid();
		all[n++] = one;
	}
	closedir(proc);

	while (changed) {
		changed = 0;
		for (i = 0; i < n; i++) {
			for (j = 0; !all[i].ours && j < n; j++) {
				if (all[j].ours && all[j].pid == all[i].parent) {
					all[i].ours = 1;
					changed = 1;
				}
			}
		}
	}
	for (i = 0; i < n; i++)
		if (all[i].ours)
			all[kept++] = all[i];
	*list = all;
	return kept;
}

static unsigned long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

static void nap(long ms)
{
	const struct timespec ts = {
		.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L
	};

	nanosleep(&ts, NULL);
}

static void kill_all(void)
{
	struct process *list;
	size_t n, i;

	do {
		n = descendants(&list);
		for (i = 0; i < n; i++)
			kill(list[i].pid, SIGKILL);
		free(list);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (n)
			nap(5);
	} while (n);
}

/*
 * Progress is a byte more on stdout, stderr or descriptor 3.  Since the last
 * one, the command is stalled when all of it together has used @limit seconds
 * of CPU, or when @limit seconds went by and it used next to nothing: a busy
 * host stretches time but does not make either true.  Ten times @limit is the
 * end in any case.
 */
static int stalled(long limit)
{
	static unsigned long long since;
	static unsigned long used_then;
	static off_t seen;
	unsigned long used = 0;
	struct process *list;
	unsigned long long ms;
	long per_second = sysconf(_SC_CLK_TCK);
	off_t size = 0;
	struct stat st;
	size_t n, i;
	int fd;

	for (fd = 1; fd <= 3; fd++)
		if (!fstat(fd, &st) && S_ISREG(st.st_mode))
			size += st.st_size;
	n = descendants(&list);
	for (i = 0; i < n; i++)
		used += list[i].ticks;
	free(list);

	if (!since || size != seen || used < used_then) {
		since = now_ms();
		used_then = used;
		seen = size;
		return 0;
	}
	ms = now_ms() - since;
	used -= used_then;
	if (used >= (unsigned long)(limit * per_second))
		return 1;
	if (ms >= limit * 1000ULL && used * 20 < (unsigned long)per_second)
		return 1;
	return ms >= limit * 10000ULL;
}

static void clean_environment(void)
{
	char *tmp = getenv("TMPDIR");

	if (tmp)
		tmp = strdup(tmp);
	clearenv();
	setenv("PATH", "/usr/bin:/bin", 1);
	setenv("HOME", "/", 1);
	if (tmp)
		setenv("TMPDIR", tmp, 1);
}

/* Nobody else of the kit has @cpu as long as we live; no file says so.  0, or -1. */
static int claim(int cpu)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "uml-kit-cpu-%d", cpu);
	if (fd >= 0 && !bind(fd, (struct sockaddr *)&name, sizeof(name)))
		return 0;
	if (fd >= 0)
		close(fd);
	return -1;
}

/*
 * UML is two processes that wait for each other at each system call and each fault of the
 * guest.  On two processors each of these waits for an interrupt from one to the other, and a
 * search takes three times as long.  @set is what we may run on, and becomes one processor
 * that no other guest has, if there is one: that which we are on, where it is free.
 */
static void take_processor(cpu_set_t *set)
{
	int here = sched_getcpu(), i, cpu;

	for (i = 0; here >= 0 && i < CPU_SETSIZE; i++) {
		cpu = (here + i) % CPU_SETSIZE;
		if (!CPU_ISSET(cpu, set) || claim(cpu))
			continue;
		CPU_ZERO(set);
		CPU_SET(cpu, set);
		return;
	}
}

/* The caller says who its parent was when it began: it may be dead by now. */
static void tether(pid_t parent, char **argv)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM))
		die("tether");
	if (getppid() != parent)
		exit(128 + SIGTERM);
	execvp(argv[0], argv);
	die(argv[0]);
}

int main(int argc, char **argv)
{
	int clean = 0, interactive = 0, one = 0, fixed = 0, have_tty = 0, pass_on = 0;
	int status = 0, code, opt;
	pid_t tied = 0, verb = 0;
	const char *dir = NULL;
	struct sigaction sa = { .sa_handler = on_stop };
	sigset_t held, before;
	cpu_set_t processors;
	struct termios tio;
	long limit = 0;
	pid_t parent = getppid(), child, pid;
	static const int stops[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	size_t i;

	while ((opt = getopt(argc, argv, "+cd:eikpq:t:w:")) != -1) {
		switch (opt) {
		case 'c':
			one = 1;
			break;
		case 'd':
			dir = optarg;
			break;
		case 'e':
			clean = 1;
			break;
		case 'i':
			interactive = 1;
			break;
		case 'k':
			pass_on = 1;
			break;
		case 'p':
			fixed = 1;
			break;
		case 'q':
			limit = atol(optarg);
			break;
		case 't':
			tied = atoi(optarg);
			break;
		case 'w':
			verb = atoi(optarg);
			break;
		default:
			return EXIT_SETUP;
		}
	}
	argv += optind;
	if (!*argv) {
		fprintf(stderr, "supervise: no command\n");
		return EXIT_SETUP;
	}
	if (tied)
		tether(tied, argv);

	if (prctl(PR_SET_PDEATHSIG, SIGTERM) ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1))
		die("prctl");
	sigemptyset(&held);
	for (i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		sigaction(stops[i], &sa, NULL);
		sigaddset(&held, stops[i]);
	}
	sa.sa_handler = on_child;
	sigaction(SIGCHLD, &sa, NULL);
	sigaddset(&held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &held, &before);
	if (getppid() != parent)
		stop_signal = SIGTERM;
	if (interactive)
		have_tty = !tcgetattr(0, &tio);

	one = one && !sched_getaffinity(0, sizeof(processors), &processors);
	if (one)
		take_processor(&processors);
	fflush(NULL);
	child = stop_signal ? -1 : fork();
	if (child < 0 && !stop_signal)
		die("fork");
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigprocmask(SIG_SETMASK, &before, NULL);
		setsid();
		if (!interactive) {
			int fd = open("/dev/null", O_RDONLY);

			if (fd < 0 || dup2(fd, 0) < 0)
				die("/dev/null");
			if (fd > 0)
				close(fd);
		}
		if (one)
			sched_setaffinity(0, sizeof(processors), &processors);
		if (fixed)
			personality(ADDR_NO_RANDOMIZE);
		if (clean)
			clean_environment();
		execvp(argv[0], argv);
		die(argv[0]);
	}

	code = -1;
	while (code < 0 && !stop_signal) {
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == child)
				code = WIFSIGNALED(status) ?
					128 + WTERMSIG(status) :
					WEXITSTATUS(status);
		}
		if (code >= 0)
			break;
		if (limit && stalled(limit)) {
			code = EXIT_STALLED;
			break;
		}
		/* A signal that came since sigprocmask() ends the wait. */
		opt = sigtimedwait(&held, NULL, &tick);
		if (opt == SIGINT && pass_on)
			kill(child, SIGINT);
		else if (opt > 0 && opt != SIGCHLD)
			stop_signal = opt;
		if (verb && kill(verb, 0) && errno == ESRCH)
			stop_signal = SIGTERM;
	}

	if (code < 0 || code == EXIT_STALLED) {
		unsigned long long end = now_ms() + GRACE_MS;

		if (child > 0) {
			kill(child, SIGTERM);
			while (now_ms() < end && waitpid(child, NULL, WNOHANG) == 0)
				nap(5);
		}
		if (code < 0)
			code = 128 + stop_signal;
	}
	kill_all();
	if (have_tty)
		tcsetattr(0, TCSANOW, &tio);
	if (dir)
		nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return code;
}
