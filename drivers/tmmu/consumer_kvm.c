// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "kvm": counts ranges, keeps a sequence number, holds sptes and a
 * TLB, and flushes once for a range.
 */
#include "tmmu.h"

static void tmmu_kvm_begin(struct tmmu *t, unsigned long start,
			   unsigned long end)
{
	tmmu_range_begin(&t->range, start, end);
}

static void tmmu_kvm_end(struct tmmu *t, unsigned long start,
			 unsigned long end)
{
	tmmu_range_end(&t->range, start, end);
}

static void tmmu_kvm_page(struct tmmu *t, unsigned long addr)
{
	tmmu_range_page(&t->range, addr);
}

static void tmmu_kvm_close(struct tmmu *t)
{
	tmmu_range_close(&t->range);
}

static int tmmu_kvm_snapshot(struct tmmu *t, unsigned long addr,
			     unsigned long *seq)
{
	if (tmmu_range_busy(&t->range, addr)) {
		il_note("fault.wait", addr, t->id);
		spin_lock(&t->mmu_lock);
		t->stats.waits++;
		spin_unlock(&t->mmu_lock);
	}
	return tmmu_range_snapshot(&t->range, addr, seq);
}

static bool tmmu_kvm_retry(struct tmmu *t, unsigned long addr,
			   unsigned long seq)
{
	return tmmu_range_retry(&t->range, addr, seq);
}

static const struct mmn_ops tmmu_kvm_ops = {
	.release		= tmmu_release,
	.clear_flush_young	= tmmu_clear_flush_young,
	.clear_young		= tmmu_clear_young,
	.test_young		= tmmu_test_young,
	.invalidate_page	= tmmu_invalidate_page,
	.invalidate_range_begin	= tmmu_invalidate_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

const struct tmmu_consumer tmmu_consumer_kvm = {
	.name		= "kvm",
	.ops		= &tmmu_kvm_ops,
	.begin		= tmmu_kvm_begin,
	.end		= tmmu_kvm_end,
	.page		= tmmu_kvm_page,
	.close		= tmmu_kvm_close,
	.snapshot	= tmmu_kvm_snapshot,
	.retry		= tmmu_kvm_retry,
};
