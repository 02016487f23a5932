// SPDX-License-Identifier: GPL-2.0
/*
 * The consumer "kvm": counts ranges, keeps a sequence number, holds sptes and a
 * TLB, flushes once for a range, and ages by the accessed bit of the spte.
 *
 * With TMMU_END_ONLY it has no begin method and does all of it at the end.
 */
#include "device.h"

static const struct mmn_ops tmmu_kvm_ops = {
	.release		= tmmu_release,
	.clear_flush_young	= tmmu_clear_flush_young,
	.clear_young		= tmmu_clear_young,
	.test_young		= tmmu_test_young,
	.invalidate_page	= tmmu_owed_page,
	.invalidate_range_begin	= tmmu_owed_begin,
	.invalidate_range_end	= tmmu_invalidate_end,
};

static const struct mmn_ops tmmu_kvm_end_only_ops = {
	.release		= tmmu_release,
	.clear_flush_young	= tmmu_clear_flush_young,
	.clear_young		= tmmu_clear_young,
	.test_young		= tmmu_test_young,
	.invalidate_page	= tmmu_owed_page,
	.invalidate_range_end	= tmmu_owed_end_only,
};

const struct tmmu_consumer tmmu_consumer_kvm = {
	.name		= "kvm",
	.ops		= &tmmu_kvm_ops,
	.end_only_ops	= &tmmu_kvm_end_only_ops,
	.guard		= &tmmu_guard_counter,
};
