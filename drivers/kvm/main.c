// SPDX-License-Identifier: GPL-2.0
/* VMs and vcpus of the toy architecture, and what KVM's common code asks for that it has not. */
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "tkvm.h"
#include "tkvm_uapi.h"

#define TKVM_PATIENCE	1000	/* rounds of one access */

DEFINE_RAW_SPINLOCK(tkvm_vms_lock);
LIST_HEAD(tkvm_vms);

/* ---- a vcpu runs ---------------------------------------------------------------- */

static int tkvm_memory(struct kvm_vcpu *vcpu, gpa_t addr, u64 *value, bool write)
{
	unsigned int round;
	int err, idx;

	if (gpa_to_gfn(addr) >= TKVM_GFNS)
		return -EINVAL;
	for (round = 0; !tkvm_processor(vcpu, addr, value, write); round++) {
		if (round == TKVM_PATIENCE)
			return -ELOOP;
		idx = srcu_read_lock(&vcpu->kvm->srcu);
		err = tkvm_fault(vcpu, gpa_to_gfn(addr), write);
		srcu_read_unlock(&vcpu->kvm->srcu, idx);
		if (err && err != -EAGAIN)
			return err;
		if (signal_pending(current))
			return -EINTR;
		if (err)
			il_again("kvm.again");
	}
	return 0;
}

static int tkvm_access(struct kvm_vcpu *vcpu, struct tkvm_access *a)
{
	if (a->addr % sizeof(a->value))
		return -EINVAL;
	switch (a->op) {
	case TKVM_LOAD:
	case TKVM_STORE:
		return tkvm_memory(vcpu, a->addr, &a->value, a->op == TKVM_STORE);
	case TKVM_CACHE_LOAD:
	case TKVM_CACHE_STORE:
		return tkvm_cache_access(vcpu, a->addr, &a->value,
					 a->op == TKVM_CACHE_STORE);
	}
	return -EINVAL;
}

/* KVM_RUN, by the vcpu's mutex; struct kvm_run is shared with the program. */
int kvm_arch_vcpu_ioctl_run(struct kvm_vcpu *vcpu)
{
	struct tkvm_access *shared = (struct tkvm_access *)vcpu->run->padding;
	struct tkvm_access a = *shared;

	vcpu_load(vcpu);
	a.err = tkvm_access(vcpu, &a);
	vcpu_put(vcpu);
	*shared = a;
	vcpu->run->exit_reason = KVM_EXIT_HLT;
	return a.err == -EINTR ? -EINTR : 0;
}

/* ---- VMs and vcpus ---------------------------------------------------------------- */

int kvm_arch_init_vm(struct kvm *kvm, unsigned long type)
{
	if (type > TKVM_VM_PRIVATE)
		return -EINVAL;
	kvm->arch.has_private = type == TKVM_VM_PRIVATE;
	kvm->arch.spte = kvcalloc(TKVM_GFNS, sizeof(*kvm->arch.spte), GFP_KERNEL_ACCOUNT);
	if (!kvm->arch.spte)
		return -ENOMEM;
	kvm_gpc_init(&kvm->arch.cache, kvm);
	raw_spin_lock(&tkvm_vms_lock);
	list_add_tail(&kvm->arch.node, &tkvm_vms);
	raw_spin_unlock(&tkvm_vms_lock);
	return 0;
}

void kvm_arch_destroy_vm(struct kvm *kvm)
{
	raw_spin_lock(&tkvm_vms_lock);
	list_del(&kvm->arch.node);
	raw_spin_unlock(&tkvm_vms_lock);
	kvm_gpc_deactivate(&kvm->arch.cache);
	kvm_destroy_vcpus(kvm);
	kvfree(kvm->arch.spte);
}

int kvm_arch_vcpu_precreate(struct kvm *kvm, unsigned int id)
{
	return 0;
}

int kvm_arch_vcpu_create(struct kvm_vcpu *vcpu)
{
	spin_lock_init(&vcpu->arch.tlb_lock);
	return 0;
}

void kvm_arch_vcpu_destroy(struct kvm_vcpu *vcpu)
{
}

