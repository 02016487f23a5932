// SPDX-License-Identifier: GPL-2.0
/*
 * The TLB of the device: direct mapped by page number, filled from sptes, or by a device
 * that walks the page tables of the process; that one remembers the last page of ptes, too.
 *
 * Once an spte has been dropped, its TLB entry has to go before the page may be
 * freed.  All functions are called with mmu_lock held.
 */
#include <linux/mm.h>

#include "device.h"

static struct tmmu_tlb_entry *tmmu_tlb_slot(struct tmmu *t, unsigned long addr)
{
	return &t->tlb[(addr >> PAGE_SHIFT) % TMMU_TLB_SIZE];
}

static void tmmu_tlb_clear(struct tmmu_tlb_entry *e)
{
	if (!e->valid)
		return;
	WRITE_ONCE(e->valid, false);
	tmmu_pfn_put(e->pfn);
}

/* The entry that translates @addr or NULL. */
struct tmmu_tlb_entry *tmmu_tlb_find(struct tmmu *t, unsigned long addr)
{
	struct tmmu_tlb_entry *e = tmmu_tlb_slot(t, addr);

	if (READ_ONCE(e->valid) && e->addr == (addr & PAGE_MASK))
		return e;
	return NULL;
}

/* Put a translation into its slot, whatever was there before. */
void tmmu_tlb_fill(struct tmmu *t, unsigned long addr, unsigned long pfn,
		   bool write)
{
	struct tmmu_tlb_entry *e = tmmu_tlb_slot(t, addr);

	lockdep_assert_held(&t->mmu_lock);

	tmmu_tlb_clear(e);
	tmmu_pfn_get(pfn);
	e->addr = addr & PAGE_MASK;
	e->pfn = pfn;
	e->write = write;
	WRITE_ONCE(e->valid, true);
}

static void tmmu_tlb_table_clear(struct tmmu *t)
{
	if (!t->table.valid)
		return;
	t->table.valid = false;
	tmmu_pfn_put(t->table.pfn);
}

/* The ptes around @addr are in the page frame @pfn. */
void tmmu_tlb_table_fill(struct tmmu *t, unsigned long addr, unsigned long pfn)
{
	lockdep_assert_held(&t->mmu_lock);

	tmmu_tlb_table_clear(t);
	tmmu_pfn_get(pfn);
	t->table.addr = addr & PMD_MASK;
	t->table.pfn = pfn;
	t->table.valid = true;
}

/* Forget the translation of one page. */
void tmmu_tlb_drop(struct tmmu *t, unsigned long addr)
{
	struct tmmu_tlb_entry *e = tmmu_tlb_find(t, addr);

	lockdep_assert_held(&t->mmu_lock);

	if (e)
		tmmu_tlb_clear(e);
}

/* Forget the translations of a range: one operation of the device. */
void tmmu_tlb_flush_range(struct tmmu *t, unsigned long start,
			  unsigned long end)
{
	struct tmmu_tlb_entry *e;

	lockdep_assert_held(&t->mmu_lock);

	for (e = t->tlb; e < t->tlb + TMMU_TLB_SIZE; e++) {
		if (!e->valid || e->addr < start || e->addr >= end)
			continue;
		tmmu_tlb_clear(e);
		t->stats.zapped++;
	}
	if (t->table.addr < end && t->table.addr + PMD_SIZE > start)
		tmmu_tlb_table_clear(t);
	t->stats.flushes++;
	il_note("tlb.flush", t->id, 0);
}

/* Forget all translations: one operation of the device, however many. */
void tmmu_tlb_flush(struct tmmu *t)
{
	unsigned int i;

	lockdep_assert_held(&t->mmu_lock);
	tmmu_gather_fits(t);

	for (i = 0; i < TMMU_TLB_SIZE; i++)
		tmmu_tlb_clear(&t->tlb[i]);
	tmmu_tlb_table_clear(t);
	t->stats.flushes++;
	il_note("tlb.flush", t->id, 0);
}
