// SPDX-License-Identifier: GPL-2.0
/*
 * Slots and the dirty log.  What user space was told of its slots is noted as well: the
 * oracle compares with that, not with what KVM has.
 */
#include "tkvm.h"

int kvm_arch_prepare_memory_region(struct kvm *kvm, const struct kvm_memory_slot *old,
				   struct kvm_memory_slot *new, enum kvm_mr_change change)
{
	if (new && (new->id >= TKVM_SLOTS || new->base_gfn + new->npages > TKVM_GFNS))
		return -EINVAL;
	return 0;
}

/* The new slots are in use, and nobody uses the old ones any more. */
void kvm_arch_commit_memory_region(struct kvm *kvm, struct kvm_memory_slot *old,
				   const struct kvm_memory_slot *new,
				   enum kvm_mr_change change)
{
	struct tkvm_slot *slot = &kvm->arch.slot[new ? new->id : old->id];

	*slot = (struct tkvm_slot){};
	if (change != KVM_MR_DELETE)
		*slot = (struct tkvm_slot){
			.base_gfn = new->base_gfn,
			.npages = new->npages,
			.user = new->userspace_addr,
			.readonly = new->flags & KVM_MEM_READONLY,
			.logged = new->flags & KVM_MEM_LOG_DIRTY_PAGES,
		};
	if (change != KVM_MR_FLAGS_ONLY ||
	    !(~old->flags & new->flags & KVM_MEM_LOG_DIRTY_PAGES))
		return;
	KVM_MMU_LOCK(kvm);
	if (tkvm_protect(kvm, new->base_gfn, new->base_gfn + new->npages))
		kvm_flush_remote_tlbs(kvm);
	KVM_MMU_UNLOCK(kvm);
}

/* The slot goes, or moves: it is invalid, and faults find that out. */
void kvm_arch_flush_shadow_memslot(struct kvm *kvm, struct kvm_memory_slot *slot)
{
	KVM_MMU_LOCK(kvm);
	if (tkvm_zap(kvm, slot->base_gfn, slot->base_gfn + slot->npages, true, true))
		kvm_flush_remote_tlbs(kvm);
	KVM_MMU_UNLOCK(kvm);
}

/* The log of these pages was taken; the caller holds mmu_lock, and flushes. */
void kvm_arch_mmu_enable_log_dirty_pt_masked(struct kvm *kvm, struct kvm_memory_slot *slot,
					     gfn_t gfn_offset, unsigned long mask)
{
	const gfn_t gfn = slot->base_gfn + gfn_offset;

	for (; mask; mask &= mask - 1)
		tkvm_protect(kvm, gfn + __ffs(mask), gfn + __ffs(mask) + 1);
}

void kvm_arch_sync_dirty_log(struct kvm *kvm, struct kvm_memory_slot *slot)
{
}

void kvm_arch_free_memslot(struct kvm *kvm, struct kvm_memory_slot *slot)
{
}

void kvm_arch_memslots_updated(struct kvm *kvm, u64 gen)
{
}
