// SPDX-License-Identifier: GPL-2.0
/*
 * One walk of the search: set the scene, take every actor to its end, see what
 * is broken.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "explore.h"
#include "schedule.h"

enum walk_how walk_how;
void (*walk_measured)(uint64_t start, uint64_t middle, uint64_t end);
struct il_made walk_made[MAX_STEPS] LAB_APART;

bool walk_preempts(const struct walked *w, unsigned int i, char actor)
{
	const struct il_walk_step *s = w->step;

	return i && s[i - 1].actor != actor &&
	       s[i].enabled & 1u << (s[i - 1].actor - 'A');
}

unsigned int walk_preemptions(const struct walked *w)
{
	unsigned int i, n = 0;

	for (i = 0; i < w->nr_steps; i++)
		n += walk_preempts(w, i, w->step[i].actor);
	return n;
}

bool walk_better(const struct walked *a, const struct walked *b)
{
	unsigned int pa = walk_preemptions(a), pb = walk_preemptions(b);

	if (a->choices.nr != b->choices.nr)
		return a->choices.nr < b->choices.nr;
	return pa < pb || (pa == pb && a->nr_steps < b->nr_steps);
}

/* ---- what the kernel prints ----------------------------------------------- */

/* The expressions of /reports.list as one. */
static void reports_read(regex_t *reports)
{
	char line[128], all[2048] = "";
	FILE *f = fopen("/reports.list", "re");

	if (!f)
		lab_die("/reports.list: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		if (strlen(all) + strlen(line) + 2 > sizeof(all))
			lab_die("/reports.list is too long");
		if (all[0])
			strcat(all, "|");
		strcat(all, line);
	}
	fclose(f);
	if (!all[0] || regcomp(reports, all, REG_EXTENDED | REG_NOSUB))
		lab_die("/reports.list has no expressions");
}

/* Has the kernel reported something since this was called last? */
static bool kernel_reports(void)
{
	static regex_t reports;
	static int fd = -1;
	char line[8192];
	bool found = false;
	ssize_t n;

	if (fd < 0) {
		fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			lab_die("/dev/kmsg: %s", strerror(errno));
		reports_read(&reports);
	}
	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		if (n <= 0)
			continue;
		line[n] = '\0';
		found |= !regexec(&reports, line, 0, NULL, 0);
	}
	return found;
}

/* ---- walking -------------------------------------------------------------- */

static unsigned long walks;	/* that have come to their end */

static void plan_walk(struct il_walk *plan, const struct todo *t)
{
	run_choose(&t->choices);
	memset(plan, 0, sizeof(*plan));
	plan->prefix = (uintptr_t)t->letters;
	plan->nr_prefix = t->len;
	plan->asleep = t->asleep;
	memcpy(plan->touched, t->touched, sizeof(plan->touched));
	plan->max_steps = MAX_STEPS;
	plan->flags = IL_WALK_SCENE;
	plan->scene = (1u << nr_actors) - 1;
	plan->nr_servants = !sc->kernel;
}

static void ioctl_walk(struct il_walk *plan)
{
	if (ioctl(run_fd, IL_WALK, plan))
		lab_die("walk: %s", strerror(errno));
}

uint64_t walk_clock(void)
{
	return __builtin_ia32_rdtsc();
}

/*
 * Set the scene of @plan in a call of its own; all actors but @fresh are servants.
 * False: it cannot be set.
 */
static bool set_scene(struct il_walk *plan, unsigned int fresh)
{
	struct il_walk scene = {
		.flags = IL_WALK_SCENE | (walk_how ? IL_WALK_BLIND : 0),
		.scene = plan->scene & ~fresh,
		.nr_servants = plan->nr_servants,
	};

	if (fresh)
		run_end_fresh();
	ioctl_walk(&scene);
	plan->flags &= ~IL_WALK_SCENE;
	return scene.outcome != IL_WALK_NO_SCENE &&
	       (!fresh || run_start_fresh());
}

