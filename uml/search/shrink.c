// SPDX-License-Identifier: GPL-2.0
/*
 * A failing schedule, made as easy to read as it gets: blocks of steps of one
 * actor are moved together as long as it still fails in the same way, then what
 * follows from the rule alone is left to the rule.  Before that, each access out of order
 * that it fails without comes into its order.
 *
 * What costs its processes or its kernel each time stays as it was found.
 */
#include <string.h>

#include "explore.h"

static unsigned int letters_of(const struct walked *w, char *letters)
{
	unsigned int i;

	for (i = 0; i < w->nr_steps; i++)
		letters[i] = w->step[i].actor;
	return i;
}

/* End of the block of steps of one actor that begins at @from. */
static unsigned int block_end(const char *letters, unsigned int from,
			      unsigned int len)
{
	unsigned int i = from;

	while (i < len && letters[i] == letters[from])
		i++;
	return i;
}

/*
 * Put the block at @from behind the next block of another actor, so that it
 * meets the steps of its own actor there.  False: there is no such block.
 */
static bool swap_blocks(const char *letters, unsigned int len,
			unsigned int from, char *out)
{
	unsigned int mid = block_end(letters, from, len);
	unsigned int end = block_end(letters, mid, len);

	if (mid == len)
		return false;
	memcpy(out, letters, from);
	memcpy(out + from, letters + mid, end - mid);
	memcpy(out + from + end - mid, letters + from, mid - from);
	memcpy(out + end, letters + end, len - end);
	return true;
}

/* One pass over the blocks.  True: @best has become better. */
static bool merge_blocks(struct walked *best)
{
	static struct walked w LAB_APART;
	char letters[MAX_STEPS], other[MAX_STEPS];
	unsigned int len = letters_of(best, letters), from;

	for (from = 0; from < len; from = block_end(letters, from, len)) {
		if (!swap_blocks(letters, len, from, other) ||
		    !walk_try(other, len, &best->choices, best->broken, &w) || !walk_better(&w, best))
			continue;
		*best = w;
		return true;
	}
	return false;
}

/* The shortest prefix that still leads there, by the rule from then on. */
static void trim(struct walked *best)
{
	static struct walked w LAB_APART;
	char letters[MAX_STEPS];
	unsigned int len = letters_of(best, letters), n;

	for (n = 0; n < len; n++)
		if (walk_try(letters, n, &best->choices, best->broken, &w) &&
		    walk_preemptions(&w) <= walk_preemptions(best)) {
			*best = w;
			return;
		}
}

/* One pass over what is out of order.  True: @best does without one of them. */
static bool put_in_order(struct walked *best)
{
	static struct walked w LAB_APART;
	char letters[MAX_STEPS];
	unsigned int len = letters_of(best, letters), i;
	struct il_choices fewer;

	for (i = 0; i < best->choices.nr; i++) {
		fewer = best->choices;
		memmove(&fewer.choice[i], &fewer.choice[i + 1],
			(IL_MAX_CHOICES - 1 - i) * sizeof(fewer.choice[0]));
		memset(&fewer.choice[IL_MAX_CHOICES - 1], 0, sizeof(fewer.choice[0]));
		fewer.nr--;
		if (walk_try(letters, len, &fewer, best->broken, &w)) {
			*best = w;
			return true;
		}
	}
	return false;
}

void shrink(struct walked *best, bool sure)
{
	if (best->broken & (KIND_STUCK | KIND_REPORT | KIND_CRASH | KIND_HANG))
		return;
	while (put_in_order(best))
		;
	while (!sure && merge_blocks(best))
		;
	trim(best);
}
