// SPDX-License-Identifier: GPL-2.0
/*
 * L5: a page used since the last aging is reported young, and the young bits
 * are clear afterwards; a page that nobody has used is not; no device is asked for
 * less than mm asks for.
 *
 * The oracle does not believe the young bit: record.c says when an spte was used
 * and when an aging began, the oracle notes when an spte was last aged.  A use
 * while an aging is under way may count for this aging or for none: the law
 * speaks of uses before its begin only.  Of several agings at once the one that has
 * cleared the young bit answers for the use, at its end.  A consumer that does not age
 * is left out.
 */
#include <linux/mm.h>
#include <linux/sched.h>

#include "oracle.h"

static void tmmu_aged_spte(struct tmmu *t, struct tmmu_spte *spte,
			   unsigned long begin, enum mmn_age_op op, int answer)
{
	unsigned long used_at = READ_ONCE(spte->used_at);

	if (!READ_ONCE(spte->young) && tmmu_record_under_way(spte->taken_by))
		return;
	if (!answer && used_at > spte->aged_at &&
	    (used_at <= begin || spte->taken_by == begin))
		tmmu_report(t, 5, spte->addr, current,
			    "a page used since the last aging is young",
			    "the page was used, and mm was told that it is old");
	if (op == MMN_TEST_YOUNG)
		return;

	if (READ_ONCE(spte->young) && used_at <= begin)
		tmmu_report(t, 5, spte->addr, current,
			    "after an aging that clears no page is young",
			    "the young bit is still set");
	spte->aged_at = tmmu_record_now();
}

/* Is a device asked for less: no flush, or no clearing?  More is allowed. */
static bool tmmu_asked_less(enum mmn_age_op op, unsigned int ops)
{
	switch (op) {
	case MMN_CLEAR_FLUSH_YOUNG:
		return ops & (BIT(MMN_CLEAR_YOUNG) | BIT(MMN_TEST_YOUNG));
	case MMN_CLEAR_YOUNG:
		return ops & BIT(MMN_TEST_YOUNG);
	case MMN_TEST_YOUNG:
		break;
	}
	return false;
}

/*
 * mm has aged [start, end) and is going to use @answer.  Called under the locks
 * of the rmap walk, so none but raw spinlocks here.
 */
void tmmu_oracle_aged(struct mm_struct *mm, unsigned long start,
		      unsigned long end, enum mmn_age_op op, int told, int answer)
{
	bool young;
	unsigned int ops;
	unsigned long begin = tmmu_record_aged(mm, &young, &ops);
	struct tmmu *t, *asked = NULL;
	struct tmmu_spte *spte;

	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(t, &tmmu_all, node) {
		if (t->mm != mm || READ_ONCE(t->dead) ||
		    !t->sub.ops->clear_flush_young)
			continue;
		asked = t;
		list_for_each_entry(spte, &t->all, node)
			if (tmmu_spte_overlaps(spte, start, end))
				tmmu_aged_spte(t, spte, begin, op, answer);
	}
	if (answer && !told && !young && asked)
		tmmu_report(asked, 5, start, current,
			    "a page that no device has used is old",
			    "no device has said young, and mm was told young");
	if (asked && tmmu_asked_less(op, ops))
		tmmu_report(asked, 5, start, current,
			    "a device is asked to clear and to flush where mm asks for it",
			    "mm asked for more than the device was asked");
	preempt_enable();
	rcu_read_unlock();
}