static void do_walk(struct il_walk *plan, struct il_walk_step *steps)
{
	static bool begun;
	uint64_t start = walk_clock(), middle;

	if (plan->flags & IL_WALK_SCENE) {
		if (asked.fresh && begun && !walk_afresh()) {
			plan->outcome = IL_WALK_NO_SCENE;
			return;
		}
		begun = true;
	}
	if (plan->flags & IL_WALK_SCENE && (run_fresh() || walk_how) &&
	    !set_scene(plan, run_fresh())) {
		plan->outcome = IL_WALK_NO_SCENE;
		return;
	}
	if (walk_how == WALK_BLIND)
		plan->flags |= IL_WALK_BLIND;
	plan->steps = (uintptr_t)steps;
	middle = walk_clock();
	ioctl_walk(plan);
	if (walk_measured)
		walk_measured(start, middle, walk_clock());
}

/* What is wrong after a walk, from all who judge. */
static unsigned int judge(const struct il_walk *plan)
{
	unsigned int broken = 0;

	if (plan->broken) {
		broken = lab_reports(true);
		lab_forget();
	}
	if (plan->outcome == IL_WALK_STUCK || plan->outcome == IL_WALK_LONG)
		broken |= KIND_STUCK | 1u << 3;
	if (lab->failed)
		broken |= KIND_CHECK;
	lab->failed = 0;
	if (plan->said && kernel_reports())
		broken |= KIND_REPORT;
	return broken;
}

/* The same after a step that is not the last. */
static unsigned int judge_step(const struct il_walk *plan)
{
	struct il_walk so_far = *plan;

	so_far.outcome = IL_WALK_DONE;
	return judge(&so_far);
}

/* What was made in the steps of the last walk, from step @first on. */
static void read_made(unsigned int first, unsigned int nr_steps)
{
	struct il_made_in made = {
		.made = (uintptr_t)(walk_made + first),
		.nr_steps = nr_steps,
	};

	if (!asked.delays || !ioctl(run_fd, IL_MADE, &made))
		return;
	if (errno == EOPNOTSUPP)
		run_not_weak();
	lab_die("made: %s", strerror(errno));
}

static void fill_in(struct walked *w, const struct il_walk *plan)
{
	unsigned int i;

	if (plan->outcome == IL_WALK_NO_SCENE)
		lab_die("the scene is not set after %lu schedules",
			counts.schedules);
	w->nr_steps = plan->nr_steps;
	w->redundant = plan->redundant;
	w->outcome = plan->outcome;
	w->state = plan->state;
	w->broken = judge(plan);
	for (i = 0; i < w->nr_steps; i++)
		w->check[i] = step_check(w->step[i].actor, w->step[i].enabled,
					 points_name(w->step[i].point));
	w->check[i] = '\0';
}

static bool lost;	/* the processes cannot be ended */

bool walk_lost(void)
{
	return lost;
}

bool walk_afresh(void)
{
	lost = lost || !run_stop();
	if (lost)
		return false;
	points_forget();
	if (run_start() != P_DONE)
		lab_die("P does not start again");
	points_declare();
	return true;
}

/* After a walk that could not go on: nobody is left in the middle. */
static bool come_home(void)
{
	struct il_walk_step steps[MAX_STEPS];
	struct il_walk plan = { .max_steps = MAX_STEPS };

	do_walk(&plan, steps);
	lab_forget();
	lab->failed = 0;
	return plan.outcome == IL_WALK_DONE || walk_afresh();
}

enum walk_end walk(const struct todo *t, struct walked *w)
{
	struct il_walk plan;
	bool again = false;

	for (;; again = true) {
		plan_walk(&plan, t);
		do_walk(&plan, w->step);
		if (plan.outcome == IL_WALK_NO_SCENE && walks)
			return WALK_NO_SCENE;
		if (plan.outcome != IL_WALK_DIVERGED)
			break;
		if (again)
			lab_die("uncontrolled nondeterminism at step %u of a schedule of %u",
				plan.nr_steps + 1, t->len);
		counts.again++;
		if (!come_home() || !walk_afresh())
			return WALK_LOST;
	}
	fill_in(w, &plan);
	w->choices = t->choices;
	read_made(0, w->nr_steps);
	walks++;
	return WALK_MADE;
}

