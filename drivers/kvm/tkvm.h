/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A toy architecture below KVM's common code.  Each file calls those above it only:
 *
 *	spte.c		the table: found, zapped, write-protected, aged
 *	tlb.c		the TLBs, and the access that a processor would make
 *	fault.c		a secondary fault
 *	cache.c		an access by a pfncache
 *	slots.c		slots and the dirty log
 *	main.c		VMs, vcpus, and what this architecture has not
 *
 * oracle.c looks at all of that and is called by none.
 */
#ifndef _TKVM_H
#define _TKVM_H

#include <linux/interleave.h>
#include <linux/kvm_host.h>

#include "kvm_mm.h"	/* of virt/kvm: KVM_MMU_LOCK() */

/* spte.c: the caller holds mmu_lock; true: TLBs are to be flushed */
bool tkvm_zap(struct kvm *kvm, gfn_t start, gfn_t end, bool private, bool shared);
bool tkvm_protect(struct kvm *kvm, gfn_t start, gfn_t end);

/* tlb.c */
void tkvm_tlb_drop(struct kvm_vcpu *vcpu, gfn_t gfn);
bool tkvm_processor(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write);

/* fault.c: the caller holds kvm->srcu */
int tkvm_fault(struct kvm_vcpu *vcpu, gfn_t gfn, bool write);

/* cache.c */
int tkvm_cache_access(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write);

/* main.c: raw, since the oracle takes it while tasks are held anywhere */
extern raw_spinlock_t tkvm_vms_lock;
extern struct list_head tkvm_vms;

#endif
