// SPDX-License-Identifier: GPL-2.0
/* An access by the VM's pfncache, as the users of pfncaches in x86 make it (xen.c). */
#include "tkvm.h"

/* The caller holds kvm->srcu; the cache is for @addr afterwards, and its lock is held. */
static int tkvm_cache_get(struct gfn_to_pfn_cache *cache, gpa_t addr)
{
	const unsigned long len = sizeof(u64);
	int err;

	read_lock(&cache->lock);
	while (cache->gpa != addr || !kvm_gpc_check(cache, len)) {
		const bool other = cache->gpa != addr;

		read_unlock(&cache->lock);
		err = other ? kvm_gpc_activate(cache, addr, len) : kvm_gpc_refresh(cache, len);
		if (err)
			return err;
		if (signal_pending(current))
			return -EINTR;
		read_lock(&cache->lock);
	}
	return 0;
}

int tkvm_cache_access(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write)
{
	struct gfn_to_pfn_cache *cache = &vcpu->kvm->arch.cache;
	int err, idx = srcu_read_lock(&vcpu->kvm->srcu);
	u64 *word;

	err = tkvm_cache_get(cache, addr);
	if (!err) {
		word = cache->khva;
		if (write) {
			WRITE_ONCE(*word, *value);
			mark_page_dirty_in_slot(vcpu->kvm, cache->memslot, gpa_to_gfn(addr));
		} else {
			*value = READ_ONCE(*word);
		}
		read_unlock(&cache->lock);
	}
	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return err;
}
