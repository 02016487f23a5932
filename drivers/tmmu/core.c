// SPDX-License-Identifier: GPL-2.0
/*
 * Life of a secondary MMU: attach, detach, close.
 *
 * The subscription has a reference of its own, because a design may refuse to
 * unregister.  Such a secondary MMU is closed all the same: it holds no
 * translation, takes no new one, and answers its methods until release.
 */
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "tmmu.h"

/* All that are attached; written under the lock, read under RCU. */
LIST_HEAD(tmmu_all);
static DEFINE_RAW_SPINLOCK(tmmu_all_lock);
static DEFINE_IDA(tmmu_ida);

static const struct tmmu_consumer * const tmmu_consumers[] = {
	&tmmu_consumer_gru,
	&tmmu_consumer_kvm,
	&tmmu_consumer_xpmem,
};

static const struct tmmu_consumer *tmmu_consumer_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tmmu_consumers); i++)
		if (!strcmp(tmmu_consumers[i]->name, name))
			return tmmu_consumers[i];
	return NULL;
}

static void tmmu_free_work(struct work_struct *work)
{
	struct tmmu *t = container_of(to_rcu_work(work), struct tmmu, rwork);

	xa_destroy(&t->sptes);
	if (t->mm)
		mmdrop(t->mm);
	kvfree(t->gather);
	kfree(t);
}

static void tmmu_free(struct kref *ref)
{
	queue_rcu_work(system_wq, &container_of(ref, struct tmmu, ref)->rwork);
}

/* Any context that may take a spinlock_t. */
void tmmu_put(struct tmmu *t)
{
	kref_put(&t->ref, tmmu_free);
}

/* Everything of a zeroed @t that does not need an address space. */
void tmmu_init(struct tmmu *t, const struct tmmu_consumer *consumer,
	       u32 control)
{
	t->consumer = consumer;
	t->guard = consumer->guard;
	t->control = control;
	t->flags = consumer->flags;
	t->sub.ops = consumer->ops;
	t->sub.emm = tmmu_emm;
	kref_init(&t->ref);
	INIT_LIST_HEAD(&t->node);
	INIT_RCU_WORK(&t->rwork, tmmu_free_work);
	spin_lock_init(&t->mmu_lock);
	xa_init(&t->sptes);
	INIT_LIST_HEAD(&t->all);
	tmmu_guard_init(&t->guard_state);
	INIT_LIST_HEAD(&t->faults);
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
	if (a->flags & TMMU_REFUSE_BARE && t->guard != &tmmu_guard_interval)
		return -EINVAL;
	if (a->flags & TMMU_END_ONLY) {
		if (!t->consumer->end_only_ops)
			return -EINVAL;
		t->sub.ops = t->consumer->end_only_ops;
	}
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

static void tmmu_list(struct tmmu *t)
{
	raw_spin_lock_irq(&tmmu_all_lock);
	list_add_tail_rcu(&t->node, &tmmu_all);
	raw_spin_unlock_irq(&tmmu_all_lock);
}

/* The oracle judges it no more, and its number is free. */
static void tmmu_unlist(struct tmmu *t)
{
	raw_spin_lock_irq(&tmmu_all_lock);
	list_del_rcu(&t->node);
	raw_spin_unlock_irq(&tmmu_all_lock);
	ida_free(&tmmu_ida, t->id);
}

/**
 * tmmu_attach - a new secondary MMU on the memory of the calling process
 * @a: what is asked for; names end with a NUL
 * @witness: NULL or what may watch the same memory
 *
 * Returns it with the reference that tmmu_close() drops, or an error pointer:
 * -EINVAL, -ENOMEM, or an error of mmn_attach().
 */
struct tmmu *tmmu_attach(const struct tmmu_attach *a,
			 struct tmmu_witness *witness)
{
	const struct tmmu_consumer *c = tmmu_consumer_find(a->consumer);
	struct tmmu *t;
	int id, err;

	if (!c || a->control > TMMU_CONTROL_L8 || a->flags & ~TMMU_FLAGS ||
	    a->gather > TMMU_GATHER_MAX || !current->mm)
		return ERR_PTR(-EINVAL);

	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return ERR_PTR(-ENOMEM);
	tmmu_init(t, c, a->control);

	id = tmmu_choose(t, a);
	if (!id)
		id = ida_alloc_min(&tmmu_ida, 1, GFP_KERNEL);
	if (id < 0) {
		kvfree(t->gather);
		kfree(t);
		return ERR_PTR(id);
	}
	t->id = id;
	t->mm = current->mm;
	mmgrab(t->mm);
	tmmu_debugfs_add(t);
	tmmu_list(t);

	kref_get(&t->ref);
	err = t->guard->attach ? t->guard->attach(t) : 0;
	if (!err) {
		err = mmn_attach(&t->sub, t->mm, a->design);
		if (err && t->guard->detach)
			t->guard->detach(t);
	}
	if (err) {
		tmmu_unlist(t);
		tmmu_put(t);
		tmmu_put(t);
		return ERR_PTR(err);
	}
	if (t->flags & TMMU_SYNC_RCU) {
		il_point("attach.sync", 0, t->id);
		synchronize_rcu();
	}
	if (witness && tmmu_witness_of(witness, t->mm))
		tmmu_witness_attach(witness, t);
	return t;
}

/* Close @t, which is still subscribed; release drops the last reference. */
static void tmmu_orphan(struct tmmu *t)
{
	bool released;

	spin_lock(&t->mmu_lock);
	tmmu_kill(t);
	released = t->released;
	t->orphan = true;
	spin_unlock(&t->mmu_lock);
	if (t->guard->detach)
		t->guard->detach(t);
	tmmu_unlist(t);
	if (released)
		tmmu_put(t);
}

/* Not subscribed any more: drop all translations.  The file's reference stays. */
static void tmmu_gone(struct tmmu *t)
{
	WRITE_ONCE(t->detached, true);
	spin_lock(&t->mmu_lock);
	tmmu_kill(t);
	spin_unlock(&t->mmu_lock);
	if (t->guard->detach)
		t->guard->detach(t);
	tmmu_unlist(t);
	tmmu_put(t);
}

/*
 * Unsubscribe and drop all translations.  -EOPNOTSUPP when the design refuses;
 * nothing has changed then.
 */
int tmmu_detach(struct tmmu *t)
{
	struct tmmu_witness *w = tmmu_witness_detach(t);
	int err;

	if (t->control == TMMU_CONTROL_L7) {
		WRITE_ONCE(t->detached, true);
		tmmu_orphan(t);
		return 0;
	}
	err = mmn_detach(&t->sub);
	if (err) {
		if (w)
			tmmu_witness_attach(w, t);
		return err;
	}

	tmmu_gone(t);
	return 0;
}

/*
 * Unsubscribe and drop all translations, whatever the design says; nothing of
 * this mm is under way.
 */
void tmmu_evict(struct tmmu *t)
{
	tmmu_witness_detach(t);
	if (!t->detached && !t->released)
		mmn_evict(&t->sub);
	tmmu_gone(t);
}

/* The file is done with @t, whatever the design says to that. */
void tmmu_close(struct tmmu *t)
{
	if (!t->detached && tmmu_detach(t)) {
		tmmu_witness_detach(t);
		tmmu_orphan(t);
	}
	tmmu_put(t);
}

/* Counters, read without a lock: a held task may own mmu_lock. */
void tmmu_get_stats(struct tmmu *t, struct tmmu_stats *stats)
{
	*stats = t->stats;
	stats->active = t->guard->active(t);
	stats->sptes = READ_ONCE(t->nr_sptes);
	tmmu_witness_stats(t, stats);
}
