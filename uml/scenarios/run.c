// SPDX-License-Identifier: GPL-2.0
/*
 * scenario NAME [KEY=VALUE...] [schedule=STRING | explore=1]
 *
 * The controller: starts the processes of a scenario, moves its actors by the
 * schedule, judges, reports in KTAP.  Words without "=" belong to the
 * schedule, so it need not be quoted.
 * laws=L1,L2 judges only these; what breaks another is reported as unjudged.
 * prove_rcu=1 has the kernel report a walk outside of rcu_read_lock().
 *
 * Exit status: 0 ok, 1 not ok, 2 usage or environment.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"
#include "run.h"
#include "schedule.h"

#define MSEC		1000000L
#define BIND_TRIES	1000		/* times 1 ms */
#define PATIENCE	100		/* times 10 ms without a step: deadlock */
#define ANSWER_MS	60000		/* setup() and finish() take less */
#define RECORD_LEN	8192

extern const struct lab_scenario *const __start_lab_scenarios[];
extern const struct lab_scenario *const __stop_lab_scenarios[];

const struct lab_scenario *sc;
unsigned int nr_actors;
int run_fd = -1;
bool searching;
char run_letter;
static int to_p[2], from_p[2];
static pid_t bystander_pid, p_pid, foreign_pid[IL_MAX_ACTORS];
static unsigned int laws_broken;

/* ---- the schedule as it was executed ----------------------------------- */

static char record[RECORD_LEN];
static size_t record_len;
static char last_letter;
static unsigned int last_count;

static void flush_record(void)
{
	int len;

	if (!last_count)
		return;
	len = snprintf(record + record_len, sizeof(record) - record_len,
		       last_count > 1 ? "%s%c%u" : "%s%c",
		       record_len ? " " : "", last_letter, last_count);
	record_len += len;
	if (record_len >= sizeof(record))
		lab_die("the executed schedule is longer than %d characters",
			RECORD_LEN);
	last_count = 0;
}

static void record_steps(char letter, unsigned int count)
{
	if (letter != last_letter)
		flush_record();
	last_letter = letter;
	last_count += count;
}

/* ---- trace and laws ---------------------------------------------------- */

/* What each actor was last seen to do. */
static char last_event[IL_MAX_ACTORS][IL_NAME_LEN];

static void note_event(const char *line)
{
	char letter, kind, name[IL_NAME_LEN];

	if (sscanf(line, "%*u %c %c %39s", &letter, &kind, name) == 3 &&
	    letter >= 'A' && letter < 'A' + IL_MAX_ACTORS &&
	    (kind == 'p' || kind == 'n'))
		memcpy(last_event[letter - 'A'], name, sizeof(name));
}

/* Pass the trace on, each line with "# T " in front, or throw it away. */
static void drain_trace(bool say_it)
{
	char buf[4096], *line, *save;
	ssize_t n;

	while ((n = read(run_fd, buf, sizeof(buf) - 1)) > 0) {
		buf[n] = '\0';
		for (line = strtok_r(buf, "\n", &save); say_it && line;
		     line = strtok_r(NULL, "\n", &save)) {
			lab_say("T %s", line);
			note_event(line);
		}
	}
}

static void drain(void)
{
	drain_trace(true);
	laws_broken |= lab_reports(true);
}

/* ---- tasks ------------------------------------------------------------- */

static void sleep_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * MSEC };

	nanosleep(&t, NULL);
}

static void wait_go(unsigned int i)
{
	while (sem_wait(&lab->go[i]) && errno == EINTR)
		;
}

static void act_once(unsigned int i)
{
	wait_go(i);
	/* The memory of a thread of P is P's to clear. */
	if (searching && sc->actors[i].foreign)
		lab_reset();
	run_letter = 'A' + i;
	if (sc->actors[i].setup)
		sc->actors[i].setup();
	if (ioctl(run_fd, IL_BIND, 'A' + i))
		lab_die("actor %c: bind: %s", 'A' + i, strerror(errno));
	sc->actors[i].body();
	ioctl(run_fd, IL_UNBIND, 0);
}

static void be_actor(unsigned int i)
{
	do {
		act_once(i);
	} while (searching);
	/* Ending would touch the memory of P; the run ends all at once. */
	for (;;)
		pause();
}

/*
 * A thread of P lives for one schedule: while P sets the scene it is alone, as
 * some designs want a process that registers to be.  It ends when P says so,
 * because its end touches the memory of P.
 */
