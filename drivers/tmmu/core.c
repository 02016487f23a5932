// SPDX-License-Identifier: GPL-2.0
/*
 * Life of a secondary MMU: on the list, released, detached, closed, freed.
 *
 * The subscription has a reference of its own, because a design may refuse to
 * unregister.  Such a secondary MMU is closed all the same: it holds no
 * translation, takes no new one, and answers its methods until release.
 */
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "device.h"

/* All that are attached; written under the lock, read under RCU. */
LIST_HEAD(tmmu_all);
static DEFINE_RAW_SPINLOCK(tmmu_all_lock);
static DEFINE_IDA(tmmu_ida);

static void tmmu_free_work(struct work_struct *work)
{
	struct tmmu *t = container_of(to_rcu_work(work), struct tmmu, rwork);

	tmmu_slots_close(t);
	tmmu_cache_close(t);
	xa_destroy(&t->sptes);
	if (t->mm)
		mmdrop(t->mm);
	kvfree(t->gather);
	kfree(t);
	tmmu_record_attached(-1);
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
	tmmu_record_attached(1);
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
	spin_lock_init(&t->work.lock);
	INIT_LIST_HEAD(&t->work.awaited);
	INIT_LIST_HEAD(&t->work.works);
	init_waitqueue_head(&t->work.wait);
}

/* @t gets a number, and is looked at from now on.  0 or an error. */
int tmmu_list(struct tmmu *t)
{
	int id = ida_alloc_min(&tmmu_ida, 1, GFP_KERNEL);

	if (id < 0)
		return id;
	t->id = id;
	t->bound = 1;
	raw_spin_lock_irq(&tmmu_all_lock);
	list_add_tail_rcu(&t->node, &tmmu_all);
	raw_spin_unlock_irq(&tmmu_all_lock);
	return 0;
}

/*
 * One holder of the number less: whoever looks at the list, and each file that is bound.
 * Until the last has gone it must not come to mean another address space (PASIDs did,
 * 2667ed10d9f0).
 */
static void tmmu_number_put(struct tmmu *t)
{
	bool free;

	raw_spin_lock_irq(&tmmu_all_lock);
	free = !--t->bound;
	raw_spin_unlock_irq(&tmmu_all_lock);
	if (free)
		ida_free(&tmmu_ida, t->id);
}

/* Nobody looks at it any more. */
void tmmu_unlist(struct tmmu *t)
{
	raw_spin_lock_irq(&tmmu_all_lock);
	list_del_rcu(&t->node);
	raw_spin_unlock_irq(&tmmu_all_lock);
	tmmu_number_put(t);
}

/* Who has this number now, with a reference, or NULL.  @bind: see tmmu_unbind(). */
struct tmmu *tmmu_by_number(u32 id, bool bind)
{
	struct tmmu *t, *found = NULL;

	raw_spin_lock_irq(&tmmu_all_lock);
	list_for_each_entry(t, &tmmu_all, node) {
		if (t->id != id)
			continue;
		kref_get(&t->ref);
		t->bound += bind;
		found = t;
	}
	raw_spin_unlock_irq(&tmmu_all_lock);
	return found;
}

/* Undoes what tmmu_by_number() has done for who binds. */
void tmmu_unbind(struct tmmu *t)
{
	tmmu_number_put(t);
	tmmu_put(t);
}

/* Drop everything and take no new translation.  mmu_lock held. */
void tmmu_kill(struct tmmu *t)
{
	t->dead = true;
	wake_up_all(&t->work.wait);
	tmmu_guard_close(t);
	/* First: a pin that the sptes have may be the last reference. */
	tmmu_tlb_flush(t);
	tmmu_spte_zap_all(t);
	tmmu_gather_flush(t);
}

/*
 * The notifier method.  No page has been unmapped yet; none may be found through
 * us from now on.
 */
void tmmu_release(struct mmn_subscriber *sub, struct mm_struct *mm)
{
	struct tmmu *t = tmmu_of(sub);
	bool orphan;

	tmmu_judge->method(t);

	spin_lock(&t->mmu_lock);
	t->stats.releases++;
	il_point("inval.zap", 0, t->id);
	tmmu_kill(t);
	t->released = true;
	orphan = t->orphan;
	spin_unlock(&t->mmu_lock);

	if (orphan)
		tmmu_put(t);
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
 * Unsubscribe and drop all translations, once: a file and a mapping may both come to an
 * end.  -EALREADY when somebody else does it or has done it; -EOPNOTSUPP when the design
 * refuses, and nothing has changed then.
 */
int tmmu_detach(struct tmmu *t)
{
	int err;

	if (test_and_set_bit(0, &t->leaving))
		return -EALREADY;
	if (t->control == TMMU_CONTROL_L7) {
		WRITE_ONCE(t->detached, true);
		tmmu_orphan(t);
		return 0;
	}
	err = mmn_detach(&t->sub);
	if (!err) {
		tmmu_judge->gone(t);
		tmmu_gone(t);
	} else {
		clear_bit(0, &t->leaving);
	}
	return err;
}

/*
 * Unsubscribe and drop all translations, whatever the design says; nothing of
 * this mm is under way.
 */
void tmmu_evict(struct tmmu *t)
{
	if (test_and_set_bit(0, &t->leaving))
		return;
	mmn_evict(&t->sub);
	tmmu_gone(t);
}

/* The file is done with @t, whatever the design says to that. */
void tmmu_close(struct tmmu *t)
{
	int err = tmmu_detach(t);

	if (err && err != -EALREADY)
		tmmu_orphan(t);
	tmmu_put(t);
}

/* Counters, read without a lock: a held task may own mmu_lock. */
void tmmu_get_stats(struct tmmu *t, struct tmmu_stats *stats)
{
	*stats = t->stats;
	stats->active = t->guard->active(t);
	stats->sptes = READ_ONCE(t->nr_sptes);
}
