// SPDX-License-Identifier: GPL-2.0
/*
 * The processes of a scenario: P with its threads, foreign actors, the bystander.
 *
 * For one schedule the controller tells P what to do through a pipe.  In a search P
 * and the actors are servants of the kernel's walks, see IL_SERVE; they come back
 * for schedule after schedule.  Two kinds of actors do not: foreign ones that have
 * a setup of their own, because they may exit, and threads of P under a design
 * that takes only processes that are alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"
#include "run.h"

#define MSEC		1000000L
#define BIND_TRIES	1000		/* times 1 ms */
#define ANSWER_MS	60000		/* setup() and finish() take less */
#define THREAD_STACK	(32 * LAB_PAGE)

const struct lab_scenario *sc;
unsigned int nr_actors;
int run_fd = -1;
bool searching;
char run_letter;
bool run_left;
static int to_p[2], from_p[2];
static pid_t bystander_pid, p_pid, foreign_pid[IL_MAX_ACTORS];
static pthread_t thread[IL_MAX_ACTORS];

unsigned int run_count_actors(const struct lab_scenario *scenario)
{
	unsigned int n = 0;

	while (n < IL_MAX_ACTORS && scenario->actors[n].name)
		n++;
	return n;
}

void run_of(const struct lab_scenario *scenario)
{
	sc = scenario;
	nr_actors = run_count_actors(scenario);
}

void sleep_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * MSEC };

	nanosleep(&t, NULL);
}

/* ---- actors ---------------------------------------------------------------- */

/* Become a servant; see IL_SERVE.  A signal may wake it before it is called. */
static void serve(unsigned long what)
{
	static __thread unsigned long served;
	int err;

	do {
		err = ioctl(run_fd, IL_SERVE, what | served << IL_SERVED_SHIFT);
	} while (err && errno == EINTR);
	if (err && errno == ECANCELED)
		_exit(0);	/* the run is over */
	if (err)
		lab_die("serve: %s", strerror(errno));
	served++;
}

static void wait_go(unsigned int i)
{
	while (sem_wait(&lab->go[i]) && errno == EINTR)
		;
}

static void act(unsigned int i)
{
	if (ioctl(run_fd, IL_BIND, 'A' + i))
		lab_die("actor %c: bind: %s", 'A' + i, strerror(errno));
	sc->actors[i].body();
	ioctl(run_fd, IL_UNBIND, 0);
}

/* Some designs take a device only from a process that is alone. */
static bool p_is_alone(void)
{
	return !strcmp(lab_option("design", "v18"), "v10_single");
}

/*
 * Where a thread of P does not live for the whole search, it is there for one
 * schedule: while P sets the scene it is alone.  It ends when P says so, because
 * its end touches the memory of P.
 */
static void *thread_actor(void *arg)
{
	unsigned int i = (uintptr_t)arg;

	prctl(PR_SET_NAME, sc->actors[i].name);
	lab_warm();
	while (searching && !p_is_alone()) {
		serve('A' + i);
		sc->actors[i].body();
	}
	if (!searching)
		wait_go(i);
	act(i);
	wait_go(i);
	return NULL;
}

/* A child of P does not inherit the stacks, so that a fork leaves them alone. */
static void start_threads(void)
{
	static char *stacks;
	pthread_attr_t attr;
	unsigned int i;

	if (!stacks) {
		stacks = mmap(NULL, IL_MAX_ACTORS * THREAD_STACK,
			      PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (stacks == MAP_FAILED)
			lab_die("mmap: %s", strerror(errno));
		madvise(stacks, IL_MAX_ACTORS * THREAD_STACK, MADV_DONTFORK);
	}
	for (i = 0; i < nr_actors; i++) {
		if (sc->actors[i].foreign)
			continue;
		pthread_attr_init(&attr);
		pthread_attr_setstack(&attr, stacks + i * THREAD_STACK,
				      THREAD_STACK);
		if (pthread_create(&thread[i], &attr, thread_actor,
				   (void *)(uintptr_t)i))
			lab_die("thread: %s", strerror(errno));
		pthread_attr_destroy(&attr);
	}
}

/* join returns before the kernel has forgotten the thread. */
static void end_threads(void)
{
	unsigned int i;
	bool any = false;

	if (!p_is_alone())
		return;
	for (i = 0; i < nr_actors; i++) {
		if (!thread[i])
			continue;
		sem_post(&lab->go[i]);
		pthread_join(thread[i], NULL);
		thread[i] = 0;
		any = true;
	}
	if (any)
		sleep_ms(1);
}

static pid_t start_process(const char *name)
{
	pid_t pid = fork();

	if (pid < 0)
		lab_die("fork: %s", strerror(errno));
	if (!pid) {
		prctl(PR_SET_NAME, name);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		lab_warm();
	}
	return pid;
}

/* Does the process of this actor serve one schedule only? */
static bool is_fresh(unsigned int i)
{
	return sc->actors[i].setup;
}

static void be_foreign(unsigned int i)
{
	run_letter = 'A' + i;
	while (searching && !is_fresh(i)) {
		serve(IL_SERVE_APART);
		lab_reset();
		act(i);
	}
	if (!searching)
		wait_go(i);
	if (sc->actors[i].setup)
		sc->actors[i].setup();
	act(i);
	/* It ends when all end: not before its memory has been judged. */
	for (;;)
		pause();
}

static void start_foreign(unsigned int i)
{
	foreign_pid[i] = start_process(sc->actors[i].name);
	if (!foreign_pid[i])
		be_foreign(i);
}

static void start_all_foreign(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++)
		if (sc->actors[i].foreign && !(searching && is_fresh(i)))
			start_foreign(i);
}

