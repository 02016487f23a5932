// SPDX-License-Identifier: GPL-2.0
/*
 * Notifier methods that take translations away.
 *
 * The caller may hold the page-table lock or be inside rcu_read_lock(), so
 * nothing is allocated, and nothing sleeps on anything but a spinlock_t except
 * what a consumer does in its recall and a way of range handling in enter.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "device.h"

/*
 * Drop all translations of [start, end), one TLB flush for any number of them.
 * mmu_lock held.
 */
void tmmu_drop_range(struct tmmu *t, unsigned long start, unsigned long end)
{
	unsigned int zapped;

	il_point("inval.zap", start, t->id);
	if (t->consumer->tlb_only) {
		if (t->control != TMMU_CONTROL_L2 && !t->consumer->walk)
			tmmu_tlb_flush_range(t, start, end);
		return;
	}
	zapped = tmmu_spte_zap(t, start, end);
	if (!zapped)
		return;

	il_point("inval.flush", start, t->id);
	if (t->gather_max)
		tmmu_gather_flush(t);
	else if (t->control != TMMU_CONTROL_L2)
		tmmu_tlb_flush(t);
}

static void tmmu_count_event(struct tmmu *t, enum mmu_notifier_event event)
{
	if (event < ARRAY_SIZE(t->stats.events))
		t->stats.events[event]++;
}

/* Does somebody work on our address space who has another one? */
static bool tmmu_foreign(struct tmmu *t)
{
	return current->mm != t->mm;
}

int tmmu_invalidate_begin(struct mmn_subscriber *sub,
			  const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_judge->method(t);
	if (!mmu_notifier_range_blockable(range) &&
	    (t->consumer->recall || t->flags & TMMU_REFUSE)) {
		WRITE_ONCE(t->stats.refused, t->stats.refused + 1);
		return -EAGAIN;
	}
	tmmu_judge->begin(t, range->start, range->end);
	if (t->control == TMMU_CONTROL_L6 && !mmu_notifier_range_blockable(range))
		schedule_timeout_uninterruptible(1);

	if (t->guard->enter)
		t->guard->enter(t);
	spin_lock(&t->mmu_lock);
	t->stats.begins++;
	t->stats.most = max_t(s64, t->stats.most,
			      t->stats.begins - t->stats.ends);
	t->stats.foreign_begins += tmmu_foreign(t);
	tmmu_count_event(t, range->event);
	t->guard->begin(t, range->start, range->end);
	if (!t->consumer->recall)
		tmmu_drop_range(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);
	if (t->consumer->recall)
		t->consumer->recall(t, range->start, range->end);
	return 0;
}

void tmmu_invalidate_end(struct mmn_subscriber *sub,
			 const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_judge->method(t);

	spin_lock(&t->mmu_lock);
	t->stats.ends++;
	if (t->flags & TMMU_FLUSH_AT_END)
		tmmu_drop_range(t, range->start, range->end);
	if (t->control != TMMU_CONTROL_L4 || t->stats.ends > 1)
		t->guard->end(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);
	if (t->guard->leave)
		t->guard->leave(t);

	tmmu_judge->end(t, range->start, range->end);
}

/*
 * Everything at the end: mm may have dropped its references on the pages, so
 * only pins keep them from the free list while they are in our TLB.
 */
void tmmu_invalidate_end_only(struct mmn_subscriber *sub,
			      const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_judge->method(t);
	tmmu_judge->done(t, range->start, range->end);

	spin_lock(&t->mmu_lock);
	t->stats.ends++;
	tmmu_count_event(t, range->event);
	t->guard->page(t, range->start);
	tmmu_drop_range(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);
}

void tmmu_invalidate_page(struct mmn_subscriber *sub, struct mm_struct *mm,
			  unsigned long address)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_judge->method(t);
	address &= PAGE_MASK;
	tmmu_judge->done(t, address, address + PAGE_SIZE);

	if (t->guard->enter)
		t->guard->enter(t);
	spin_lock(&t->mmu_lock);
	t->stats.pages++;
	t->stats.foreign_pages += tmmu_foreign(t);
	tmmu_count_event(t, MMU_NOTIFY_CLEAR);
	t->guard->page(t, address);
	if (!t->consumer->recall)
		tmmu_drop_range(t, address, address + PAGE_SIZE);
	spin_unlock(&t->mmu_lock);
	if (t->consumer->recall)
		t->consumer->recall(t, address, address + PAGE_SIZE);
	if (t->guard->leave)
		t->guard->leave(t);
}
