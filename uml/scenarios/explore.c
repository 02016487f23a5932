// SPDX-License-Identifier: GPL-2.0
/*
 * The search: every schedule of a scenario with at most so many preemptions.
 *
 * A schedule is known by the decisions that differ from the default, which is
 * to go on with the actor that moved last.  A walk tells who else could have
 * moved at each of its steps; each of these is another prefix to be tried.  Only
 * steps behind the prefix are branched at, so that no schedule comes twice.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "run.h"

#define MAX_STEPS	1024
#define MAX_KINDS	32
#define TELL_EVERY	1000

/* What was broken besides the laws 1 to 8. */
#define CHECK_BIT	(1u << 30)
#define STUCK_BIT	(1u << 31)

/* A prefix that waits to be tried. */
struct todo {
	struct todo	*next;
	unsigned int	len;
	unsigned int	preemptions;
	char		letters[];
};

/* A kind of failure: which laws, how often, and the best schedule for it. */
struct kind {
	unsigned int	broken;
	unsigned long	times;
	unsigned int	preemptions;
	unsigned int	len;
	char		letters[MAX_STEPS];
};

static struct todo *todo;
static struct kind kind[MAX_KINDS];
static unsigned int nr_kinds;
static unsigned long schedules, failing;
static unsigned int longest;
static unsigned long point_count[65536];
static struct il_walk_step step[MAX_STEPS];

static void push(const char *letters, unsigned int len, char last,
		 unsigned int preemptions)
{
	struct todo *t = malloc(sizeof(*t) + len + 1);

	if (!t)
		lab_die("no memory for what is left to do");
	memcpy(t->letters, letters, len);
	t->letters[len] = last;
	t->len = len + 1;
	t->preemptions = preemptions;
	t->next = todo;
	todo = t;
}

/* Was it a preemption to let @actor move at step @i? */
static bool preempts(unsigned int i, char actor)
{
	return i && step[i - 1].actor != actor &&
	       step[i].enabled & 1u << (step[i - 1].actor - 'A');
}

/* Everything that could have been done otherwise behind the prefix. */
static void branch(const struct il_walk *w, unsigned int from,
		   unsigned int bound)
{
	char letters[MAX_STEPS];
	unsigned int i, a, preemptions = 0;

	for (i = 0; i < w->nr_steps; i++) {
		for (a = 0; i >= from && a < nr_actors; a++) {
			unsigned int cost = preemptions + preempts(i, 'A' + a);

			if ('A' + a != step[i].actor &&
			    step[i].enabled & 1u << a && cost <= bound)
				push(letters, i, 'A' + a, cost);
		}
		letters[i] = step[i].actor;
		preemptions += preempts(i, step[i].actor);
	}
}

static unsigned int count_preemptions(const struct il_walk *w)
{
	unsigned int i, n = 0;

	for (i = 0; i < w->nr_steps; i++)
		n += preempts(i, step[i].actor);
	return n;
}

/* Of all schedules that fail alike, keep the easiest to read. */
static void remember(const struct il_walk *w, unsigned int broken)
{
	unsigned int i, preemptions = count_preemptions(w);
	struct kind *k;

	failing++;
	for (k = kind; k < kind + nr_kinds; k++)
		if (k->broken == broken)
			break;
	if (k == kind + MAX_KINDS)
		return;
	if (k == kind + nr_kinds) {
		nr_kinds++;
		k->broken = broken;
	} else if (k->preemptions < preemptions ||
		   (k->preemptions == preemptions && k->len <= w->nr_steps)) {
		k->times++;
		return;
	}
	k->times++;
	k->preemptions = preemptions;
	k->len = w->nr_steps;
	for (i = 0; i < w->nr_steps; i++)
		k->letters[i] = step[i].actor;
}

/* "A3 B2 A" */
static void spell(const char *letters, unsigned int len, char *text,
		  size_t size)
{
	unsigned int i, n;
	size_t used = 0;

	text[0] = '\0';
	for (i = 0; i < len && used < size; i += n) {
		for (n = 1; i + n < len && letters[i + n] == letters[i]; n++)
			;
		used += snprintf(text + used, size - used,
				 n > 1 ? "%s%c%u" : "%s%c", i ? " " : "",
				 letters[i], n);
	}
}

