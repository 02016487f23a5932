// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: the scene of a walk.
 *
 * A search makes thousands of walks, with the same tasks.  Between two walks
 * these are servants: they sleep until the controller calls, set the scene (map,
 * touch, attach), and become actors.
 *
 *	controller		servant P		servant for actor A
 *	----------		---------		-------------------
 *				IL_SERVE, 0		IL_SERVE, 'A'
 *	IL_WALK			  sleeps		  sleeps
 *	  il_scene_set()
 *	    scene++		  returns
 *	    waits		sets the scene		  held at "start"
 *				IL_SERVE, 0
 *	  steps			  sleeps		  moves, ends
 *							IL_SERVE, 'A'
 *
 * The controller waits by ticks: in time-travel=inf-cpu mode a tick comes when
 * all is idle, so that every walk begins with nothing under way.
 */
#include <linux/wait.h>
#include "interleave.h"

#define IL_SCENE_TICKS	(60 * HZ)

/* Whoever moves when the next scene is called. */
void il_scene_init(struct il_run *run)
{
	init_waitqueue_head(&run->called);
}

static bool il_scene_ready(struct il_run *run, u8 scene, u8 nr_servants)
{
	bool ready;

	raw_spin_lock_irq(&run->lock);
	ready = il_held(run) == scene && run->nr_waiting >= nr_servants;
	raw_spin_unlock_irq(&run->lock);
	return ready;
}

/*
 * Forget the actors of the last walk, which are done, and the trace, and call
 * for a scene.  -ECANCELED: the run is over.  -EBUSY: one of the actors is not done.
 * -ESRCH: one of the kernel's threads has gone.  -ETIME: the servants did not come
 * back.
 */
int il_scene_set(struct il_run *run, u8 scene, u8 nr_servants)
{
	int i, ticks;

	if (READ_ONCE(run->free))
		return -ECANCELED;
	if (!il_all_done(run))
		return -EBUSY;
	raw_spin_lock_irq(&run->lock);
	for (i = 0; i < IL_MAX_ACTORS; i++)
		run->actor[i].phase = IL_PHASE_ABSENT;
	run->nr_events = 0;
	run->nr_read = 0;
	run->nr_lost = 0;
	run->nr_waiting = 0;
	il_past_reset();
	WRITE_ONCE(run->scene, run->scene + 1);
	raw_spin_unlock_irq(&run->lock);
	if (run->threads)
		return il_threads_set(run);
	wake_up_all(&run->called);

	for (ticks = 0; ticks < IL_SCENE_TICKS; ticks++) {
		schedule_timeout_uninterruptible(1);
		if (il_scene_ready(run, scene, nr_servants))
			return 0;
	}
	return -ETIME;
}

/* IL_SERVE.  Of the tasks that wait, the controller counts those with 0. */
long il_serve(struct il_run *run, unsigned long arg)
{
	unsigned int served = arg >> IL_SERVED_SHIFT;

	arg &= BIT(IL_SERVED_SHIFT) - 1;
	if (current->il_actor)
		il_done(current->il_actor);
	raw_spin_lock_irq(&run->lock);
	if (!arg && run->scene <= served)
		run->nr_waiting++;
	raw_spin_unlock_irq(&run->lock);

	if (wait_event_interruptible(run->called, READ_ONCE(run->free) ||
				     READ_ONCE(run->scene) > served))
		return -EINTR;
	if (READ_ONCE(run->free))
		return -ECANCELED;
	return arg > IL_SERVE_APART ? il_bind(run, arg) : 0;
}
