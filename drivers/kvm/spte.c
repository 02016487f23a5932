// SPDX-License-Identifier: GPL-2.0
/* The table of sptes: flat, an entry for each guest page frame.  mmu_lock protects it. */
#include "tkvm.h"

bool tkvm_zap(struct kvm *kvm, gfn_t start, gfn_t end, bool private, bool shared)
{
	bool flush = false;
	gfn_t gfn;

	lockdep_assert_held(&kvm->mmu_lock);
	for (gfn = start; gfn < min_t(gfn_t, end, TKVM_GFNS); gfn++) {
		struct tkvm_spte *spte = &kvm->arch.spte[gfn];

		if (!spte->valid || !(spte->private ? private : shared))
			continue;
		spte->valid = false;
		il_note("kvm.zap", gfn, spte->pfn);
		flush = true;
	}
	return flush;
}

bool tkvm_protect(struct kvm *kvm, gfn_t start, gfn_t end)
{
	bool flush = false;
	gfn_t gfn;

	lockdep_assert_held(&kvm->mmu_lock);
	for (gfn = start; gfn < min_t(gfn_t, end, TKVM_GFNS); gfn++) {
		struct tkvm_spte *spte = &kvm->arch.spte[gfn];

		if (!spte->valid || !spte->write)
			continue;
		spte->write = false;
		flush = true;
	}
	return flush;
}

/* KVM calls these with mmu_lock; where true is returned it flushes. */

bool kvm_unmap_gfn_range(struct kvm *kvm, struct kvm_gfn_range *range)
{
	const unsigned int filter = range->attr_filter;

	return tkvm_zap(kvm, range->start, range->end,
			!filter || filter & KVM_FILTER_PRIVATE,
			!filter || filter & KVM_FILTER_SHARED);
}

static bool tkvm_age(struct kvm *kvm, const struct kvm_gfn_range *range, bool clear)
{
	bool young = false;
	gfn_t gfn;

	for (gfn = range->start; gfn < min_t(gfn_t, range->end, TKVM_GFNS); gfn++) {
		struct tkvm_spte *spte = &kvm->arch.spte[gfn];

		young |= spte->valid && spte->young;
		if (clear)
			spte->young = false;
	}
	return young;
}

bool kvm_age_gfn(struct kvm *kvm, struct kvm_gfn_range *range)
{
	return tkvm_age(kvm, range, true);
}

bool kvm_test_age_gfn(struct kvm *kvm, struct kvm_gfn_range *range)
{
	return tkvm_age(kvm, range, false);
}

void kvm_arch_flush_shadow_all(struct kvm *kvm)
{
	KVM_MMU_LOCK(kvm);
	if (tkvm_zap(kvm, 0, TKVM_GFNS, true, true))
		kvm_flush_remote_tlbs(kvm);
	KVM_MMU_UNLOCK(kvm);
}

bool kvm_arch_pre_set_memory_attributes(struct kvm *kvm, struct kvm_gfn_range *range)
{
	return tkvm_zap(kvm, range->start, range->end, true, true);
}

bool kvm_arch_post_set_memory_attributes(struct kvm *kvm, struct kvm_gfn_range *range)
{
	gfn_t gfn;

	for (gfn = range->start; gfn < min_t(gfn_t, range->end, TKVM_GFNS); gfn++)
		kvm->arch.is_private[gfn] = range->arg.attributes & KVM_MEMORY_ATTRIBUTE_PRIVATE;
	return false;
}
