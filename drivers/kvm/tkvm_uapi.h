/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What a program and a toy vcpu agree on, beside linux/kvm.h.
 *
 * There is no code of a guest.  A vcpu does one access in each KVM_RUN: the one that
 * stands in struct kvm_run, where the data of exits are (its member padding).
 */
#ifndef _TKVM_UAPI_H
#define _TKVM_UAPI_H

#include <linux/types.h>

enum tkvm_op {
	TKVM_LOAD,
	TKVM_STORE,
	TKVM_CACHE_LOAD,	/* by the VM's pfncache, as KVM itself loads and stores */
	TKVM_CACHE_STORE,
};

/**
 * struct tkvm_access - a word that a vcpu loads or stores
 * @addr: guest physical address, in bytes, of eight of them
 * @value: in for a store, out for a load
 * @op: enum tkvm_op
 * @err: out: 0, or the negative errno of what stood in the way
 */
struct tkvm_access {
	__u64	addr;
	__u64	value;
	__u32	op;
	__s32	err;
};

#define TKVM_GUEST_PAGES	1024	/* guest page frames that there can be */
#define TKVM_VM_PRIVATE		1	/* type for KVM_CREATE_VM: slots may have a guest_memfd */

#endif
