// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: a run and its controller, /dev/interleave.
 *
 * Actors run at a real-time priority, the controller at a normal one.  On one
 * CPU the controller therefore runs only when every actor is held, asleep or
 * done; it needs no handshake to know that a step is over.  (The fair server, which
 * keeps time for normal tasks, is off in this kernel; il_prove_floor() looks.)  In a
 * walk actors hand over to each other meanwhile, see il_walk_on().
 *
 * Nobody is held longer than there is a task that could let him go.  The owner of a run
 * may end in any way, so do_exit() opens all gates before anything is given back; the
 * last close(2) would be too late:
 *
 *	owner				actor
 *	-----				-----
 *					held inside a page-table lock
 *	is killed
 *	do_exit()
 *	  il_owner_exit()
 *	    run->free, all are woken
 *					goes on, drops the lock
 *	  exit_mm()
 *	    wants the page-table lock
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/sched/rt.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <uapi/linux/sched/types.h>
#include "interleave.h"

#define IL_MAX_STEPS	65535

/* The one run there is; il_run_lock protects the pointer and run->owner. */
struct il_run *il_run;
DEFINE_RAW_SPINLOCK(il_run_lock);

static const struct il_checker *il_checker;

void il_set_checker(const struct il_checker *checker)
{
	WRITE_ONCE(il_checker, checker);
}

const struct il_checker *il_get_checker(struct il_run *run)
{
	return run->threads ? &run->threads->checker : READ_ONCE(il_checker);
}

/*
 * Room for a trace that no run has now.  What is unmapped stays a mapping of the UML process
 * for long, and each fork in the guest copies these on the host.
 */
static struct il_event *il_spare_events;

static struct il_event *il_get_events(void)
{
	struct il_event *event = xchg(&il_spare_events, NULL);

	return event ?: vmalloc(array_size(IL_MAX_EVENTS, sizeof(*event)));
}

static void il_put_events(struct il_event *event)
{
	vfree(xchg(&il_spare_events, event));
}

static void il_run_free(struct kref *ref)
{
	struct il_run *run = container_of(ref, struct il_run, ref);

	kvfree(run->made);
	kvfree(run->steps);
	kfree(run->prefix);
	il_put_events(run->event);
	kfree(run);
}

void il_run_put(struct il_run *run)
{
	kref_put(&run->ref, il_run_free);
}

static enum il_state il_look(struct il_actor *actor, char *at)
{
	enum il_state state = IL_ABSENT;

	raw_spin_lock_irq(&actor->run->lock);
	at[0] = '\0';
	switch (actor->phase) {
	case IL_PHASE_ABSENT:
		break;
	case IL_PHASE_HELD:
		state = IL_PARKED;
		snprintf(at, IL_NAME_LEN, "%s%s", actor->prefix, actor->name);
		break;
	case IL_PHASE_RUNNING:
		state = IL_BLOCKED;
		break;
	case IL_PHASE_DONE:
		state = IL_DONE;
		break;
	}
	raw_spin_unlock_irq(&actor->run->lock);
	return state;
}

static struct il_actor *il_actor_of(struct il_run *run, unsigned long letter)
{
	if (letter < 'A' || letter >= 'A' + IL_MAX_ACTORS)
		return NULL;
	return &run->actor[letter - 'A'];
}

/* One step: from the point at which @actor is held to its next one. */
static bool il_step_once(struct il_run *run, struct il_actor *actor)
{
	const struct il_checker *checker = il_get_checker(run);

	raw_spin_lock_irq(&run->lock);
	il_grant(actor);
	raw_spin_unlock_irq(&run->lock);
	il_settle(run, actor);
	if (checker && checker->show && run->talks)
		checker->show();
	return checker && checker->check(false);
}

/* IL_STEP */
static long il_step(struct il_run *run, struct il_step __user *arg)
{
	struct il_actor *actor;
	struct il_step s;

	if (copy_from_user(&s, arg, sizeof(s)))
		return -EFAULT;
	actor = il_actor_of(run, s.actor);
	if (!actor || s.mode > IL_TO_END || s.pad ||
	    (s.mode == IL_COUNT && !s.count))
		return -EINVAL;
	s.point[IL_NAME_LEN - 1] = '\0';
	s.taken = 0;
	s.stop = 0;

	/* Actors that were let go by someone else's step settle first. */
	il_settle(run, actor);
	for (;;) {
		s.state = il_look(actor, s.at);
		if (s.state != IL_PARKED || s.stop)
			break;
		if (s.mode == IL_COUNT && s.taken == s.count)
			break;
		if (s.mode == IL_UNTIL && !strcmp(s.at, s.point))
			break;
		if (s.taken == IL_MAX_STEPS)
			return -ELOOP;
		s.stop = il_step_once(run, actor);
		s.taken++;
	}
	return copy_to_user(arg, &s, sizeof(s)) ? -EFAULT : 0;
}

