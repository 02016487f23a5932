// SPDX-License-Identifier: GPL-2.0
/*
 * Notifier methods that take translations away.
 *
 * The caller may hold the page-table lock or be inside rcu_read_lock(), so
 * nothing here sleeps on anything but a spinlock_t, and nothing is allocated.
 */
#include <linux/mm.h>

#include "tmmu.h"

/*
 * Drop all translations of [start, end), one TLB flush for any number of them.
 * mmu_lock held.
 */
static void tmmu_drop_range(struct tmmu *t, unsigned long start,
			    unsigned long end)
{
	unsigned int zapped;

	il_point("inval.zap", start, t->id);
	zapped = tmmu_spte_zap(t, start, end);
	if (!zapped)
		return;

	il_point("inval.flush", start, t->id);
	if (t->control != TMMU_CONTROL_L2)
		tmmu_tlb_flush(t);
}

static void tmmu_count_event(struct tmmu *t, enum mmu_notifier_event event)
{
	if (event < ARRAY_SIZE(t->stats.events))
		t->stats.events[event]++;
}

int tmmu_invalidate_begin(struct mmn_subscriber *sub,
			  const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_oracle_method(t);
	tmmu_witness_begin(t, range->start, range->end);

	spin_lock(&t->mmu_lock);
	t->stats.begins++;
	tmmu_count_event(t, range->event);
	t->consumer->begin(t, range->start, range->end);
	tmmu_drop_range(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);
	return 0;
}

void tmmu_invalidate_end(struct mmn_subscriber *sub,
			 const struct mmu_notifier_range *range)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_oracle_method(t);

	spin_lock(&t->mmu_lock);
	t->stats.ends++;
	if (t->control != TMMU_CONTROL_L4 || t->stats.ends > 1)
		t->consumer->end(t, range->start, range->end);
	spin_unlock(&t->mmu_lock);

	tmmu_witness_end(t, range->start, range->end);
}

void tmmu_invalidate_page(struct mmn_subscriber *sub, struct mm_struct *mm,
			  unsigned long address)
{
	struct tmmu *t = tmmu_of(sub);

	tmmu_oracle_method(t);
	address &= PAGE_MASK;
	tmmu_witness_page(t, address);

	spin_lock(&t->mmu_lock);
	t->stats.pages++;
	tmmu_count_event(t, MMU_NOTIFY_CLEAR);
	t->consumer->page(t, address);
	tmmu_drop_range(t, address, address + PAGE_SIZE);
	spin_unlock(&t->mmu_lock);
}

/* Drop everything and take no new translation.  mmu_lock held. */
void tmmu_kill(struct tmmu *t)
{
	t->dead = true;
	t->consumer->close(t);
	tmmu_spte_zap(t, 0, ULONG_MAX);
	tmmu_tlb_flush(t);
}

/* No page has been unmapped yet; none may be found through us from now on. */
void tmmu_release(struct mmn_subscriber *sub, struct mm_struct *mm)
{
	struct tmmu *t = tmmu_of(sub);
	bool orphan;

	tmmu_oracle_method(t);

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