void walk_by_priority(const struct il_walk *prio, struct walked *w)
{
	const struct todo none = { .len = 0 };
	struct il_walk plan;

	plan_walk(&plan, &none);
	memcpy(plan.prio, prio->prio, sizeof(plan.prio));
	memcpy(plan.change, prio->change, sizeof(plan.change));
	plan.nr_changes = prio->nr_changes;
	do_walk(&plan, w->step);
	fill_in(w, &plan);
	w->choices = none.choices;
}

bool walk_try(const char *letters, unsigned int len, const struct il_choices *choices,
	      unsigned int broken, struct walked *w)
{
	struct il_walk plan;

	if (lost)
		return false;
	plan_walk(&plan, &(const struct todo){ .choices = *choices });
	plan.prefix = (uintptr_t)letters;
	plan.nr_prefix = len;
	do_walk(&plan, w->step);
	if (plan.outcome == IL_WALK_DIVERGED) {
		come_home();
		return false;
	}
	fill_in(w, &plan);
	w->choices = *choices;
	if (w->outcome != IL_WALK_DONE)
		walk_afresh();
	return w->broken == broken;
}

/* Who moves next: the prefix says it, or the rule of struct il_walk. */
static char next_actor(const struct todo *t, const struct walked *w,
		       unsigned int enabled)
{
	unsigned int i = w->nr_steps;
	char last = i ? w->step[i - 1].actor : 'A';

	if (i < t->len)
		return t->letters[i];
	if (enabled & 1u << (last - 'A'))
		return last;
	return 'A' + __builtin_ctz(enabled);
}

/* Say who moves from where; 0: nobody can. */
static char announce(const struct todo *t, struct walked *w)
{
	struct il_status status;
	unsigned int enabled;
	char actor;

	get_status(&status);
	enabled = who_can_move(&status);
	if (!enabled)
		return 0;
	actor = next_actor(t, w, enabled);
	lab_say("at %c %x %c", actor, enabled,
		step_check(actor, enabled, status.at[actor - 'A']));
	return actor;
}

void walk_carefully(const struct todo *t, struct walked *w)
{
	struct il_walk plan;
	unsigned int broken = 0;
	char actor;

	plan_walk(&plan, t);
	plan.nr_prefix = 0;
	plan.max_steps = 0;
	do_walk(&plan, w->step);
	w->nr_steps = 0;
	while (plan.outcome == IL_WALK_LONG && w->nr_steps < MAX_STEPS) {
		actor = announce(t, w);
		memset(&plan, 0, sizeof(plan));
		plan.prefix = (uintptr_t)&actor;
		plan.nr_prefix = actor != 0;
		plan.max_steps = 1;
		do_walk(&plan, &w->step[w->nr_steps]);
		if (plan.outcome == IL_WALK_DIVERGED)
			lab_die("uncontrolled nondeterminism at step %u of a schedule of %u",
				w->nr_steps + 1, t->len);
		if (plan.outcome == IL_WALK_LONG)
			broken |= judge_step(&plan);
		read_made(w->nr_steps, plan.nr_steps);
		w->nr_steps += plan.nr_steps;
	}
	plan.nr_steps = w->nr_steps;
	fill_in(w, &plan);
	w->choices = t->choices;
	w->broken |= broken;
}

bool walk_read(const char *line, struct walked *w)
{
	struct il_walk_step *s = &w->step[w->nr_steps];
	char actor, check, how[8];
	unsigned int enabled;

	if (sscanf(line, "at %c %x %c", &actor, &enabled, &check) == 3) {
		if (w->nr_steps == MAX_STEPS || actor < 'A' ||
		    actor >= (char)('A' + nr_actors))
			return false;
		s->actor = actor;
		s->enabled = enabled;
		s->touched = UINT32_MAX;
		w->check[w->nr_steps++] = check;
		return true;
	}
	if (sscanf(line, "ended %7s", how) != 1)
		return false;
	w->outcome = IL_WALK_STUCK;
	w->broken = !strcmp(how, "crash") ? KIND_CRASH :
		    !strcmp(how, "hang") ? KIND_HANG : 0;
	return w->broken;
}
