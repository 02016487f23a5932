// SPDX-License-Identifier: GPL-2.0
/*
 * scenario NAME [KEY=VALUE...] [schedule=STRING | explore=1]
 * scenario many [KEY=VALUE...]
 * scenario list [names]
 * scenario designs | consumers
 *
 * The controller: one schedule of a scenario, or a search, reported in KTAP.  Words
 * without "=" belong to the schedule, so it need not be quoted.  A schedule that a
 * search has found ends with its check: the run is given up where it is not what
 * the search has seen.
 * laws=L1,L2 judges only these; what breaks another is reported as unjudged.
 * prove_rcu=1 has the kernel report a walk outside of rcu_read_lock();
 * prove_locks=0 has lockdep not told that a begin may be called where memory is
 * allocated.  fine=1 makes a point of each lock that driver and designs take, fine=2
 * also of each access to memory in files that were built for it.
 *
 * loose=1 judges a run, too, whose actors do not come to all points of the schedule: one that
 * was written for another driver.
 *
 * "many" searches each scene of a list, see many.c.
 *
 * "list names" is for scripts, a line each, tabs between: name, its consumer, number of
 * actors, "kernel" or "guest" as the place of the actors, "yes" or "no: WHY" for a search.
 * It needs no guest.  "designs" and "consumers" say on the result channel what this
 * kernel has, a name a line.
 *
 * Exit status: 0 ok, 1 not ok, 2 usage or environment.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "explore.h"
#include "lab.h"
#include "many.h"
#include "play.h"
#include "run.h"
#include "schedule.h"

#define DEBUGFS	"/sys/kernel/debug/tmmu/"
#define PARAMETERS(of)	"/sys/module/" #of "/parameters/"

extern const struct lab_scenario *const __start_lab_scenarios[];
extern const struct lab_scenario *const __stop_lab_scenarios[];

/* ---- what there is ------------------------------------------------------- */

static const struct lab_scenario *find_scenario(const char *name)
{
	const struct lab_scenario *const *s;

	for (s = __start_lab_scenarios; s < __stop_lab_scenarios; s++)
		if (!strcmp((*s)->name, name))
			return *s;
	return scene_scenario(name);
}

static void show(const struct lab_scenario *s)
{
	unsigned int i;

	printf("%s\n\t%s\n", s->name, s->title);
	for (i = 0; i < run_count_actors(s); i++)
		printf("\t%c %s%s\n", 'A' + i, s->actors[i].name,
		       s->actors[i].foreign ? " (foreign)" : "");
	if (s->schedule)
		printf("\tschedule=%s\n", s->schedule);
}

static void show_name(const struct lab_scenario *s)
{
	const char *why = explore_refuses(s);

	printf("%s\t%s\t%u\t%s\t%s%s\n", s->name, s->consumer ? s->consumer : "kvm",
	       run_count_actors(s), s->kernel ? "kernel" : "guest",
	       why ? "no: " : "yes", why ? why : "");
}

static int list_scenarios(const char *what)
{
	void (*const say)(const struct lab_scenario *s) = what ? show_name : show;
	const struct lab_scenario *const *s, *scene;
	unsigned int i;

	if (what && strcmp(what, "names"))
		lab_die("list %s: write list or list names", what);
	for (s = __start_lab_scenarios; s < __stop_lab_scenarios; s++)
		say(*s);
	for (i = 0; (scene = scene_listed(i)); i++)
		say(scene);
	return 0;
}

/* What the kernel says of itself, "designs" or "consumers". */
static int list_of_kernel(const char *what)
{
	char path[64], name[64];
	FILE *f;

	snprintf(path, sizeof(path), DEBUGFS "%s", what);
	f = fopen(path, "re");
	if (!f)
		lab_die("%s: %s", path, strerror(errno));
	while (fscanf(f, "%63s", name) == 1)
		lab_line("%s", name);
	fclose(f);
	return 0;
}

/* ---- what was asked for -------------------------------------------------- */

/* Words of the command line that make up the schedule, as one string. */
static char *schedule_words(int argc, char **argv)
{
	static char text[4096];
	bool given = false;
	size_t len = 0;
	int i;

	for (i = 0; i < argc; i++) {
		const char *word = argv[i];

		if (!strncmp(word, "schedule=", 9)) {
			word += 9;
			given = true;
		} else if (word[0] != '=' && strchr(word, '=')) {
			continue;
		} else if (!given) {
			lab_die("%s is neither KEY=VALUE nor part of a schedule",
				word);
		}
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				len ? " " : "", word);
		if (len >= sizeof(text))
			lab_die("schedule: too long");
	}
	return given ? text : NULL;
}

/* Parse it all before anything is started.  Cuts the check off its end and returns it. */
static const char *validate_schedule(char *schedule)
{
	const char *check;
	const char *p = schedule;
	unsigned int choices = 0;
	struct token token;
	int n;

	n = split_check(schedule, &check, &token);
	if (n < 0)
		lab_die("schedule:%d: %s", token.pos, token.error);
	while ((n = next_token(schedule, &p, &token)) > 0) {
		if (token.actor >= (int)('A' + nr_actors))
			lab_die("schedule:%d: %s has no actor %c", token.pos,
				sc->name, token.actor);
		choices += token.mode == TOKEN_LATE || token.mode == TOKEN_OLD;
		if (choices > IL_MAX_CHOICES)
			lab_die("schedule:%d: more than %d stores and loads out of order",
				token.pos, IL_MAX_CHOICES);
	}
	if (n < 0)
		lab_die("schedule:%d: %s", token.pos, token.error);
	return check;
}

