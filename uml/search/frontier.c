// SPDX-License-Identifier: GPL-2.0
/*
 * The prefixes that wait to be tried, the newest first: so the frontier stays
 * short, and the order in which prefixes come does not depend on when the
 * search was interrupted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore.h"
#include "hash.h"
#include "schedule.h"

static struct todo *first;
static const struct todo *in_hand;	/* taken, and not yet accounted for */

static uint32_t hash_letters(const char *letters, unsigned int len)
{
	uint32_t hash = HASH_NOTHING;
	unsigned int i;

	for (i = 0; i < len; i++)
		hash = hash_byte(hash, letters[i]);
	return hash ^ hash >> 15;
}

static struct todo *new_todo(unsigned int len)
{
	struct todo *t = calloc(1, sizeof(*t) + len);

	if (!t)
		lab_die("no memory for the prefixes that wait");
	t->len = len;
	return t;
}

/* Whose it is: one more decision than @parent. */
static uint32_t owner(const struct todo *t, const struct todo *parent)
{
	char text[64];

	if (t->forks > OWNED_FORKS)
		return parent->owner;
	pack_choices(&t->choices, ' ', text, sizeof(text));
	return hash_letters(t->letters, t->len) ^
	       hash_text(HASH_NOTHING, text) ^ HASH_NOTHING;
}

static struct todo *branch_off(const struct walked *w, unsigned int at,
			       const struct todo *parent,
			       unsigned int preemptions, double weight)
{
	struct todo *t = new_todo(at + 1);
	unsigned int i;

	for (i = 0; i <= at; i++)
		t->letters[i] = w->step[i].actor;
	t->weight = weight;
	t->forks = parent->forks + 1;
	t->preemptions = preemptions;
	t->choices = parent->choices;
	t->next = first;
	first = t;
	return t;
}

/* Of @parent's walk @w: what if @actor had moved at step @at?  Its sleep set is empty. */
struct todo *frontier_push(const struct walked *w, unsigned int at, char actor,
			   const struct todo *parent, unsigned int preemptions,
			   double weight)
{
	struct todo *t = branch_off(w, at, parent, preemptions, weight);

	t->letters[at] = actor;
	t->owner = owner(t, parent);
	return t;
}

void frontier_choose(const struct walked *w, unsigned int at,
		     const struct il_choice *choice, const struct todo *parent,
		     unsigned int preemptions, double weight)
{
	struct todo *t = branch_off(w, at, parent, preemptions, weight);

	t->choices.choice[t->choices.nr++] = *choice;
	t->chosen = true;
	t->owner = owner(t, parent);
}

/* The empty prefix: all that there is. */
void frontier_root(void)
{
	first = new_todo(0);
	first->weight = 1;
}

struct todo *frontier_pop(void)
{
	struct todo *t = first;

	if (t)
		first = t->next;
	in_hand = t;
	return t;
}

void frontier_done(void)
{
	in_hand = NULL;
}

void frontier_again(struct todo *t)
{
	in_hand = NULL;
	t->next = first;
	first = t;
}

bool frontier_empty(void)
{
	return !first;
}

/*
 * All shards walk the first forks, to find what branches off; each counts those
 * that are its own, and goes on behind these only.
 */
bool frontier_ours(const struct todo *t, unsigned int shard,
		   unsigned int shards)
{
	return t->owner % shards == shard;
}

/* The oldest first, as frontier_read() wants them. */
static void say_one(const struct todo *t)
{
	const uint32_t *touched = t->touched;
	char text[MAX_TEXT], choices[64];

	pack_letters(t->letters, t->len, text, sizeof(text));
	pack_choices(&t->choices, ',', choices, sizeof(choices));
	lab_say("ck todo %a %u %x %u %x %x,%x,%x,%x,%x,%x,%x,%x %s %u %s", t->weight,
		t->forks, t->owner, t->preemptions, t->asleep, touched[0],
		touched[1], touched[2], touched[3], touched[4], touched[5],
		touched[6], touched[7], text, t->chosen, choices);
}

static void say_from(const struct todo *t)
{
	if (!t)
		return;
	say_from(t->next);
	say_one(t);
}

void frontier_say(void)
{
	say_from(first);
	if (in_hand)
		say_one(in_hand);
}

bool frontier_read(const char *line)
{
	unsigned int forks, owner, preemptions, asleep, chosen;
	char text[MAX_TEXT], letters[MAX_STEPS], choices[64];
	uint32_t touched[IL_MAX_ACTORS];
	struct todo *t;
	int len;
	double weight;

	if (sscanf(line, "todo %la %u %x %u %x %x,%x,%x,%x,%x,%x,%x,%x %4095s %u %63s",
		   &weight, &forks, &owner, &preemptions, &asleep, &touched[0],
		   &touched[1], &touched[2], &touched[3], &touched[4],
		   &touched[5], &touched[6], &touched[7], text, &chosen,
		   choices) != 16)
		return false;
	len = unpack_letters(text, letters, sizeof(letters));
	if (len < 0)
		return false;
	t = new_todo(len);
	memcpy(t->letters, letters, len);
	t->weight = weight;
	t->forks = forks;
	t->owner = owner;
	t->preemptions = preemptions;
	t->asleep = asleep;
	t->chosen = chosen;
	unpack_choices(choices, &t->choices);
	memcpy(t->touched, touched, sizeof(t->touched));
	t->next = first;
	first = t;
	return true;
}
