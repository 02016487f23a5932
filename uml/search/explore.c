// SPDX-License-Identifier: GPL-2.0
/*
 * The search: every schedule of a scenario, or every one with at most so many
 * preemptions.
 *
 * A schedule is known by the decisions that differ from the default, which is to
 * go on with the actor that moved last.  A walk tells who else could have moved at
 * each of its steps; each of these is another prefix to be tried.  Only steps
 * behind the prefix are branched at, so that no schedule comes twice.
 *
 *	bound=N | all		preemptions; 2
 *	reduce=1		leave out schedules that differ from another only in
 *				the order of steps that commute; with bound=all
 *	limit=N			schedules of this call
 *	shard=I/N		only the I-th part of N
 *	careful=N		say each step of the first N schedules beforehand
 *	chance=N depth=D seed=S	N walks by chance instead
 *	states=1		say the end states
 *	measure=N		what a schedule costs; see measure.c
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "schedule.h"

#define TELL_EVERY	256
#define SAVE_EVERY	2048
#define LEFT_BEHIND	(KIND_STUCK | 1u << 3)

struct counts counts;

static unsigned int bound, shard, shards;
static bool reduce, tell_states;
static struct walked w;

static unsigned long number(const char *key, const char *otherwise)
{
	const char *text = lab_option(key, otherwise);
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text)
		lab_die("%s=%s: not a number", key, text);
	return n;
}

static void take_options(void)
{
	const char *text = lab_option("shard", "1/1");

	bound = strcmp(lab_option("bound", "2"), "all") ? number("bound", "2") :
		NO_BOUND;
	reduce = number("reduce", "0");
	tell_states = number("states", "0");
	if (reduce && bound != NO_BOUND)
		lab_die("reduce=1 is for bound=all: a schedule that is left out may have had fewer preemptions than the one it stands for");
	if (sscanf(text, "%u/%u", &shard, &shards) != 2 || !shard ||
	    shard > shards)
		lab_die("shard=%s: not I/N with I from 1 to N", text);
	shard--;
}

/* Who could have moved at step @i instead. */
static unsigned int others(unsigned int i)
{
	return w.step[i].enabled & ~w.step[i].asleep &
	       ~(1u << (w.step[i].actor - 'A'));
}

/*
 * Step @i was tried, and who slept before it still does: whoever moves there instead
 * finds them in its sleep set.
 */
static void put_to_sleep(struct todo *child, const struct todo *t, unsigned int i)
{
	const unsigned int tried = w.step[i].actor - 'A';

	memcpy(child->touched, t->touched, sizeof(child->touched));
	child->touched[tried] = w.step[i].touched;
	child->asleep = w.step[i].asleep | 1u << tried;
}

/* How many prefixes branch off; with @share they are pushed. */
static unsigned int branches(const struct todo *t, double share)
{
	const unsigned int end = w.redundant ? w.redundant - 1 : w.nr_steps;
	unsigned int before = 0, cost, i, a, n = 0;
	struct todo *child;

	for (i = 0; i < end; i++) {
		for (a = 0; i >= t->len && a < nr_actors; a++) {
			cost = before + walk_preempts(&w, i, 'A' + a);
			if (!(others(i) & 1u << a) || cost > bound)
				continue;
			n++;
			if (share == 0)
				continue;
			child = frontier_push(&w, i, 'A' + a, t, cost, share);
			if (reduce)
				put_to_sleep(child, t, i);
		}
		before += walk_preempts(&w, i, w.step[i].actor);
	}
	return n;
}

/* Everything that could have been done otherwise behind the prefix. */
static void branch(const struct todo *t)
{
	double share = t->weight / (branches(t, 0) + 1);

	branches(t, share);
	counts.done += share;
}