/* What a word of the command line says of a parameter of the kernel, a number up to @most. */
static void set_parameter(const char *key, const char *file, char most)
{
	const char *value = lab_option(key, NULL);

	if (value && (strlen(value) != 1 || *value < '0' || *value > most))
		lab_die("%s is 0 to %c, not '%s'", key, most, value);
	if (value && !lab_write_text(file, value))
		lab_die("%s=%s: %s: %s", key, value, file, strerror(errno));
}

static void open_all(void)
{
	unsigned int i;

	set_parameter("prove_rcu", PARAMETERS(mmn) "prove_rcu", '1');
	set_parameter("prove_locks", PARAMETERS(mmn) "prove_locks", '1');
	set_parameter("fine", PARAMETERS(interleave) "fine", '2');

	lab = mmap(NULL, sizeof(*lab), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (lab == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	for (i = 0; i < IL_MAX_ACTORS; i++)
		sem_init(&lab->go[i], 1, 0);
	sem_init(&lab->ask_bystander, 1, 0);
	sem_init(&lab->bystander_done, 1, 0);
	lab_forget();
}

/* ---- what came of it ------------------------------------------------------ */

/*
 * What finish() has not come to is not ok, and behind its results there is one for
 * the laws.
 */
static void close_plan(unsigned int broken)
{
	char names[LAB_LAW_NAMES];

	while (lab->results < (unsigned int)sc->plan)
		lab_result(false, "%s did not come to result %u", sc->name,
			   lab->results + 1);
	lab_law_names(broken, names, sizeof(names));
	lab_result(!lab->failed && !broken, "%s: %s%s%s", sc->name,
		   broken ? "broken: " : "no law broke", names,
		   lab->failed ? ", a check failed" : "");
}

/*
 * A schedule that stops an actor at a point that it never passes has shown nothing.  With
 * fine= there are points that no list has.
 */
static void judge_unmet(bool broken)
{
	const bool fine = strcmp(lab_option("fine", "0"), "0");
	const bool loose = lab_option("loose", NULL);
	const struct run_unmet *u;

	for (u = run_unmet; u < run_unmet + run_nr_unmet; u++) {
		if (!fine && !u->passed)
			explore_check_point(u->token.point, u->token.pos);
		lab_check(broken || loose, "%c stops at the point %s, where its schedule holds it; it %s",
			  u->token.actor, u->token.point, u->passed ?
			  "passed it with preemption or interrupts off" : "never came there");
	}
}

static void one_schedule(const char *schedule, const char *check)
{
	unsigned int broken = run_schedule(schedule, check);

	lab_option("loose", NULL);
	lab_refuse_unasked();
	judge_unmet(broken || lab->failed);
	if (sc->plan)
		close_plan(broken);
	else
		lab_result(!lab->failed && !broken, "%s", sc->name);
}

/* init waits for its child, or until it is told that this is not worth while. */
static void tell_init(int status)
{
	if (getppid() == 1)
		sigqueue(1, SIGUSR1, (union sigval){ .sival_int = status });
}

/* Options that each run has, whatever it does with them. */
static void take_scenario(const char *name)
{
	static char consumer[64];
	const struct lab_scenario *scenario = find_scenario(name);

	if (!scenario)
		lab_die("no scenario %s", name);
	run_of(scenario);
	if (sc->consumer) {
		snprintf(consumer, sizeof(consumer), "consumer=%s", sc->consumer);
		lab_default(consumer);
	}
	lab_option("design", NULL);
	lab_option("consumer", NULL);
	lab_option("schedule", NULL);
	lab_option("laws", NULL);
}

static bool search_scene(const char *name)
{
	take_scenario(name);
	searching = true;
	open_all();
	return explore();
}

int main(int argc, char **argv)
{
	const char *nonce = getenv("LAB_NONCE");
	const char *check;
	char *schedule;
	int status;

	if (fcntl(LAB_FD, F_GETFD) < 0)
		dup2(1, LAB_FD);
	if (argc < 2 || !strcmp(argv[1], "list"))
		return list_scenarios(argc > 2 ? argv[2] : NULL);
	if (!strcmp(argv[1], "designs") || !strcmp(argv[1], "consumers"))
		return list_of_kernel(argv[1]);
	if (!strcmp(argv[1], "many")) {
		lab_line("KTAP version 1\n# run %s\n1..1", nonce ? nonce : "-");
		status = many(argc - 2, argv + 2, search_scene);
		if (status)
			tell_init(status);
		return status;
	}
	lab_take_options(argc - 2, argv + 2);
	take_scenario(argv[1]);
	schedule = schedule_words(argc - 2, argv + 2);
	if (!schedule)
		schedule = strdup(sc->schedule ? sc->schedule : "");
	check = validate_schedule(schedule);

	lab_line("KTAP version 1");
	lab_say("run %s", nonce ? nonce : "-");
	searching = lab_option("explore", NULL);
	lab_line("1..%d", sc->plan && !searching ? sc->plan + 1 : 1);
	lab_warm();
	open_all();
	if (searching)
		lab_result(explore(), "%s", sc->name);
	else
		one_schedule(schedule, check);
	if (run_left)
		tell_init(lab->results_failed != 0);
	return lab->results_failed != 0;
}
