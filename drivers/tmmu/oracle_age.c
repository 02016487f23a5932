// SPDX-License-Identifier: GPL-2.0
/*
 * L5: a page used since the last aging is reported young, and the young bits
 * are clear afterwards.
 *
 * The oracle does not believe the young bit.  A clock ticks at every use and
 * every aging; an spte remembers when it was last used and when it was last
 * aged.  A use while an aging is under way may count for this aging or for none:
 * the law speaks of uses before its begin only.  A consumer that does not age
 * is left out.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "tmmu.h"

#define TMMU_AGINGS	8

static atomic_long_t tmmu_clock = ATOMIC_LONG_INIT(0);

/**
 * struct tmmu_aging - an aging that is under way
 * @task: who does it, NULL for a free slot
 * @mm: of which address space
 * @begin: tmmu_clock then
 */
struct tmmu_aging {
	struct task_struct	*task;
	struct mm_struct	*mm;
	unsigned long		begin;
};

static DEFINE_RAW_SPINLOCK(tmmu_aging_lock);
static struct tmmu_aging tmmu_agings[TMMU_AGINGS];

/*
 * The device uses @spte now.  The only place where a use is noted, and before
 * the young bit is set.  mmu_lock held.
 */
void tmmu_oracle_used(struct tmmu_spte *spte)
{
	WRITE_ONCE(spte->used_at, atomic_long_inc_return(&tmmu_clock));
}

static struct tmmu_aging *tmmu_aging_find(struct task_struct *task,
					  struct mm_struct *mm)
{
	struct tmmu_aging *a;

	for (a = tmmu_agings; a < tmmu_agings + TMMU_AGINGS; a++)
		if (a->task == task && a->mm == mm)
			return a;
	return NULL;
}

/*
 * Current ages @mm.  Called by whatever comes first in the walk; the later
 * calls of the same walk change nothing.
 */
void tmmu_oracle_aging(struct mm_struct *mm)
{
	struct tmmu_aging *a;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	if (!tmmu_aging_find(current, mm)) {
		a = tmmu_aging_find(NULL, NULL);
		if (a) {
			a->task = current;
			a->mm = mm;
			a->begin = atomic_long_inc_return(&tmmu_clock);
		}
	}
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
}

/* When did current's aging of @mm begin?  Now, when no subscriber was asked. */
static unsigned long tmmu_aging_done(struct mm_struct *mm)
{
	unsigned long begin = atomic_long_inc_return(&tmmu_clock);
	struct tmmu_aging *a;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	a = tmmu_aging_find(current, mm);
	if (a) {
		begin = a->begin;
		a->task = NULL;
		a->mm = NULL;
	}
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
	return begin;
}

static void tmmu_aged_spte(struct tmmu *t, unsigned long addr,
			   struct tmmu_spte *spte, unsigned long begin,
			   enum mmn_age_op op, int answer)
{
	unsigned long used_at = READ_ONCE(spte->used_at);

	if (!answer && used_at > spte->aged_at && used_at <= begin)
		tmmu_report(t, 5, addr, current,
			    "a page used since the last aging is young",
			    "the page was used, mm was told that it is old");
	if (op == MMN_TEST_YOUNG)
		return;

	if (READ_ONCE(spte->young) && used_at <= begin)
		tmmu_report(t, 5, addr, current,
			    "after an aging that clears no page is young",
			    "the young bit is still set");
	spte->aged_at = atomic_long_read(&tmmu_clock);
}

/*
 * mm has aged [start, end) and is going to use @answer.  Called under the locks
 * of the rmap walk, so none but raw spinlocks here.
 */
void tmmu_oracle_aged(struct mm_struct *mm, unsigned long start,
		      unsigned long end, enum mmn_age_op op, int answer)
{
	unsigned long begin = tmmu_aging_done(mm);
	struct tmmu_spte *spte;
	unsigned long index;
	struct tmmu *t;

	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(t, &tmmu_all, node) {
		if (t->mm != mm || READ_ONCE(t->dead) ||
		    !t->sub.ops->clear_flush_young)
			continue;
		xa_for_each_range(&t->sptes, index, spte, start >> PAGE_SHIFT,
				  (end - 1) >> PAGE_SHIFT)
			tmmu_aged_spte(t, index << PAGE_SHIFT, spte, begin, op,
				       answer);
	}
	preempt_enable();
	rcu_read_unlock();
}
