// SPDX-License-Identifier: GPL-2.0
/*
 * The loop: every schedule of a scenario, or every one with at most so many
 * preemptions, and at most so many accesses out of order.
 *
 * A schedule is known by the decisions that differ from the default, which is to
 * go on with the actor that moved last.  A walk tells who else could have moved at
 * each of its steps; each of these is another prefix to be tried.  Only steps
 * behind the prefix are branched at, so that no schedule comes twice.
 */
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "hash.h"

#define TELL_EVERY	256
#define SAVE_EVERY	2048
#define LEFT_BEHIND	(KIND_STUCK | 1u << 3)

static struct walked w LAB_APART;

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

/* The accesses of one kind that step @i has made, of actor number @a: from (excluded), to. */
static void made_in(unsigned int i, unsigned int what, unsigned int a,
		    unsigned int *from, unsigned int *to)
{
	const struct il_made *m = &walk_made[i];

	if (what == IL_LATE) {
		*from = i ? m[-1].stores[a] : 0;
		*to = m->stores[a];
		if (*from < m->settled[a])
			*from = m->settled[a];
	} else {
		*from = i ? m[-1].loads[a] : 0;
		*to = m->loads[a];
	}
}

/* Has @t decided on @c of its last step, or on one behind it? */
static bool decided(const struct todo *t, const struct il_choice *c)
{
	const struct il_choice *last = &t->choices.choice[t->choices.nr - 1];

	if (c->what != last->what)
		return c->what < last->what;
	if (c->actor != last->actor)
		return c->actor < last->actor;
	return c->number <= last->number;
}

/*
 * The accesses of step @i that could have been out of order, in the order of decided();
 * with @share they are pushed.
 */
static unsigned int choices(const struct todo *t, unsigned int i,
			    unsigned int preemptions, double share)
{
	unsigned int what, a, number, to, n = 0;
	struct il_choice c;

	if (t->choices.nr >= asked.delays || i + 1 < t->len)
		return 0;
	for (what = IL_LATE; what <= IL_OLD; what++)
		for (a = 0; a < nr_actors; a++) {
			made_in(i, what, a, &number, &to);
			while (++number <= to) {
				c = (struct il_choice){ 'A' + a, what, number };
				if (t->chosen && i + 1 == t->len && decided(t, &c))
					continue;
				n++;
				if (share != 0)
					frontier_choose(&w, i, &c, t, preemptions, share);
			}
		}
	return n;
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
			if (!(others(i) & 1u << a) || cost > asked.bound)
				continue;
			n++;
			if (share == 0)
				continue;
			child = frontier_push(&w, i, 'A' + a, t, cost, share);
			if (asked.reduce)
				put_to_sleep(child, t, i);
		}
		before += walk_preempts(&w, i, w.step[i].actor);
		n += choices(t, i, before, share);
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

static bool ours(const struct todo *t)
{
	return frontier_ours(t, asked.shard, asked.shards);
}

/* Count @w, which was walked, or has ended its kernel, for @t. */
static void account(const struct todo *t)
{
	char name[128];

	if (!counts.signature && !t->len)
		counts.signature = hash_text(HASH_NOTHING, w.check);
	if (!ours(t))
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
	if (asked.states) {
		found_name(w.broken, name, sizeof(name));
		lab_say("state %016lx %s", w.state, name[0] ? name : "-");
	}
}

static enum walk_end one(struct todo *t, bool carefully)
{
	enum walk_end end = WALK_MADE;

	if (carefully)
		walk_carefully(t, &w);
	else
		end = walk(t, &w);
	if (end != WALK_MADE)
		return end;
	account(t);
	if (ours(t))
		points_count(&w);
	if (t->forks < OWNED_FORKS || ours(t))
		branch(t);
	frontier_done();
	return WALK_MADE;
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

bool search(unsigned long limit, bool save)
{
	unsigned long tried;
	struct todo *t;

	for (tried = 0; (!limit || tried < limit) && !frontier_empty(); tried++) {
		/* Also behind the last careful one, which is not to be taken for the next. */
		if (save && (tried <= asked.careful || tried % SAVE_EVERY == 0))
			state_say();
		t = frontier_pop();
		switch (one(t, tried < asked.careful)) {
		case WALK_MADE:
			break;
		case WALK_NO_SCENE:
			left_behind();
			frontier_again(t);
			return false;
		case WALK_LOST:
			return false;
		}
		if ((tried + 1) % TELL_EVERY == 0)
			progress(t);
		free(t);
		if (w.broken & KIND_REPORT)
			return false;
		if (w.outcome != IL_WALK_DONE && !walk_afresh())
			return false;
		if (asked.first && counts.failing)
			break;
	}
	return true;
}

/* The root, which is in @w, is all that is known. */
static void root_alone(void)
{
	static const struct todo none;

	frontier_root();
	account(&none);
}

enum state_found search_resume(void)
{
	enum state_found found = state_read(&w);
	struct todo *t;

	switch (found) {
	case STATE_WHOLE:
		break;
	case STATE_ENDED:
		t = frontier_pop();
		if (!t)
			lab_die("the kernel ended in a run, and no run was left to make");
		w.choices = t->choices;
		account(t);
		branch(t);
		frontier_done();
		free(t);
		break;
	case STATE_FIRST_ENDED:
		root_alone();
		break;
	case STATE_NONE:
		frontier_root();
		break;
	}
	return found;
}

/* The walk of search_first(), in which alone there was no device before the first one. */
static struct walked first LAB_APART;

void search_note_first(void)
{
	static const struct todo none;

	if (!first.broken || !ours(&none) || found_has(first.broken))
		return;
	counts.failing++;
	found_note(&first);
}

/*
 * What the first walk has left lets another one be made, of the same schedule.  What the
 * kernel reports in that one it owes to the first, which has set another scene.
 */
static bool goes_on(const struct todo *none)
{
	static struct walked again LAB_APART;

	if (w.outcome != IL_WALK_DONE)
		return walk_afresh();
	if (walk(none, &again) != WALK_MADE)
		return false;
	w.broken |= again.broken & KIND_REPORT;
	if (w.broken & KIND_REPORT)
		return false;
	return again.outcome == IL_WALK_DONE || walk_afresh();
}

bool search_first(void)
{
	static const struct todo none;

	if (asked.careful)
		walk_carefully(&none, &w);
	else
		walk(&none, &w);
	first = w;
	if (!(w.broken & KIND_REPORT)) {
		if (goes_on(&none))
			return true;
		if (!(w.broken & KIND_REPORT))
			w.broken |= LEFT_BEHIND;
	}
	root_alone();
	return false;
}
