// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: which locks the actors have, for those who read a trace.
 *
 * After each step the list of lockdep is compared with what it was: 'l' for a lock
 * that is new in it, 'u' for one that has gone.  A lock that an actor waits for
 * is new, too; then 'w' follows.  What a step takes and gives back again is not
 * seen.  A lock that is taken twice, as a reader, counts once.
 */
#include <linux/lockdep.h>
#include "interleave.h"

#ifdef CONFIG_LOCKDEP

static bool il_has(const struct il_lock *lock, unsigned int n,
		   const struct lockdep_map *map)
{
	while (n--)
		if (lock[n].map == map)
			return true;
	return false;
}

static unsigned int il_collect(const struct task_struct *task,
			       struct il_lock *lock)
{
	unsigned int n = 0;
	int i;

	for (i = 0; task && i < task->lockdep_depth && n < IL_MAX_LOCKS; i++) {
		const struct lockdep_map *map = task->held_locks[i].instance;

		if (!il_has(lock, n, map))
			lock[n++] = (struct il_lock){ map, map->name };
	}
	return n;
}

static void il_trace_changes(struct il_run *run, struct il_actor *actor)
{
	struct il_lock now[IL_MAX_LOCKS];
	unsigned int n = il_collect(actor->task, now), i;

	for (i = 0; i < actor->nr_locks; i++)
		if (!il_has(now, n, actor->lock[i].map))
			il_trace(run, actor->letter, 'u', "",
				 actor->lock[i].name,
				 (unsigned long)actor->lock[i].map, 0);
	for (i = 0; i < n; i++)
		if (!il_has(actor->lock, actor->nr_locks, now[i].map))
			il_trace(run, actor->letter, 'l', "", now[i].name,
				 (unsigned long)now[i].map, 0);
	memcpy(actor->lock, now, sizeof(now));
	actor->nr_locks = n;
}

/* Caller holds run->lock; no actor is on the CPU. */
void il_trace_locks(struct il_run *run)
{
	struct il_actor *actor;

	lockdep_assert_held(&run->lock);
	if (!debug_locks)
		return;
	for (actor = run->actor; actor < run->actor + IL_MAX_ACTORS; actor++)
		if (actor->phase != IL_PHASE_ABSENT)
			il_trace_changes(run, actor);
}

#else

void il_trace_locks(struct il_run *run)
{
}

#endif