static long il_status(struct il_run *run, struct il_status __user *arg)
{
	struct il_status *st;
	long ret = 0;
	int i;

	st = kzalloc(sizeof(*st), GFP_KERNEL);
	if (!st)
		return -ENOMEM;
	for (i = 0; i < IL_MAX_ACTORS; i++) {
		struct il_actor *actor = &run->actor[i];

		st->state[i] = il_look(actor, st->at[i]);
		raw_spin_lock_irq(&run->lock);
		if (actor->task)
			st->pid[i] = task_pid_vnr(actor->task);
		raw_spin_unlock_irq(&run->lock);
	}
	if (copy_to_user(arg, st, sizeof(*st)))
		ret = -EFAULT;
	kfree(st);
	return ret;
}

long il_bind(struct il_run *run, unsigned long letter)
{
	struct il_actor *actor = il_actor_of(run, letter);

	if (!actor || current->il_actor)
		return -EINVAL;
	raw_spin_lock_irq(&run->lock);
	if (run->threads || actor->phase != IL_PHASE_ABSENT) {
		raw_spin_unlock_irq(&run->lock);
		return -EBUSY;
	}
	actor->run = run;
	actor->letter = letter;
	actor->task = get_task_struct(current);
	actor->phase = IL_PHASE_RUNNING;
	kref_get(&run->ref);
	raw_spin_unlock_irq(&run->lock);

	if (!rt_task(current))
		sched_set_fifo_low(current);
	current->sched_reset_on_fork = 1;
	current->il_actor = actor;
	il_weak_begin(actor);
	il_hold(actor, "", "start", 0, 0);
	return 0;
}

static long il_unbind(struct il_run *run)
{
	struct il_actor *actor = current->il_actor;

	if (!actor || actor->run != run)
		return -EINVAL;
	il_done(actor);
	sched_set_normal(current, 0);
	return 0;
}

/*
 * What moves actors: one caller at a time, or two would let go the same one.  An actor
 * cannot.
 */
static long il_move(struct il_run *run, unsigned int cmd, unsigned long arg)
{
	long ret;

	if (current->il_actor)
		return -EINVAL;
	if (test_and_set_bit_lock(0, &run->busy))
		return -EBUSY;
	run->talks = cmd == IL_STEP;
	if (run->talks)
		ret = il_step(run, (struct il_step __user *)arg);
	else
		ret = il_walk(run, (struct il_walk __user *)arg);
	clear_bit_unlock(0, &run->busy);
	return ret;
}

static long il_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct il_run *run = file->private_data;

	switch (cmd) {
	case IL_BIND:
		return il_bind(run, arg);
	case IL_UNBIND:
		return il_unbind(run);
	case IL_STEP:
	case IL_WALK:
		return il_move(run, cmd, arg);
	case IL_STATUS:
		return il_status(run, (struct il_status __user *)arg);
	case IL_FREE:
		il_free(run);
		return 0;
	case IL_SERVE:
		return il_serve(run, arg);
	case IL_THREADS:
		return il_threads(run, (struct il_threads __user *)arg);
	case IL_DECLARE:
		return il_declare(run, (struct il_declare __user *)arg);
	case IL_CHOOSE:
		return il_choices(run, (struct il_choices __user *)arg);
	case IL_MADE:
		return il_made(run, (struct il_made_in __user *)arg);
	case IL_POINT:
		return il_point_name(run, (struct il_point_name __user *)arg);
	}
	return -ENOTTY;
}

static ssize_t il_read(struct file *file, char __user *buf, size_t len,
		       loff_t *pos)
{
	return il_trace_read(file->private_data, buf, len);
}

static int il_open(struct inode *inode, struct file *file)
{
	struct il_run *run;
	int i, ret = -ENOMEM;

	run = kzalloc(sizeof(*run), GFP_KERNEL);
	if (!run)
		return ret;
	run->event = il_get_events();
	if (!run->event)
		goto out_run;
	kref_init(&run->ref);
	raw_spin_lock_init(&run->lock);
	il_scene_init(run);
	run->owner = current;
	for (i = 0; i < IL_MAX_ACTORS; i++)
		run->actor[i].run = run;

	raw_spin_lock_irq(&il_run_lock);
	if (il_run) {
		raw_spin_unlock_irq(&il_run_lock);
		ret = -EBUSY;
		goto out_event;
	}
	il_run = run;
	WRITE_ONCE(il_active, true);
	raw_spin_unlock_irq(&il_run_lock);
	il_weak_open();
	file->private_data = run;
	return stream_open(inode, file);

out_event:
	il_put_events(run->event);
out_run:
	kfree(run);
	return ret;
}

static int il_release(struct inode *inode, struct file *file)
{
	struct il_run *run = file->private_data;

	raw_spin_lock_irq(&il_run_lock);
	WRITE_ONCE(il_active, false);
	il_run = NULL;
	raw_spin_unlock_irq(&il_run_lock);
	il_free(run);
	il_weak_close();
	il_run_put(run);
	return 0;
}

static const struct file_operations il_fops = {
	.owner		= THIS_MODULE,
	.open		= il_open,
	.release	= il_release,
	.read		= il_read,
	.unlocked_ioctl	= il_ioctl,
};

static struct miscdevice il_dev = {
	.minor		= MISC_DYNAMIC_MINOR,
	.name		= "interleave",
	.fops		= &il_fops,
};
builtin_misc_device(il_dev);
