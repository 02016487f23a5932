/* SPDX-License-Identifier: GPL-2.0 */
/* What KVM's common code has of a toy VM: one flat table of sptes, a small TLB a vcpu. */
#ifndef _ASM_UM_KVM_HOST_H
#define _ASM_UM_KVM_HOST_H

#include <linux/file.h>		/* guest_memfd.c has it from the headers of x86 */
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

#define KVM_MAX_VCPUS			16
#define KVM_HALT_POLL_NS_DEFAULT	0
#define __KVM_HAVE_ARCH_FLUSH_REMOTE_TLBS

#define TKVM_GFNS	1024	/* guest page frames */
#define TKVM_TLB	16	/* entries, direct mapped */
#define TKVM_SLOTS	16

/**
 * struct tkvm_spte - a translation, in the table or in a TLB
 * @gfn: guest page frame
 * @pfn: page frame
 * @from: user address that it was looked up at, or, if it is private, the index
 *	in the guest_memfd
 * @valid: the rest counts
 * @write: stores may use it
 * @young: it was walked since it was last asked for its age
 * @private: of a guest_memfd
 */
struct tkvm_spte {
	u64		gfn;
	u64		pfn;
	unsigned long	from;
	bool		valid, write, young, private;
};

/**
 * struct tkvm_slot - a slot as user space was told that it is there
 * @base_gfn: first guest page frame
 * @npages: how many; 0: there is none
 * @user: their user address
 * @readonly: KVM_MEM_READONLY
 * @logged: KVM_MEM_LOG_DIRTY_PAGES
 */
struct tkvm_slot {
	u64		base_gfn, npages;
	unsigned long	user;
	bool		readonly, logged;
};

/**
 * struct kvm_arch - a toy VM
 * @node: of all of them
 * @spte: by guest page frame; mmu_lock protects it
 * @slot: by number; slots_lock protects it
 * @is_private: user space was told that this guest page is; slots_lock protects it
 * @has_private: it was made for guest_memfd
 * @cache: a pfncache, as KVM has them for pages that it uses itself; all vcpus use it, as
 *	that of the shared info of Xen
 */
struct kvm_arch {
	struct list_head	node;
	struct tkvm_spte	*spte;
	struct tkvm_slot	slot[TKVM_SLOTS];
	bool			is_private[TKVM_GFNS];
	bool			has_private;
	struct gfn_to_pfn_cache	cache;
};

/**
 * struct kvm_vcpu_arch - a toy vcpu
 * @tlb_lock: held from the moment when a translation is found until it was used; so a
 *	flush waits for accesses under way
 * @tlb: @tlb_lock protects it
 */
struct kvm_vcpu_arch {
	spinlock_t		tlb_lock;
	struct tkvm_spte	tlb[TKVM_TLB];
};

struct kvm_arch_memory_slot { };
struct kvm_vm_stat { struct kvm_vm_stat_generic generic; };
struct kvm_vcpu_stat { struct kvm_vcpu_stat_generic generic; };

#define kvm_arch_has_private_mem(kvm) ((kvm)->arch.has_private)

#endif
