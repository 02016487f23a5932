// SPDX-License-Identifier: GPL-2.0
/*
 * One number for what a walk has left: equal for end states that no law and no
 * user could tell apart.  Which page frame the allocator gave does not count,
 * whether a translation has the frame of its pte does.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "oracle.h"

/* FNV-1a, by words. */
static u64 tmmu_mix(u64 hash, u64 word)
{
	return (hash ^ word) * 0x100000001b3ULL;
}

static u64 tmmu_mix_translation(u64 hash, struct tmmu *t, unsigned long addr,
				unsigned long pfn, bool write)
{
	bool same = false;
	pte_t pte;

	if (tmmu_walk(t->mm, addr, &pte))
		same = pte_pfn(pte) == pfn;
	hash = tmmu_mix(hash, addr);
	return tmmu_mix(hash, same << 1 | write);
}

static u64 tmmu_mix_line(u64 hash, const struct tmmu_line *l)
{
	hash = tmmu_mix(hash, l->valid << 1 | l->dirty);
	return l->valid ? tmmu_mix(hash, l->value) : hash;
}

static u64 tmmu_mix_mmu(u64 hash, struct tmmu *t)
{
	struct tmmu_tlb_entry *e;
	struct tmmu_spte *spte;
	unsigned int i;
	unsigned long index;

	hash = tmmu_mix(hash, t->id);
	hash = tmmu_mix(hash, READ_ONCE(t->sub.begins));
	hash = tmmu_mix(hash, READ_ONCE(t->sub.ends));
	hash = tmmu_mix(hash, READ_ONCE(t->sub.pages));
	hash = tmmu_mix(hash, READ_ONCE(t->sub.released));
	hash = tmmu_mix(hash, t->guard->active(t));
	xa_for_each(&t->sptes, index, spte) {
		hash = tmmu_mix(hash, spte->daddr);
		hash = tmmu_mix_translation(hash, t, spte->addr, spte->pfn,
					    spte->write);
		hash = tmmu_mix(hash, spte->pages);
		hash = tmmu_mix(hash, spte->young);
	}
	for (i = 0; t->cache && i < TMMU_LINES; i++)
		hash = tmmu_mix_line(hash, &t->cache[i]);
	for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++)
		if (READ_ONCE(e->valid))
			hash = tmmu_mix_translation(hash, t, e->addr, e->pfn,
						    e->write);
	return hash;
}

/* All secondary MMUs, in the order of attachment.  Takes no sleeping lock. */
u64 tmmu_oracle_state(void)
{
	u64 hash = 0xcbf29ce484222325ULL;
	struct tmmu *t;

	rcu_read_lock();
	preempt_disable();
	list_for_each_entry_rcu(t, &tmmu_all, node)
		if (!READ_ONCE(t->dead))
			hash = tmmu_mix_mmu(hash, t);
	preempt_enable();
	rcu_read_unlock();
	return hash;
}
