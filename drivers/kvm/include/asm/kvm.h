/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* A toy vcpu has no registers: what linux/kvm.h wants of an architecture. */
#ifndef _ASM_UM_KVM_H
#define _ASM_UM_KVM_H

#include <linux/types.h>

struct kvm_regs { __u64 none; };
struct kvm_sregs { __u64 none; };
struct kvm_fpu { __u64 none; };
struct kvm_debug_exit_arch { __u64 none; };
struct kvm_guest_debug_arch { __u64 none; };
struct kvm_sync_regs { __u64 none; };

#endif