static void name_laws(unsigned int broken, char *text, size_t size)
{
	size_t len = 0;
	unsigned int law;

	text[0] = '\0';
	for (law = 1; law <= 8; law++)
		if (broken & 1u << law)
			len += snprintf(text + len, size - len, "%sL%u",
					len ? "," : "", law);
	if (broken & CHECK_BIT)
		len += snprintf(text + len, size - len, "%scheck",
				len ? "," : "");
	if (broken & STUCK_BIT)
		snprintf(text + len, size - len, "%sstuck", len ? "," : "");
}

static void say_found(void)
{
	char laws[64], text[4 * MAX_STEPS];
	struct kind *k;

	for (k = kind; k < kind + nr_kinds; k++) {
		name_laws(k->broken, laws, sizeof(laws));
		spell(k->letters, k->len, text, sizeof(text));
		lab_say("found %s in %lu schedules, first with %u preemptions: %s",
			laws, k->times, k->preemptions, text);
	}
}

static void say_points(void)
{
	struct il_point_name p = { .number = 0 };

	for (; !ioctl(run_fd, IL_POINT, &p); p.number++)
		lab_say("point %s %lu", p.name, point_count[p.number]);
}

/* Try one prefix.  Returns what was broken. */
static unsigned int try(const struct todo *t, struct il_walk *w)
{
	unsigned int broken = 0, i;

	lab->failed = 0;
	lab_forget();
	if (!run_again())
		lab_die("the scene cannot be set again after %lu schedules",
			schedules);
	memset(w, 0, sizeof(*w));
	w->prefix = (uintptr_t)t->letters;
	w->nr_prefix = t->len;
	w->steps = (uintptr_t)step;
	w->max_steps = MAX_STEPS;
	if (ioctl(run_fd, IL_WALK, w))
		lab_die("walk: %s", strerror(errno));
	if (w->outcome == IL_WALK_DIVERGED)
		lab_die("uncontrolled nondeterminism at step %u of a schedule of %u",
			w->nr_steps + 1, t->len);
	broken = lab_laws(w->outcome == IL_WALK_DONE, true);
	if (w->outcome != IL_WALK_DONE)
		broken |= STUCK_BIT | 1u << 3;
	if (lab->failed)
		broken |= CHECK_BIT;
	for (i = 0; i < w->nr_steps; i++)
		point_count[step[i].point]++;
	if (w->nr_steps > longest)
		longest = w->nr_steps;
	schedules++;
	return broken;
}

bool explore(void)
{
	const unsigned int bound = strtoul(lab_option("bound", "2"), NULL, 10);
	const unsigned long limit =
		strtoul(lab_option("limit", "1000000"), NULL, 10);
	struct todo none = { .len = 0 }, *t;
	unsigned int broken;
	struct il_walk w;

	if (!nr_actors)
		lab_die("%s has no actors: one schedule is all there is",
			sc->name);
	if (!run_start())
		lab_die("P does not start");
	/* An address space keeps what its first device has brought. */
	try(&none, &w);
	schedules = 0;
	memset(point_count, 0, sizeof(point_count));
	for (t = &none; t && schedules < limit; ) {
		broken = try(t, &w);
		if (broken)
			remember(&w, broken);
		branch(&w, t->len, bound);
		if (w.outcome != IL_WALK_DONE) {
			if (!run_stop()) {
				lab_say("note the search ends here: who waits cannot be killed");
				break;
			}
			if (!run_start())
				lab_die("P does not start again");
		}
		if (schedules % TELL_EVERY == 0)
			lab_say("so far %lu schedules, %lu failing", schedules,
				failing);
		if (t != &none)
			free(t);
		t = todo;
		if (t)
			todo = t->next;
	}
	lab_say("explored %lu schedules with at most %u preemptions%s, %lu failing, longest %u steps",
		schedules, bound, t ? ", more are left" : "", failing, longest);
	say_found();
	say_points();
	run_stop();
	return !failing;
}