static void *thread_actor(void *arg)
{
	unsigned int i = (uintptr_t)arg;

	prctl(PR_SET_NAME, sc->actors[i].name);
	lab_warm();
	act_once(i);
	wait_go(i);
	return NULL;
}

#define THREAD_STACK	(32 * LAB_PAGE)

static pthread_t thread[IL_MAX_ACTORS];

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

static void start_foreign_actor(unsigned int i)
{
	foreign_pid[i] = start_process(sc->actors[i].name);
	if (!foreign_pid[i])
		be_actor(i);
}

static void start_foreign_actors(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++)
		if (sc->actors[i].foreign)
			start_foreign_actor(i);
}

/* Those with a setup of their own serve one schedule each. */
static void renew_foreign_actors(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		if (!sc->actors[i].setup)
			continue;
		kill(foreign_pid[i], SIGKILL);
		waitpid(foreign_pid[i], NULL, 0);
		start_foreign_actor(i);
	}
}

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

static void set_scene(void)
{
	if (sc->setup)
		sc->setup();
	start_threads();
}

static void be_p(void)
{
	char c;

	if (!searching)
		set_scene();
	if (write(from_p[1], "r", 1) != 1)
		_exit(2);
	while (read(to_p[0], &c, 1) == 1) {
		if (c == 's') {
			end_threads();
			lab_reset();
			set_scene();
		}
		if (c == 'f') {
			if (sc->finish)
				sc->finish();
			lab_say_counts();
		}
		if (write(from_p[1], "d", 1) != 1)
			break;
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

/*
 * Wait until P has done what it was told.  False when it did not come back;
 * then the reason has been reported.
 */
static bool p_answers(const char *what)
{
	struct pollfd pfd = { .fd = from_p[0], .events = POLLIN };
	int n, status;
	char c;

	do {
		n = poll(&pfd, 1, ANSWER_MS);
	} while (n < 0 && errno == EINTR);
	if (!n) {
		laws_broken |= 1u << 3;
		lab_say("law L3 tmmu=0 addr=0x0 who=P/%d expected=\"P comes to the end of %s\" seen=\"it sleeps for ever\"",
			p_pid, what);
		return false;
	}
	if (read(from_p[0], &c, 1) == 1)
		return true;
	if (waitpid(p_pid, &status, 0) == p_pid) {
		p_pid = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
			_exit(2);
		lab_check(false, "P was killed by signal %d in %s",
			  WIFSIGNALED(status) ? WTERMSIG(status) : 0, what);
	}
	return false;
}

static bool tell_p(char c, const char *what)
{
	if (write(to_p[1], &c, 1) != 1) {
		lab_check(false, "P is gone before %s", what);
		return false;
	}
	return p_answers(what);
}

static void kill_all(void)
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
			return;
		sleep_ms(10);
	}
	laws_broken |= 1u << 3;
	lab_say("law L3 tmmu=0 addr=0x0 who=- expected=\"a killed process goes away\" seen=\"one is still there after 1 s\"");
}

/* ---- stepping ---------------------------------------------------------- */

static void get_status(struct il_status *status)
{
	memset(status, 0, sizeof(*status));
	if (ioctl(run_fd, IL_STATUS, status))
		lab_die("status: %s", strerror(errno));
}

static bool bind_actor(unsigned int i)
{
	struct il_status status;
	int tries;

	sem_post(&lab->go[i]);
	for (tries = 0; tries < BIND_TRIES; tries++) {
		get_status(&status);
		if (status.state[i] == IL_PARKED)
			return true;
		sleep_ms(1);
	}
	return false;
}

/* Bind the actors in letter order, so that the trace always begins alike. */
static void bind_actors(void)
{
	unsigned int i;

	for (i = 0; i < nr_actors; i++) {
		if (!bind_actor(i))
			lab_die("actor %c does not bind", 'A' + i);
		lab_say("actor %c %s", 'A' + i, sc->actors[i].name);
	}
}

/* Let one actor go once; a checker that asks to stop has been heard. */
static void step(struct il_step *st)
{
	st->stop = 0;
	st->taken = 0;
	if (ioctl(run_fd, IL_STEP, st))
		lab_die("step %c: %s", st->actor, strerror(errno));
	record_steps(st->actor, st->taken);
	drain();
}