void kvm_arch_vcpu_load(struct kvm_vcpu *vcpu, int cpu)
{
	vcpu->cpu = cpu;
}

void kvm_arch_vcpu_put(struct kvm_vcpu *vcpu)
{
	vcpu->cpu = -1;
}

int kvm_vm_ioctl_check_extension(struct kvm *kvm, long ext)
{
	switch (ext) {
	case KVM_CAP_NR_VCPUS:
	case KVM_CAP_MAX_VCPUS:
		return KVM_MAX_VCPUS;
	case KVM_CAP_SYNC_MMU:
	case KVM_CAP_READONLY_MEM:
		return 1;
	}
	return 0;
}

/* ---- statistics: those of each architecture --------------------------------------- */

#define TKVM_STATS_HEADER(descs) {						\
	.name_size = KVM_STATS_NAME_SIZE,					\
	.num_desc = ARRAY_SIZE(descs),						\
	.id_offset = sizeof(struct kvm_stats_header),				\
	.desc_offset = sizeof(struct kvm_stats_header) + KVM_STATS_NAME_SIZE,	\
	.data_offset = sizeof(struct kvm_stats_header) + KVM_STATS_NAME_SIZE +	\
		       sizeof(descs),						\
}

const struct kvm_stats_desc kvm_vm_stats_desc[] = { KVM_GENERIC_VM_STATS() };
const struct kvm_stats_header kvm_vm_stats_header = TKVM_STATS_HEADER(kvm_vm_stats_desc);
const struct kvm_stats_desc kvm_vcpu_stats_desc[] = { KVM_GENERIC_VCPU_STATS() };
const struct kvm_stats_header kvm_vcpu_stats_header = TKVM_STATS_HEADER(kvm_vcpu_stats_desc);

/* ---- what a toy vcpu has not: interrupts, registers, sleep, pages of its own -------- */

void kvm_arch_sync_events(struct kvm *kvm)
{
}

void kvm_arch_vcpu_postcreate(struct kvm_vcpu *vcpu)
{
}

void kvm_arch_vcpu_blocking(struct kvm_vcpu *vcpu)
{
}

void kvm_arch_vcpu_unblocking(struct kvm_vcpu *vcpu)
{
}

int kvm_arch_vcpu_runnable(struct kvm_vcpu *vcpu)
{
	return 1;
}

bool kvm_arch_vcpu_in_kernel(struct kvm_vcpu *vcpu)
{
	return false;
}

int kvm_arch_vcpu_should_kick(struct kvm_vcpu *vcpu)
{
	return 0;
}

int kvm_cpu_has_pending_timer(struct kvm_vcpu *vcpu)
{
	return 0;
}

vm_fault_t kvm_arch_vcpu_fault(struct kvm_vcpu *vcpu, struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

long kvm_arch_dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return -ENOTTY;
}

int kvm_arch_vm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return -ENOTTY;
}

long kvm_arch_vcpu_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return -ENOTTY;
}

#define TKVM_NOT_HERE(name, type)					\
int kvm_arch_vcpu_ioctl_##name(struct kvm_vcpu *vcpu, type arg)		\
{									\
	return -ENOTTY;							\
}
TKVM_NOT_HERE(get_regs, struct kvm_regs *)
TKVM_NOT_HERE(set_regs, struct kvm_regs *)
TKVM_NOT_HERE(get_fpu, struct kvm_fpu *)
TKVM_NOT_HERE(set_fpu, struct kvm_fpu *)
TKVM_NOT_HERE(get_sregs, struct kvm_sregs *)
TKVM_NOT_HERE(set_sregs, struct kvm_sregs *)
TKVM_NOT_HERE(get_mpstate, struct kvm_mp_state *)
TKVM_NOT_HERE(set_mpstate, struct kvm_mp_state *)
TKVM_NOT_HERE(translate, struct kvm_translation *)
TKVM_NOT_HERE(set_guest_debug, struct kvm_guest_debug *)

static int __init tkvm_init(void)
{
	return kvm_init(sizeof(struct kvm_vcpu), 0, THIS_MODULE);
}
device_initcall(tkvm_init);
