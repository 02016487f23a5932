// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "gru": SGI's GRU has a TLB and nothing else.  No table says
 * which pages are in it, no page is referenced: from the moment it has
 * registered it must be told of everything.
 *
 * An invalidation flushes its range in the hardware and keeps a count until
 * its end.  A fault waits for the count to be 0, looks the page up, and writes
 * the entry without another look: the hardware drops an entry when a flush
 * came since the fault began.
 *
 * It does not age.
 */
#include "device.h"

static void tmmu_gru_begin(struct tmmu *t, unsigned long start,
			   unsigned long end)
{
	WRITE_ONCE(t->guard_state.active, t->guard_state.active + 1);
	/* pairs with smp_rmb() in tmmu_guard_seq_snapshot() */
	smp_wmb();
	WRITE_ONCE(t->guard_state.seq, t->guard_state.seq + 1);
}

static void tmmu_gru_end(struct tmmu *t, unsigned long start,
			 unsigned long end)
{
	WRITE_ONCE(t->guard_state.active, t->guard_state.active - 1);
	wake_up_all(&t->guard_state.wait);
}

static void tmmu_gru_page(struct tmmu *t, unsigned long addr)
{
	WRITE_ONCE(t->guard_state.seq, t->guard_state.seq + 1);
}

static long tmmu_gru_active(struct tmmu *t)
{
	return READ_ONCE(t->guard_state.active);
}

static bool tmmu_gru_retry(struct tmmu *t, unsigned long addr,
			   unsigned long seq)
{
	return t->guard_state.seq != seq;
}

const struct tmmu_guard tmmu_guard_gru = {
	.name		= "gru",
	.begin		= tmmu_gru_begin,
	.end		= tmmu_gru_end,
	.page		= tmmu_gru_page,
	.snapshot	= tmmu_guard_seq_snapshot,
	.retry		= tmmu_gru_retry,
	.active		= tmmu_gru_active,
};

static const struct mmn_ops tmmu_gru_ops = {
	.release		= tmmu_release,
	.invalidate_page	= tmmu_owed_page,
	.invalidate_range_begin	= tmmu_owed_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

const struct tmmu_consumer tmmu_consumer_gru = {
	.name		= "gru",
	.ops		= &tmmu_gru_ops,
	.guard		= &tmmu_guard_gru,
	.tlb_only	= true,
};