static uint32_t sign(void)
{
	uint32_t hash = 0x811c9dc5;
	const char *p;

	for (p = w.check; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x01000193;
	return hash;
}

/* Count @w, which was walked, or has ended its kernel, for @t. */
static void account(const struct todo *t)
{
	char name[128];

	if (!counts.signature && !t->len)
		counts.signature = sign();
	if (!frontier_ours(t, shard, shards))
		return;
	if (w.redundant) {
		counts.redundant++;
		return;
	}
	counts.schedules++;
	counts.steps += w.nr_steps;
	if (w.nr_steps > counts.longest)
		counts.longest = w.nr_steps;
	if (w.broken) {
		counts.failing++;
		found_note(&w);
	}
	if (tell_states) {
		found_name(w.broken, name, sizeof(name));
		lab_say("state %016lx %s", w.state, name[0] ? name : "-");
	}
}

static bool one(struct todo *t, bool carefully)
{
	if (carefully)
		walk_carefully(t, &w);
	else if (!walk(t, &w))
		return false;
	account(t);
	if (frontier_ours(t, shard, shards))
		points_count(&w);
	if (t->forks < OWNED_FORKS || frontier_ours(t, shard, shards))
		branch(t);
	frontier_done();
	return true;
}

static void progress(const struct todo *t)
{
	lab_say("progress %lu %lu %u %.6f", counts.schedules, counts.failing,
		t->forks, counts.done);
}

/* The last walk, which is in @w, has ended well, and yet something hangs. */
static void left_behind(void)
{
	if (!w.broken)
		counts.failing++;
	w.broken |= LEFT_BEHIND;
	found_note(&w);
}

/*
 * True: the search has come to its end, or to the limit.  False: the kernel has
 * reported something and is not to be trusted any more; another boot goes on.
 */
bool search(unsigned long limit, bool save)
{
	unsigned long tried = 0, careful = number("careful", "0");
	struct todo *t;

	while ((!limit || tried < limit) && !frontier_empty()) {
		if (save && (tried < careful || tried % SAVE_EVERY == 0))
			state_say();
		t = frontier_pop();
		if (!one(t, tried < careful)) {
			left_behind();
			frontier_again(t);
			state_say();
			return false;
		}
		if (++tried % TELL_EVERY == 0)
			progress(t);
		free(t);
		if (w.broken & KIND_REPORT) {
			state_say();
			return false;
		}
		if (w.outcome != IL_WALK_DONE)
			walk_afresh();
	}
	if (save)
		state_say();
	return true;
}

/* The root of the search, or what another boot has left of it. */
static void begin(void)
{
	struct todo *t;

	if (state_read(&w)) {
		if (!w.broken)
			return;
		t = frontier_pop();
		if (!t)
			lab_die("a walk has ended its kernel, and there was none to do");
		account(t);
		branch(t);
		frontier_done();
		free(t);
		return;
	}
	frontier_root();
}

/*
 * The default schedule, not to be counted: an address space keeps what its first
 * device has brought.  True: the kernel has reported something already, or is left
 * such that there is no second one.  It would be so in every boot, so this is all
 * that can be said of the scenario.
 */
static bool first_walk(void)
{
	static const struct todo none;
	static struct walked again;

	if (number("careful", "0"))
		walk_carefully(&none, &w);
	else
		walk(&none, &w);
	if (!(w.broken & KIND_REPORT)) {
		if (w.outcome != IL_WALK_DONE) {
			walk_afresh();
			return false;
		}
		if (walk(&none, &again)) {
			if (again.outcome != IL_WALK_DONE)
				walk_afresh();
			return false;
		}
		w.broken |= LEFT_BEHIND;
	}
	frontier_root();
	account(&none);
	return true;
}

bool explore(void)
{
	bool whole;

	if (!nr_actors)
		lab_die("%s has no actors: one schedule is all there is",
			sc->name);
	take_options();
	lab_say("actors %u", nr_actors);
	if (sc->prepare)
		sc->prepare();
	if (run_start() != P_DONE)
		lab_die("P does not start");
	points_declare();
	whole = first_walk();
	if (!whole && number("measure", "0")) {
		measure(number("measure", "0"), number("rounds", "5"));
		run_stop();
		return true;
	}
	if (!whole) {
		begin();
		whole = search(number("limit", "0"), true);
	}
	if (!whole) {
		lab_say("restart report");
		run_stop();
		return true;
	}
	if (number("chance", "0"))
		chance(number("chance", "0"), number("depth", "2"), shard,
		       shards);
	found_shrink(frontier_empty() && !number("chance", "0"));
	lab_say("explored %lu %lu %lu %lu %lu %u %s", counts.schedules,
		counts.failing, counts.redundant, counts.steps, counts.again,
		counts.longest, frontier_empty() ? "all" :
		counts.schedules == 1 ? "first" : "some");
	lab_say("signature %08x", counts.signature);
	found_say();
	points_say();
	run_stop();
	return !counts.failing;
}
