// SPDX-License-Identifier: GPL-2.0
/*
 * Walks by chance, for scenarios with too many schedules: each actor gets a
 * priority, the highest that can move moves, and at depth - 1 steps chosen by
 * chance the one that would move falls behind all others.  A failure that needs
 * depth ordered steps is met by one such walk with a probability of at least
 * 1 / (n * k ^ (depth - 1)), for n actors and k steps (Burckhardt et al., "A
 * randomized scheduler with probabilistic guarantees of finding bugs", 2010).
 *
 * Walk number i depends on i and seed= only: shards and later calls divide the
 * numbers between them.
 */
#include <math.h>
#include <string.h>

#include "explore.h"

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static void plan(struct il_walk *p, uint64_t seed, unsigned int depth,
		 unsigned int steps)
{
	unsigned int i, other;
	uint8_t swap;

	memset(p, 0, sizeof(*p));
	for (i = 0; i < nr_actors; i++)
		p->prio[i] = IL_MAX_CHANGES + 1 + i;
	for (i = nr_actors - 1; i > 0; i--) {
		other = draw(&seed) % (i + 1);
		swap = p->prio[i];
		p->prio[i] = p->prio[other];
		p->prio[other] = swap;
	}
	p->nr_changes = depth - 1;
	for (i = 0; i < p->nr_changes; i++)
		p->change[i] = draw(&seed) % steps;
}

bool chance(void)
{
	const unsigned int steps = counts.longest ? counts.longest : 1;
	const unsigned int depth = asked.depth;
	static struct walked w LAB_APART;
	struct il_walk p;
	unsigned long i, walked = 0;
	double one;

	for (i = 0; i < asked.chance; i++) {
		if (i % asked.shards != asked.shard)
			continue;
		plan(&p, asked.seed * 1000003 + i, depth, steps);
		walk_by_priority(&p, &w);
		counts.schedules++;
		walked++;
		counts.steps += w.nr_steps;
		points_count(&w);
		if (w.broken) {
			counts.failing++;
			found_note(&w);
		}
		if (w.broken & KIND_REPORT)
			break;
		if (w.outcome != IL_WALK_DONE && !walk_afresh())
			return false;
	}
	one = 1 / (nr_actors * pow(steps, depth - 1));
	lab_say("promise %lu walks of depth %u, %u actors, %u steps: a failure that needs %u steps in one order is missed with a probability of at most %.2g",
		walked, depth, nr_actors, steps, depth, pow(1 - one, walked));
	return true;
}
