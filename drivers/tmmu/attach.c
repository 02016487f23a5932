// SPDX-License-Identifier: GPL-2.0
/*
 * A new secondary MMU: everything that is chosen by name, and the subscription.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/rwsem.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device.h"

static const struct tmmu_consumer * const tmmu_consumers[] = {
	&tmmu_consumer_gru,
	&tmmu_consumer_kvm,
	&tmmu_consumer_walker,
	&tmmu_consumer_xpmem,
};

static const struct tmmu_guard * const tmmu_guards[] = {
	&tmmu_guard_counter,
	&tmmu_guard_gru,
	&tmmu_guard_ignore_end,
	&tmmu_guard_interval,
	&tmmu_guard_none,
	&tmmu_guard_rwsem,
	&tmmu_guard_seqcount,
	&tmmu_guard_seqlock,
	&tmmu_guard_two_sided,
};

/* Name of consumer number @nr, from 0; NULL after the last. */
const char *tmmu_consumer_name(unsigned int nr)
{
	return nr < ARRAY_SIZE(tmmu_consumers) ? tmmu_consumers[nr]->name : NULL;
}

/* Name of guard number @nr, from 0; NULL after the last. */
const char *tmmu_guard_name(unsigned int nr)
{
	return nr < ARRAY_SIZE(tmmu_guards) ? tmmu_guards[nr]->name : NULL;
}

static const struct tmmu_consumer *tmmu_consumer_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tmmu_consumers); i++)
		if (!strcmp(tmmu_consumers[i]->name, name))
			return tmmu_consumers[i];
	return NULL;
}

static const struct tmmu_guard *tmmu_guard_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tmmu_guards); i++)
		if (!strcmp(tmmu_guards[i]->name, name))
			return tmmu_guards[i];
	return NULL;
}

/* What @a asks of a @t that was initialised for its consumer. */
static int tmmu_choose(struct tmmu *t, const struct tmmu_attach *a)
{
	t->flags |= a->flags;
	if (a->ranges[0]) {
		t->guard = tmmu_guard_find(a->ranges);
		if (!t->guard)
			return -EINVAL;
	}
	if (t->consumer->walk && t->guard != t->consumer->guard)
		return -EINVAL;
	if (a->flags & TMMU_REFUSE_BARE && t->guard != &tmmu_guard_interval)
		return -EINVAL;
	if (a->flags & TMMU_END_ONLY) {
		if (!t->consumer->end_only_ops)
			return -EINVAL;
		t->sub.ops = t->consumer->end_only_ops;
	}
	if (t->consumer->tlb_only &&
	    a->flags & (TMMU_SLOTS | TMMU_CACHE | TMMU_BIG))
		return -EINVAL;
	if (a->flags & TMMU_BIG &&
	    (t->flags & TMMU_PIN || a->flags & (TMMU_SLOTS | TMMU_CACHE)))
		return -EINVAL;
	if (a->flags & TMMU_SLOTS && tmmu_slots_open(t))
		return -ENOMEM;
	if (a->flags & TMMU_CACHE && tmmu_cache_open(t))
		return -ENOMEM;
	/* As after days of use: numbers that are too small show at once. */
	if (a->flags & TMMU_LATE)
		t->guard_state.counter.seq = INT_MAX;
	if (a->flags & TMMU_LATER)
		t->guard_state.counter.seq = UINT_MAX;
	if (a->gather) {
		if (!(t->flags & TMMU_PIN))
			return -EINVAL;
		t->gather = kvcalloc(a->gather, sizeof(*t->gather), GFP_KERNEL);
		if (!t->gather)
			return -ENOMEM;
		t->gather_max = a->gather;
	}
	return 0;
}

#ifdef CONFIG_PREEMPT_RT
/* The writer of a lock of mm is known by the rtmutex; lockdep may have given up by now. */
static bool tmmu_has(struct rw_semaphore *sem)
{
	unsigned long owner = (unsigned long)READ_ONCE(sem->rwbase.rtmutex.owner);

	return (owner & ~1UL) == (unsigned long)current;
}

static bool tmmu_has_lock_of(struct mm_struct *mm)
{
	VMA_ITERATOR(vmi, mm, 0);
	struct vm_area_struct *vma;
	bool has = false;

	if (tmmu_has(&mm->mmap_lock))
		return true;
	mmap_read_lock(mm);
	for_each_vma(vmi, vma)
		has |= vma->vm_file &&
		       tmmu_has(&vma->vm_file->f_mapping->i_mmap_rwsem);
	mmap_read_unlock(mm);
	return has;
}

/*
 * A registration that keeps a lock of mm lets everything hang later, far from
 * the mistake; so it ends here.  The caller holds no lock of mm.
 */
static void tmmu_gave_back(struct mm_struct *mm)
{
	if (!tmmu_has_lock_of(mm))
		return;
	pr_emerg("BUG: your task left the registration holding locks: what mmap_write_lock() and mm_take_all_locks() have taken is given back before it returns\n");
	msleep(20);	/* the console is a task */
	panic("a registration has kept locks");
}
#else
static void tmmu_gave_back(struct mm_struct *mm)
{
}
#endif

/**
 * tmmu_attach - a new secondary MMU on the memory of the calling process
 * @a: what is asked for; names end with a NUL
 *
 * Return: it, with the reference that tmmu_close() drops, or an error pointer:
 * -EINVAL, -ENOMEM, or an error of mmn_attach().
 */
struct tmmu *tmmu_attach(const struct tmmu_attach *a)
{
	const struct tmmu_consumer *c = tmmu_consumer_find(a->consumer);
	struct tmmu *t;
	int err;

	if (!c || a->control > TMMU_CONTROL_L10 || a->flags & ~TMMU_FLAGS ||
	    a->gather > TMMU_GATHER_MAX || !current->mm)
		return ERR_PTR(-EINVAL);

	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return ERR_PTR(-ENOMEM);
	tmmu_init(t, c, a->control);
	t->mm = current->mm;
	mmgrab(t->mm);

	err = tmmu_choose(t, a);
	if (!err)
		err = tmmu_list(t);
	if (err)
		goto out_put;

	kref_get(&t->ref);
	err = t->guard->attach ? t->guard->attach(t) : 0;
	if (err)
		goto out_unlist;
	err = mmn_attach(&t->sub, t->mm, a->design);
	tmmu_gave_back(t->mm);
	if (err)
		goto out_guard;
	if (t->flags & TMMU_SYNC_RCU) {
		il_point("attach.sync", 0, t->id);
		synchronize_rcu();
	}
	return t;

out_guard:
	if (t->guard->detach)
		t->guard->detach(t);
out_unlist:
	tmmu_unlist(t);
	tmmu_put(t);
out_put:
	tmmu_put(t);
	return ERR_PTR(err);
}
