// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: scenes of the kernel, whose actors are kernel threads.
 *
 * Between two walks such an actor is done, and sleeps as a held one does.  To
 * set the scene takes no task but the controller: actors that are done become
 * actors that are held at "start".
 *
 * The controller may be killed in the middle of a walk, while threads are held, so
 * nothing can wait for them.  A thread lives until its run is over, however that came.
 * Threads keep the run, and the last one closes the scene; only the next one to open a
 * scene waits for that:
 *
 *	controller			thread
 *	----------			------
 *	opens, IL_THREADS		held
 *	is killed
 *	  il_free()			goes on; the run is over
 *	  returns			leave(); the last one: close()
 */
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/sched/stat.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include "interleave.h"

#define IL_OPEN_TICKS	HZ

static LIST_HEAD(il_scenes);
static DEFINE_MUTEX(il_scenes_lock);

/* Threads of the scene that is open, of whichever run. */
static atomic_t il_scene_users;

void il_scene_register(struct il_scene *scene)
{
	mutex_lock(&il_scenes_lock);
	list_add_tail(&scene->node, &il_scenes);
	mutex_unlock(&il_scenes_lock);
}

static struct il_scene *il_scene_find(const char *name)
{
	struct il_scene *scene, *found = NULL;

	mutex_lock(&il_scenes_lock);
	list_for_each_entry(scene, &il_scenes, node)
		if (!strcmp(scene->name, name))
			found = scene;
	mutex_unlock(&il_scenes_lock);
	return found;
}

static int il_thread(void *arg)
{
	struct il_actor *actor = arg;
	struct il_run *run = actor->run;
	struct il_scene *scene = run->threads;
	unsigned int i = actor - run->actor;
	struct task_struct *task;
	int err;

	sched_set_fifo_low(current);
	err = scene->enter ? scene->enter(i) : 0;
	if (err)
		WRITE_ONCE(run->threads_err, err);
	current->il_actor = actor;
	il_weak_begin(actor);
	while (!err && il_await_start(actor))
		scene->act(i);
	il_weak_end(actor);
	current->il_actor = NULL;
	if (!err && scene->leave)
		scene->leave(i);

	raw_spin_lock_irq(&run->lock);
	task = actor->task;
	actor->task = NULL;
	actor->phase = IL_PHASE_DONE;
	raw_spin_unlock_irq(&run->lock);
	put_task_struct(task);
	/* One is left over for the time of closing. */
	if (atomic_dec_return(&il_scene_users) == 1) {
		scene->close();
		atomic_set(&il_scene_users, 0);
	}
	il_run_put(run);
	return 0;
}

static int il_threads_create(struct il_run *run, struct il_scene *scene,
			     struct task_struct **task)
{
	unsigned int i;

	for (i = 0; i < scene->nr_actors; i++) {
		task[i] = kthread_create(il_thread, &run->actor[i], "%s/%c",
					 scene->name, 'A' + i);
		if (IS_ERR(task[i]))
			goto out;
	}
	return 0;
out:
	/* A thread that was never woken ends without a call of il_thread(). */
	while (i--)
		kthread_stop(task[i]);
	return -ENOMEM;
}

static void il_threads_start(struct il_run *run, struct il_scene *scene,
			     struct task_struct **task)
{
	struct il_actor *actor;
	unsigned int i;

	for (i = 0; i < scene->nr_actors; i++) {
		actor = &run->actor[i];
		kref_get(&run->ref);
		raw_spin_lock_irq(&run->lock);
		actor->letter = 'A' + i;
		actor->task = get_task_struct(task[i]);
		actor->phase = IL_PHASE_RUNNING;
		raw_spin_unlock_irq(&run->lock);
		wake_up_process(task[i]);
	}
}

/* Wait until the threads of an earlier run have ended; false: they do not. */
static bool il_scene_take(unsigned int nr_actors)
{
	int ticks;

	for (ticks = 0; ticks < IL_OPEN_TICKS; ticks++) {
		if (!atomic_cmpxchg(&il_scene_users, 0, nr_actors + 1))
			return true;
		schedule_timeout_uninterruptible(1);
	}
	return false;
}

static int il_threads_open(struct il_run *run, struct il_scene *scene,
			   const char *design)
{
	struct task_struct *task[IL_MAX_ACTORS];
	int err, ticks;

	if (!il_scene_take(scene->nr_actors))
		return -EBUSY;
	err = scene->open(design);
	if (err)
		goto out_users;
	err = il_threads_create(run, scene, task);
	if (err)
		goto out_close;
	run->threads = scene;
	il_threads_start(run, scene, task);
	for (ticks = 0; ticks < IL_OPEN_TICKS && !il_all_done(run); ticks++)
		schedule_timeout_uninterruptible(1);
	return il_all_done(run) ? READ_ONCE(run->threads_err) : -ETIME;

out_close:
	scene->close();
out_users:
	atomic_set(&il_scene_users, 0);
	return err;
}

long il_threads(struct il_run *run, struct il_threads __user *arg)
{
	struct il_scene *scene;
	struct il_threads t;
	int i, err;

	if (copy_from_user(&t, arg, sizeof(t)))
		return -EFAULT;
	t.name[IL_NAME_LEN - 1] = '\0';
	t.design[IL_NAME_LEN - 1] = '\0';
	scene = il_scene_find(t.name);
	if (!scene)
		return -ENOENT;
	if (current->il_actor || t.pad)
		return -EINVAL;
	for (i = 0; i < IL_MAX_ACTORS; i++)
		if (run->threads || READ_ONCE(run->actor[i].phase))
			return -EBUSY;
	err = il_threads_open(run, scene, t.design);
	if (err)
		return err;
	t.nr_actors = scene->nr_actors;
	return copy_to_user(arg, &t, sizeof(t)) ? -EFAULT : 0;
}

/* For il_scene_set(): the walk before this one has ended. */
int il_threads_set(struct il_run *run)
{
	struct il_scene *scene = run->threads;
	unsigned int i;
	int err, ticks;

	/* Whatever has to run because of the last walk does it now. */
	for (ticks = 0; ticks < IL_OPEN_TICKS && nr_running() > 1; ticks++)
		schedule_timeout_uninterruptible(1);
	err = scene->set ? scene->set() : 0;
	if (err)
		return err;
	/* Gone: its ->enter failed, or the run is over. */
	for (i = 0; i < scene->nr_actors; i++)
		if (!READ_ONCE(run->actor[i].task))
			return -ESRCH;
	raw_spin_lock_irq(&run->lock);
	for (i = 0; i < scene->nr_actors; i++)
		il_arrive(&run->actor[i], "", "start");
	raw_spin_unlock_irq(&run->lock);
	return 0;
}