/* Execute one token; a law that breaks on the way is reported, not the end. */
static void execute(const struct token *token)
{
	struct il_step st;
	unsigned int left = token->count;

	do {
		memset(&st, 0, sizeof(st));
		st.actor = token->actor;
		st.mode = token->mode;
		st.count = left;
		memcpy(st.point, token->point, sizeof(st.point));
		step(&st);
		if (token->mode == IL_COUNT)
			left -= st.taken;
	} while (st.stop && st.taken && st.state == IL_PARKED &&
		 (token->mode == IL_COUNT ? left > 0 :
		  token->mode == IL_TO_END || strcmp(st.at, st.point)));

	if (token->mode == IL_COUNT && left)
		lab_die("schedule:%d: %c took %u of %u steps and %s",
			token->pos, token->actor, token->count - left,
			token->count,
			st.state == IL_BLOCKED ? "sleeps" : "has ended");
	if (token->mode == IL_UNTIL && strcmp(st.at, st.point))
		lab_say("note %c %s before it came to %s", token->actor,
			st.state == IL_BLOCKED ? "sleeps" : "ended",
			st.point);
}

static void report_deadlock(void)
{
	char seen[256] = "", who[64] = "";
	struct il_status status;
	unsigned int i;
	size_t len = 0;

	get_status(&status);
	for (i = 0; i < nr_actors; i++) {
		if (status.state[i] != IL_BLOCKED)
			continue;
		if (len < sizeof(seen))
			len += snprintf(seen + len, sizeof(seen) - len,
					"%s%c sleeps after %s",
					len ? ", " : "", 'A' + i,
					last_event[i]);
		if (!who[0])
			snprintf(who, sizeof(who), "%s/%d", sc->actors[i].name,
				 status.pid[i]);
	}
	laws_broken |= 1u << 3;
	lab_say("law L3 tmmu=0 addr=0x0 who=%s expected=\"no actor waits for ever\" seen=\"%s\"",
		who, seen);
}

/*
 * Run all actors to their ends, in letter order, round and round.  False when
 * those that are left sleep and nothing wakes them.
 */
static bool run_to_end(void)
{
	struct il_step st;
	struct il_status status;
	unsigned int i, idle, undone;

	for (idle = 0; idle < PATIENCE; idle++) {
		undone = 0;
		for (i = 0; i < nr_actors; i++) {
			get_status(&status);
			if (status.state[i] == IL_DONE)
				continue;
			if (status.state[i] == IL_PARKED) {
				memset(&st, 0, sizeof(st));
				st.actor = 'A' + i;
				st.mode = IL_TO_END;
				step(&st);
				if (st.taken)
					idle = 0;
				if (st.state == IL_DONE)
					continue;
			}
			undone++;
		}
		if (!undone)
			return true;
		/* It may wait for RCU or a timer rather than for an actor. */
		if (idle)
			sleep_ms(10);
	}
	report_deadlock();
	return false;
}

static bool run_schedule(const char *schedule)
{
	const char *p = schedule;
	struct token token;
	bool live;

	drain_trace(false);	/* what setup() did */
	bind_actors();
	while (next_token(schedule, &p, &token) > 0)
		execute(&token);
	live = run_to_end();
	drain();
	flush_record();
	lab_say("schedule %s", record);
	return live;
}

/* ---- for a search -------------------------------------------------------- */

static bool open_run(void)
{
	run_fd = open("/dev/interleave", O_RDWR | O_CLOEXEC);
	return run_fd >= 0;
}

bool run_start(void)
{
	if (sc->prepare)
		sc->prepare();
	start_foreign_actors();
	start_p();
	return p_answers("start");
}

bool run_stop(void)
{
	if (run_fd < 0)
		return false;
	kill_all();
	memset(foreign_pid, 0, sizeof(foreign_pid));
	p_pid = 0;
	close(to_p[1]);
	close(from_p[0]);
	close(run_fd);
	return open_run();
}

bool run_again(void)
{
	unsigned int i;

	if (ioctl(run_fd, IL_AGAIN))
		return false;
	renew_foreign_actors();
	if (!tell_p('s', "setup"))
		return false;
	for (i = 0; i < nr_actors; i++)
		if (!bind_actor(i))
			return false;
	lab_forget();
	return true;
}

/* ---- main -------------------------------------------------------------- */

static const struct lab_scenario *find_scenario(const char *name)
{
	const struct lab_scenario *const *s;

	for (s = __start_lab_scenarios; s < __stop_lab_scenarios; s++)
		if (!strcmp((*s)->name, name))
			return *s;
	return NULL;
}

