// SPDX-License-Identifier: GPL-2.0
/*
 * Notifier methods that ask whether pages were used through us.
 *
 * A TLB hit does not set the young bit, so a translation whose bit was cleared
 * has to leave the TLB, or its next use would not be seen.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "device.h"

/* Was @spte used?  To be called by tmmu_spte_visit(). */
static unsigned int tmmu_age_spte(struct tmmu *t, struct tmmu_spte *spte,
				  void *arg)
{
	enum mmn_age_op op = *(enum mmn_age_op *)arg;

	il_point("age.spte", spte->addr, t->id);
	if (!spte->young)
		return 0;

	tmmu_record_young(t->mm, op == MMN_TEST_YOUNG ? NULL : spte);
	if (op != MMN_TEST_YOUNG)
		spte->young = false;
	if (op == MMN_CLEAR_YOUNG)
		tmmu_tlb_drop(t, spte->daddr);
	return 1;
}

/* Is any spte of [start, end) young?  One flush for all that were cleared. */
static int tmmu_age_range(struct tmmu *t, unsigned long start,
			  unsigned long end, enum mmn_age_op op)
{
	bool young;

	tmmu_judge->method(t);
	tmmu_record_aging(t->mm);
	tmmu_record_asked(t->mm, op);

	spin_lock(&t->mmu_lock);
	young = tmmu_spte_visit(t, start, end, tmmu_age_spte, &op);

	if (young && op == MMN_CLEAR_FLUSH_YOUNG)
		tmmu_tlb_flush(t);
	if (t->control == TMMU_CONTROL_L5)
		young = false;
	t->stats.ages++;
	t->stats.aged_young += young;
	spin_unlock(&t->mmu_lock);
	return young;
}

int tmmu_clear_flush_young(struct mmn_subscriber *sub, struct mm_struct *mm,
			   unsigned long start, unsigned long end)
{
	return tmmu_age_range(tmmu_of(sub), start, end, MMN_CLEAR_FLUSH_YOUNG);
}

/* Only what was young leaves the TLB. */
int tmmu_clear_young(struct mmn_subscriber *sub, struct mm_struct *mm,
		     unsigned long start, unsigned long end)
{
	return tmmu_age_range(tmmu_of(sub), start, end, MMN_CLEAR_YOUNG);
}

int tmmu_test_young(struct mmn_subscriber *sub, struct mm_struct *mm,
		    unsigned long address)
{
	address &= PAGE_MASK;
	return tmmu_age_range(tmmu_of(sub), address, address + PAGE_SIZE,
			      MMN_TEST_YOUNG);
}

/* What mm asks of upstream's notifier beside the seam. */
static int tmmu_age_upstream(struct mm_struct *mm, unsigned long start,
			     unsigned long end, enum mmn_age_op op)
{
	switch (op) {
	case MMN_CLEAR_FLUSH_YOUNG:
		return mmu_notifier_clear_flush_young(mm, start, end);
	case MMN_CLEAR_YOUNG:
		return mmu_notifier_clear_young(mm, start, end);
	case MMN_TEST_YOUNG:
		return mmu_notifier_test_young(mm, start);
	}
	return 0;
}

/* TMMU_AGE: ask all subscribers of our mm the way mm does. */
int tmmu_age(struct tmmu *t, struct tmmu_age *age)
{
	static const enum mmn_age_op ops[] = {
		[TMMU_CLEAR_FLUSH_YOUNG]	= MMN_CLEAR_FLUSH_YOUNG,
		[TMMU_CLEAR_YOUNG]		= MMN_CLEAR_YOUNG,
		[TMMU_TEST_YOUNG]		= MMN_TEST_YOUNG,
	};

	int told;

	if (age->op >= ARRAY_SIZE(ops) || !PAGE_ALIGNED(age->start) ||
	    !PAGE_ALIGNED(age->end) || age->start >= age->end ||
	    age->end > TASK_SIZE)
		return -EINVAL;

	if (!mmget_not_zero(t->mm))
		return -ESRCH;
	tmmu_record_aging(t->mm);
	told = tmmu_age_upstream(t->mm, age->start, age->end, ops[age->op]);
	age->young = told | mmn_young(t->mm, age->start, age->end,
				      ops[age->op], told);
	mmput(t->mm);
	return 0;
}
