// SPDX-License-Identifier: GPL-2.0
/*
 * Loads and stores of the device.
 *
 * A translation is used in the same hold of mmu_lock in which it was found.
 * This is what a hardware TLB does: a flush is complete only when the accesses
 * that had hit before it are complete.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "device.h"

/*
 * Translate @addr through the TLB, then the sptes, or the tables of the process.
 * Returns a kernel address that is good until mmu_lock is dropped, or NULL when a fault
 * is needed.
 *
 * As in hardware the young bit is set when the spte is walked, not when the TLB
 * hits.  mmu_lock held.
 */
void *tmmu_translate(struct tmmu *t, unsigned long addr, bool write)
{
	struct tmmu_tlb_entry *e = tmmu_tlb_find(t, addr);
	struct tmmu_spte *spte = tmmu_spte_find(t, addr);
	unsigned long pfn;
	bool hit = e && (!write || e->write);

	lockdep_assert_held(&t->mmu_lock);

	if (!hit && t->consumer->walk && t->consumer->walk(t, addr, write)) {
		e = tmmu_tlb_find(t, addr);
		hit = true;
	}
	if (!hit && (!spte || (write && !spte->write)))
		return NULL;

	if (spte)
		tmmu_record_use(spte);

	if (hit) {
		pfn = e->pfn;
		t->stats.tlb_hits++;
	} else {
		pfn = spte->pfn + ((addr - spte->daddr) >> PAGE_SHIFT);
		spte->young = true;
		tmmu_tlb_fill(t, addr, pfn, spte->write);
		t->stats.spte_hits++;
	}
	return page_address(pfn_to_page(pfn)) + offset_in_page(addr);
}

static void tmmu_load(struct tmmu *t, struct tmmu_access *a, const u64 *from)
{
	il_point("load.tlb", a->addr, t->id);
	a->value = t->cache ? tmmu_cache_load(t, from) : READ_ONCE(*from);
	t->stats.loads++;
	il_note("load.value", a->addr, a->value);
}

/*
 * The zero page is shared by the whole kernel: a device that has a wrong
 * permission for it must not take the kernel down before the oracle has said so.
 */
static void tmmu_store(struct tmmu *t, struct tmmu_access *a, u64 *to)
{
	il_point("store.tlb", a->addr, t->id);
	if (t->cache)
		tmmu_cache_store(t, to, a->value);
	else if (!is_zero_pfn(page_to_pfn(virt_to_page(to))))
		WRITE_ONCE(*to, a->value);
	t->stats.stores++;
	il_note("store.value", a->addr, a->value);
}

/* One load or store, see struct tmmu_access.  No lock held; may sleep. */
int tmmu_access(struct tmmu *t, struct tmmu_access *a, bool write)
{
	u64 *p;
	int err;

	a->faults = 0;
	a->retries = 0;
	if (a->addr % sizeof(u64))
		return -EINVAL;
	if (a->addr >= tmmu_address_end(t))
		return -EFAULT;

	for (;;) {
		spin_lock(&t->mmu_lock);
		if (t->dead) {
			spin_unlock(&t->mmu_lock);
			return -ESRCH;
		}
		p = tmmu_translate(t, a->addr, write);
		if (p) {
			if (write)
				tmmu_store(t, a, p);
			else
				tmmu_load(t, a, p);
			spin_unlock(&t->mmu_lock);
			return 0;
		}
		spin_unlock(&t->mmu_lock);

		/* What the last fault installed was gone before its use. */
		if (a->faults)
			a->retries++;
		a->faults++;
		err = tmmu_bring_in(t, a->addr, write, &a->retries);
		if (err)
			return err;
	}
}

/* Look without a lock: a held task may own mmu_lock. */
void tmmu_query(struct tmmu *t, struct tmmu_query *q)
{
	struct tmmu_tlb_entry *e;
	struct tmmu_spte *spte;

	q->pfn = 0;
	q->flags = 0;
	q->pad = 0;

	rcu_read_lock();
	preempt_disable();
	e = tmmu_tlb_find(t, q->addr);
	if (e) {
		q->pfn = e->pfn;
		q->flags |= TMMU_Q_TLB;
	}
	spte = tmmu_spte_find(t, q->addr);
	if (spte) {
		q->pfn = spte->pfn;
		q->flags |= TMMU_Q_SPTE;
		if (spte->write)
			q->flags |= TMMU_Q_WRITE;
		if (spte->young)
			q->flags |= TMMU_Q_YOUNG;
	}
	preempt_enable();
	rcu_read_unlock();
}