static int list_scenarios(void)
{
	const struct lab_scenario *const *s;
	unsigned int i;

	for (s = __start_lab_scenarios; s < __stop_lab_scenarios; s++) {
		printf("%s\n\t%s\n", (*s)->name, (*s)->title);
		for (i = 0; i < IL_MAX_ACTORS && (*s)->actors[i].body; i++)
			printf("\t%c %s%s\n", 'A' + i, (*s)->actors[i].name,
			       (*s)->actors[i].foreign ? " (foreign)" : "");
		if ((*s)->schedule)
			printf("\tschedule=%s\n", (*s)->schedule);
	}
	return 0;
}

/* Words of the command line that make up the schedule, as one string. */
static const char *schedule_words(int argc, char **argv)
{
	static char text[2048];
	bool given = false;
	size_t len = 0;
	int i;

	for (i = 0; i < argc; i++) {
		const char *word = argv[i];

		if (!strncmp(word, "schedule=", 9)) {
			word += 9;
			given = true;
		} else if (strchr(word, '=')) {
			continue;
		} else if (!given) {
			lab_die("%s: neither KEY=VALUE nor part of a schedule",
				word);
		}
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				len ? " " : "", word);
		if (len >= sizeof(text))
			lab_die("schedule: too long");
	}
	return given ? text : NULL;
}

/* Parse it all before anything is started. */
static void validate_schedule(const char *schedule)
{
	const char *p = schedule;
	struct token token;
	int n;

	while ((n = next_token(schedule, &p, &token)) > 0)
		if (token.actor >= (int)('A' + nr_actors))
			lab_die("schedule:%d: %s has no actor %c", token.pos,
				sc->name, token.actor);
	if (n < 0)
		lab_die("schedule:%d: %s", token.pos, token.error);
}

static void prove_rcu(void)
{
	static const char file[] = "/sys/module/mmn/parameters/prove_rcu";
	const char *value = lab_option("prove_rcu", NULL);
	int fd;

	if (!value)
		return;
	fd = open(file, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		lab_die("%s: %s", file, strerror(errno));
	close(fd);
}

static void open_all(void)
{
	unsigned int i;

	prove_rcu();

	lab = mmap(NULL, sizeof(*lab), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (lab == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	for (i = 0; i < IL_MAX_ACTORS; i++)
		sem_init(&lab->go[i], 1, 0);
	sem_init(&lab->ask_bystander, 1, 0);
	sem_init(&lab->bystander_done, 1, 0);
	if (nr_actors && !open_run())
		lab_die("/dev/interleave: %s", strerror(errno));
	lab_forget();
}

int main(int argc, char **argv)
{
	const char *schedule, *nonce = getenv("LAB_NONCE");
	bool live = true;
	int plan;

	if (argc < 2 || !strcmp(argv[1], "list"))
		return list_scenarios();
	if (fcntl(LAB_FD, F_GETFD) < 0)
		dup2(1, LAB_FD);
	sc = find_scenario(argv[1]);
	if (!sc)
		lab_die("no scenario %s", argv[1]);
	lab_take_options(argc - 2, argv + 2);
	while (nr_actors < IL_MAX_ACTORS && sc->actors[nr_actors].body)
		nr_actors++;
	schedule = schedule_words(argc - 2, argv + 2);
	if (!schedule)
		schedule = sc->schedule ? sc->schedule : "";
	validate_schedule(schedule);

	plan = sc->plan ? sc->plan : 1;
	lab_line("KTAP version 1");
	lab_say("run %s", nonce ? nonce : "-");
	lab_line("1..%d", plan);
	lab_warm();
	open_all();
	if (lab_option("explore", NULL)) {
		searching = true;
		lab_result(explore(), "%s", sc->name);
		return lab->results_failed != 0;
	}
	if (sc->prepare)
		sc->prepare();
	start_bystander();
	start_foreign_actors();
	start_p();
	if (p_answers("setup")) {
		if (nr_actors)
			live = run_schedule(schedule);
		if (live)
			laws_broken |= lab_laws(true, true);
		if (live && tell_p('f', "finish")) {
			laws_broken |= lab_laws(true, true);
			tell_p('x', "exit");
		}
	}
	kill_all();
	laws_broken |= lab_laws(false, true);
	lab_say_unsaid();
	lab_swap_off();

	if (!sc->plan) {
		lab_result(!lab->failed && !laws_broken, "%s", sc->name);
	} else if (lab->failed || laws_broken) {
		lab->results_failed++;
	}
	return lab->results_failed || lab->results != (unsigned int)plan;
}