/* ---- actors that are kernel threads -------------------------------------------- */

static void start_kernel_actors(void)
{
	struct il_threads t = { .pad = 0 };

	snprintf(t.name, sizeof(t.name), "%s", sc->name);
	snprintf(t.design, sizeof(t.design), "%s", lab_option("design", "v18"));
	if (ioctl(run_fd, IL_THREADS, &t))
		lab_die("%s on design %s: %s", sc->name, t.design,
			strerror(errno));
	if (t.nr_actors != nr_actors)
		lab_die("%s has %u actors in the kernel", sc->name, t.nr_actors);
}

/* One walk that takes no step: it sets the scene, or judges the end of it. */
static void walk_nowhere(unsigned int flags)
{
	struct il_walk w = {
		.flags = flags,
		.scene = (1u << nr_actors) - 1,
	};

	if (ioctl(run_fd, IL_WALK, &w) || w.outcome == IL_WALK_NO_SCENE)
		lab_die("%s: no scene is set", sc->name);
}

/* ---- P and the bystander ----------------------------------------------------- */

static void start_bystander(void)
{
	if (!sc->bystander)
		return;
	bystander_pid = start_process("bystander");
	if (bystander_pid)
		return;
	for (;;) {
		if (sem_wait(&lab->ask_bystander))
			continue;
		sc->bystander();
		sem_post(&lab->bystander_done);
	}
}

static void tell_controller(char c)
{
	if (write(from_p[1], &c, 1) != 1)
		_exit(2);
}

static void be_searched(void)
{
	bool forked;

	if (!p_is_alone())
		start_threads();
	tell_controller('r');
	for (;;) {
		serve(0);
		end_threads();
		forked = lab->child > 0;
		lab_reset();
		/* What the child shared is written to again without a fault. */
		if (forked)
			lab_warm();
		if (sc->setup)
			sc->setup();
		if (p_is_alone())
			start_threads();
	}
}

static void be_p(void)
{
	char c;

	if (searching)
		be_searched();
	if (sc->setup)
		sc->setup();
	start_threads();
	tell_controller('r');
	while (read(to_p[0], &c, 1) == 1) {
		if (c == 'f') {
			if (sc->finish)
				sc->finish();
			lab_say_counts();
		}
		tell_controller('d');
		if (c == 'x')
			break;
	}
	_exit(0);
}

static void start_p(void)
{
	if (pipe2(to_p, O_CLOEXEC) || pipe2(from_p, O_CLOEXEC))
		lab_die("pipe: %s", strerror(errno));
	p_pid = start_process("P");
	if (!p_pid) {
		close(to_p[1]);
		close(from_p[0]);
		be_p();
	}
	close(to_p[0]);
	close(from_p[1]);
}

/* Wait until P has done what it was told, and say why it does not come back. */
static enum p_answer p_answers(const char *what)
{
	struct pollfd pfd = { .fd = from_p[0], .events = POLLIN };
	int n, status;
	char c;

	do {
		n = poll(&pfd, 1, ANSWER_MS);
	} while (n < 0 && errno == EINTR);
	if (!n) {
		lab_say("law L3 tmmu=0 addr=0x0 who=P/%d expected=\"P comes to the end of %s\" seen=\"it sleeps for ever\"",
			p_pid, what);
		return P_SLEEPS;
	}
	if (read(from_p[0], &c, 1) == 1)
		return P_DONE;
	if (waitpid(p_pid, &status, 0) == p_pid) {
		p_pid = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
			_exit(2);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
			return P_GONE;	/* it has said why */
		lab_check(false, "P was killed by signal %d in %s",
			  WIFSIGNALED(status) ? WTERMSIG(status) : 0, what);
	}
	return P_GONE;
}

