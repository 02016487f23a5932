// SPDX-License-Identifier: GPL-2.0
/*
 * A secondary fault, by the protocol of the real architectures (compare kvm_faultin_pfn()
 * and direct_page_fault() of x86):
 *
 *	the sequence number of invalidations
 *	the page, with no lock held; this may sleep
 *	under mmu_lock: begin again if an invalidation came between, else install
 */
#include <linux/mm.h>

#include "tkvm.h"

/**
 * struct tkvm_page - what was looked up for a fault
 * @spte: what is to be installed
 * @writable: the look-up has got the page for stores
 */
struct tkvm_page {
	struct tkvm_spte	spte;
	bool			writable;
};

static int tkvm_look_up(struct kvm *kvm, struct kvm_memory_slot *slot, bool write,
			struct tkvm_page *page)
{
	struct tkvm_spte *spte = &page->spte;
	kvm_pfn_t pfn;
	int order, err;

	if (spte->private) {
		if (!kvm_slot_can_be_private(slot))
			return -EFAULT;
		err = kvm_gmem_get_pfn(kvm, slot, spte->gfn, &pfn, &order);
		if (err)
			return err;
		spte->from = spte->gfn - slot->base_gfn + slot->gmem.pgoff;
		page->writable = true;
	} else {
		pfn = __gfn_to_pfn_memslot(slot, spte->gfn, false, false, NULL, write,
					   &page->writable, NULL);
		if (is_error_noslot_pfn(pfn))
			return pfn == KVM_PFN_ERR_RO_FAULT ? -EROFS : -EFAULT;
		spte->from = __gfn_to_hva_memslot(slot, spte->gfn);
	}
	spte->pfn = pfn;
	return 0;
}

/* The caller holds mmu_lock and has seen that the page is still the one. */
static void tkvm_install(struct kvm_vcpu *vcpu, struct kvm_memory_slot *slot, bool write,
			 struct tkvm_page *page)
{
	struct tkvm_spte *spte = &page->spte;
	struct kvm *kvm = vcpu->kvm;

	spte->valid = true;
	/* While stores are logged, an spte allows them only once the log has the page. */
	spte->write = page->writable && !(slot->flags & KVM_MEM_READONLY) &&
		      (write || !kvm_slot_dirty_track_enabled(slot) || spte->private);
	if (write)
		mark_page_dirty_in_slot(kvm, slot, spte->gfn);
	il_note("kvm.install", spte->gfn, spte->pfn);
	kvm->arch.spte[spte->gfn] = *spte;
	tkvm_tlb_drop(vcpu, spte->gfn);
}

/* Returns 0, -EAGAIN to begin again, or why there is no page. */
int tkvm_fault(struct kvm_vcpu *vcpu, gfn_t gfn, bool write)
{
	struct kvm_memory_slot *slot = kvm_vcpu_gfn_to_memslot(vcpu, gfn);
	struct tkvm_page page = { .spte.gfn = gfn };
	struct kvm *kvm = vcpu->kvm;
	unsigned long seq;
	int err;

	if (!slot)
		return -ENXIO;
	if (slot->flags & KVM_MEMSLOT_INVALID)
		return -EAGAIN;
	if (write && slot->flags & KVM_MEM_READONLY)
		return -EROFS;

	il_point("kvm.fault", gfn, write);
	seq = READ_ONCE(kvm->mmu_invalidate_seq);
	/* before the look-up; pairs with the one in kvm_mmu_invalidate_end() */
	smp_rmb();

	page.spte.private = kvm_mem_is_private(kvm, gfn);
	err = tkvm_look_up(kvm, slot, write, &page);
	if (err)
		return err;

	il_point("kvm.found", gfn, page.spte.pfn);
	KVM_MMU_LOCK(kvm);
	if (mmu_invalidate_retry_gfn(kvm, seq, gfn)) {
		il_note("kvm.retry", gfn, page.spte.pfn);
		err = -EAGAIN;
	} else {
		tkvm_install(vcpu, slot, write, &page);
		kvm_set_pfn_accessed(page.spte.pfn);
		if (page.writable)
			kvm_set_pfn_dirty(page.spte.pfn);
	}
	KVM_MMU_UNLOCK(kvm);
	kvm_release_pfn_clean(page.spte.pfn);
	return err;
}
