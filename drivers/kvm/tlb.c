// SPDX-License-Identifier: GPL-2.0
/*
 * The TLBs of the vcpus, and the access that a processor would make: it looks in the TLB,
 * then in the table.
 *
 * A processor walks the table without a lock.  Here it holds mmu_lock for that, since an
 * spte is more than a word.  A flush takes tlb_lock of each vcpu, so it is complete when
 * the accesses before it are.
 */
#include <linux/highmem.h>

#include "tkvm.h"

static struct tkvm_spte *tkvm_tlb_entry(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	return &vcpu->arch.tlb[gfn % TKVM_TLB];
}

int kvm_arch_flush_remote_tlbs(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	il_point("kvm.flush", 0, 0);
	kvm_for_each_vcpu(i, vcpu, kvm) {
		spin_lock(&vcpu->arch.tlb_lock);
		memset(vcpu->arch.tlb, 0, sizeof(vcpu->arch.tlb));
		spin_unlock(&vcpu->arch.tlb_lock);
	}
	il_note("kvm.flushed", 0, 0);
	return 0;
}

/* The spte of @gfn has changed, and allows more. */
void tkvm_tlb_drop(struct kvm_vcpu *vcpu, gfn_t gfn)
{
	spin_lock(&vcpu->arch.tlb_lock);
	tkvm_tlb_entry(vcpu, gfn)->valid = false;
	spin_unlock(&vcpu->arch.tlb_lock);
}

static bool tkvm_allows(const struct tkvm_spte *spte, gfn_t gfn, bool write)
{
	return spte->valid && spte->gfn == gfn && (spte->write || !write);
}

/* The walk; caller holds tlb_lock, inside mmu_lock. */
static bool tkvm_tlb_fill(struct kvm_vcpu *vcpu, gfn_t gfn, bool write)
{
	struct tkvm_spte *spte = &vcpu->kvm->arch.spte[gfn];

	if (!tkvm_allows(spte, gfn, write))
		return false;
	spte->young = true;
	*tkvm_tlb_entry(vcpu, gfn) = *spte;
	return true;
}

static bool tkvm_use(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write)
{
	const gfn_t gfn = gpa_to_gfn(addr);
	const struct tkvm_spte *entry = tkvm_tlb_entry(vcpu, gfn);
	u64 *word;

	if (!tkvm_allows(entry, gfn, write))
		return false;
	word = kmap_local_pfn(entry->pfn);
	if (write)
		WRITE_ONCE(word[offset_in_page(addr) / sizeof(*word)], *value);
	else
		*value = READ_ONCE(word[offset_in_page(addr) / sizeof(*word)]);
	kunmap_local(word);
	return true;
}

/* True: the access was made.  False: there is no translation that allows it. */
bool tkvm_processor(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write)
{
	bool done;

	spin_lock(&vcpu->arch.tlb_lock);
	done = tkvm_use(vcpu, addr, value, write);
	spin_unlock(&vcpu->arch.tlb_lock);
	if (done)
		return true;

	KVM_MMU_LOCK(vcpu->kvm);
	spin_lock(&vcpu->arch.tlb_lock);
	done = tkvm_tlb_fill(vcpu, gpa_to_gfn(addr), write) &&
	       tkvm_use(vcpu, addr, value, write);
	spin_unlock(&vcpu->arch.tlb_lock);
	KVM_MMU_UNLOCK(vcpu->kvm);
	return done;
}