enum p_answer tell_p(char c, const char *what)
{
	if (sc->kernel) {
		walk_nowhere(0);
		return P_DONE;
	}
	if (write(to_p[1], &c, 1) != 1) {
		lab_check(false, "P is gone before %s", what);
		return P_GONE;
	}
	return p_answers(what);
}

/* ---- all of them -------------------------------------------------------------- */

static struct il_choices chosen;	/* in the run */

void run_not_weak(void)
{
	lab_die("in this kernel no store is late and no load is old (cure: -k weak)");
}

void run_choose(const struct il_choices *choices)
{
	if (!memcmp(choices, &chosen, sizeof(chosen)))
		return;
	if (ioctl(run_fd, IL_CHOOSE, choices)) {
		if (errno == EOPNOTSUPP)
			run_not_weak();
		lab_die("choose: %s", strerror(errno));
	}
	chosen = *choices;
}

static bool open_run(void)
{
	run_fd = open("/dev/interleave", O_RDWR | O_CLOEXEC);
	memset(&chosen, 0, sizeof(chosen));
	return run_fd >= 0;
}

enum p_answer run_start(void)
{
	if (nr_actors && run_fd < 0 && !open_run())
		lab_die("/dev/interleave: %s", strerror(errno));
	if (sc->kernel) {
		start_kernel_actors();
		return P_DONE;
	}
	if (!searching)
		start_bystander();
	start_all_foreign();
	start_p();
	return p_answers("setup");
}

/* Kill them all and wait until they are gone. */
bool run_end(void)
{
	unsigned int i;
	int tries;

	if (run_fd >= 0)
		ioctl(run_fd, IL_FREE, 0);
	for (i = 0; i < nr_actors; i++)
		if (foreign_pid[i] > 0)
			kill(foreign_pid[i], SIGKILL);
	if (p_pid > 0)
		kill(p_pid, SIGKILL);
	if (bystander_pid > 0)
		kill(bystander_pid, SIGKILL);
	lab_end_child();
	for (tries = 0; tries < 100; tries++) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		if (errno == ECHILD)
			return true;
		sleep_ms(10);
	}
	lab_say("law L3 tmmu=0 addr=0x0 who=- expected=\"a killed process goes away\" seen=\"one is still there after 1 s\"");
	run_left = true;
	return false;
}

bool run_stop(void)
{
	bool gone = run_end();
	int tries;

	memset(foreign_pid, 0, sizeof(foreign_pid));
	p_pid = 0;
	if (!sc->kernel) {
		close(to_p[1]);
		close(from_p[0]);
	}
	close(run_fd);
	/* The last reference to the run may be given back a little later. */
	for (tries = 0; tries < 100 && !open_run(); tries++)
		sleep_ms(10);
	if (run_fd < 0)
		lab_say("law L3 tmmu=0 addr=0x0 who=- expected=\"a run ends with its processes\" seen=\"something keeps it open after 1 s\"");
	return gone && run_fd >= 0;
}

void get_status(struct il_status *status)
{
	memset(status, 0, sizeof(*status));
	if (ioctl(run_fd, IL_STATUS, status))
		lab_die("status: %s", strerror(errno));
}

unsigned int who_can_move(const struct il_status *status)
{
	unsigned int i, bits = 0;

	for (i = 0; i < nr_actors; i++)
		if (status->state[i] == IL_PARKED)
			bits |= 1u << i;
	return bits;
}

static bool await_bound(unsigned int i)
{
	struct il_status status;
	int tries;

	for (tries = 0; tries < BIND_TRIES; tries++) {
		get_status(&status);
		if (status.state[i] == IL_PARKED)
			return true;
		sleep_ms(1);
	}
	return false;
}

void bind_actors(void)
{
	unsigned int i;

	if (sc->kernel)
		walk_nowhere(IL_WALK_SCENE);
	for (i = 0; i < nr_actors; i++) {
		if (!sc->kernel)
			sem_post(&lab->go[i]);
		if (!await_bound(i))
			lab_die("actor %c does not bind", 'A' + i);
		lab_say("actor %c %s", 'A' + i, sc->actors[i].name);
	}
}

/* ---- for a search --------------------------------------------------------------- */

unsigned int run_fresh(void)
{
	unsigned int i, fresh = 0;

	for (i = 0; i < nr_actors; i++)
		if (is_fresh(i))
			fresh |= 1u << i;
	return fresh;
}

void run_end_fresh(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		if (!is_fresh(i) || foreign_pid[i] <= 0)
			continue;
		kill(foreign_pid[i], SIGKILL);
		waitpid(foreign_pid[i], NULL, 0);
		foreign_pid[i] = 0;
	}
}

bool run_start_fresh(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		if (!is_fresh(i))
			continue;
		start_foreign(i);
		if (!await_bound(i))
			return false;
	}
	return true;
}
