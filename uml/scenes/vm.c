// SPDX-License-Identifier: GPL-2.0
/*
 * The device "vm" of a scene: a VM of KVM, with a vcpu for each actor and one for P.  P makes
 * it anew before each schedule.
 *
 * Slot M of KVM has mapping M of the scene, at guest page 0 and on; SCENE_MAPPINGS + S has what
 * the scene calls slot S, one page.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "play.h"
#include "tkvm_uapi.h"

#ifndef KVM_CREATE_GUEST_MEMFD		/* headers of the host that are older than 6.8 */
struct kvm_userspace_memory_region2 {
	__u32 slot, flags;
	__u64 guest_phys_addr, memory_size, userspace_addr, guest_memfd_offset;
	__u32 guest_memfd, pad1;
	__u64 pad2[14];
};
struct kvm_memory_attributes { __u64 address, size, attributes, flags; };
struct kvm_create_guest_memfd { __u64 size, flags, reserved[6]; };
#define KVM_SET_USER_MEMORY_REGION2	_IOW(KVMIO, 0x49, struct kvm_userspace_memory_region2)
#define KVM_SET_MEMORY_ATTRIBUTES	_IOW(KVMIO, 0xd2, struct kvm_memory_attributes)
#define KVM_CREATE_GUEST_MEMFD		_IOWR(KVMIO, 0xd4, struct kvm_create_guest_memfd)
#define KVM_MEMORY_ATTRIBUTE_PRIVATE	(1ULL << 3)
#define KVM_MEM_GUEST_MEMFD		(1UL << 2)
#endif

#define SLOT_GFN	(TKVM_GUEST_PAGES / 2)	/* guest page of the scene's slot 0 */

/**
 * struct vm - a VM; its files, -1: none
 * @vm: KVM's
 * @memory: its guest_memfd
 * @vcpu: of each actor, and of P behind them
 * @run: what a vcpu shares with the program
 */
static struct vm {
	int		vm, memory;
	int		vcpu[IL_MAX_ACTORS + 1];
	struct kvm_run	*run[IL_MAX_ACTORS + 1];
} vms[SCENE_DEVICES];

static int kvm = -1;

static int call(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

/* The guest page that has @page by the slot of its mapping. */
static unsigned int gfn_of(unsigned int page)
{
	return page + (scene_mapping_of(&scene, page) - scene.mapping);
}

/* ---- slots ------------------------------------------------------------------------ */

static int set_slot(const struct vm *v, unsigned int slot, unsigned int gfn, unsigned int pages,
		    const void *user, unsigned int flags)
{
	struct kvm_userspace_memory_region2 r = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = gfn * LAB_PAGE,
		.memory_size = pages * LAB_PAGE,
		.userspace_addr = (uintptr_t)user,
	};

	if (v->memory >= 0 && pages && slot < SCENE_MAPPINGS) {
		r.flags |= KVM_MEM_GUEST_MEMFD;
		r.guest_memfd = v->memory;
		r.guest_memfd_offset = gfn * LAB_PAGE;
	}
	return call(v->vm, KVM_SET_USER_MEMORY_REGION2, &r);
}

static int set_mapping(unsigned int device, const struct scene_mapping *m, unsigned int flags)
{
	return set_slot(&vms[device], m - scene.mapping, gfn_of(m->first), m->pages,
			scene_at(m->first), flags);
}

/* A slot that is there may go, move, or be logged; for another page it is made anew. */
int scene_vm_slot(const struct scene_op *op)
{
	const struct vm *v = &vms[op->dev];
	const unsigned int slot = SCENE_MAPPINGS + op->slot, gfn = SLOT_GFN + op->slot;
	int err = set_slot(v, slot, gfn, 0, NULL, 0);

	if (op->none)
		return err;
	return set_slot(v, slot, gfn, 1, scene_at(op->page), op->ro ? KVM_MEM_READONLY : 0);
}

/* The slot of a mapping is made anew, at once: what was in it goes by the way. */
int scene_vm_again(const struct scene_op *op)
{
	const struct scene_mapping *m = scene_mapping_of(&scene, op->page);
	int err = set_slot(&vms[op->dev], m - scene.mapping, gfn_of(m->first), 0, NULL, 0);

	return err ? err : set_mapping(op->dev, m, 0);
}

/* ---- the dirty log ------------------------------------------------------------------ */

int scene_vm_log(const struct scene_op *op, bool on)
{
	return set_mapping(op->dev, scene_mapping_of(&scene, op->page),
			   on ? KVM_MEM_LOG_DIRTY_PAGES : 0);
}

int scene_vm_take_log(const struct scene_op *op)
{
	uint64_t bits[TKVM_GUEST_PAGES / 64];
	struct kvm_dirty_log log = {
		.slot = scene_mapping_of(&scene, op->page) - scene.mapping,
		.dirty_bitmap = bits,
	};

	return call(vms[op->dev].vm, KVM_GET_DIRTY_LOG, &log);
}

/* ---- private memory ------------------------------------------------------------------ */

int scene_vm_private(const struct scene_op *op, bool private)
{
	struct kvm_memory_attributes a = {
		.address = gfn_of(op->page) * LAB_PAGE,
		.size = (op->last - op->page + 1) * LAB_PAGE,
		.attributes = private ? KVM_MEMORY_ATTRIBUTE_PRIVATE : 0,
	};

	return call(vms[op->dev].vm, KVM_SET_MEMORY_ATTRIBUTES, &a);
}

int scene_vm_punch(const struct scene_op *op)
{
	return fallocate(vms[op->dev].memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			 gfn_of(op->page) * LAB_PAGE,
			 (op->last - op->page + 1) * LAB_PAGE) ? -errno : 0;
}

int scene_vm_close_private(const struct scene_op *op)
{
	int fd = vms[op->dev].memory;

	vms[op->dev].memory = -1;
	return fd < 0 || close(fd) ? -EBADF : 0;
}

/* ---- vcpus ---------------------------------------------------------------------------- */

static int access_by(unsigned int device, unsigned int vcpu, enum tkvm_op op, unsigned int gfn,
		     uint64_t *value)
{
	struct kvm_run *run = vms[device].run[vcpu];
	volatile struct tkvm_access *a = (void *)run->padding;
	int err;

	a->addr = gfn * LAB_PAGE;
	a->value = *value;
	a->op = op;
	err = call(vms[device].vcpu[vcpu], KVM_RUN, NULL);
	*value = a->value;
	return err ? err : a->err;
}

int scene_vm_access(const struct scene_op *op, unsigned int how, uint64_t *value)
{
	return access_by(op->dev, scene_me, how, op->slot ? SLOT_GFN + op->slot : gfn_of(op->page),
			 value);
}

int scene_vm_load(unsigned int device, unsigned int page, uint64_t *value)
{
	return access_by(device, IL_MAX_ACTORS, TKVM_LOAD, gfn_of(page), value);
}

int scene_vm_store(unsigned int device, unsigned int page, uint64_t value)
{
	return access_by(device, IL_MAX_ACTORS, TKVM_STORE, gfn_of(page), &value);
}

/* ---- the VM ----------------------------------------------------------------------------- */

static void must(int fd, const char *what)
{
	if (fd < 0)
		lab_die("vm: %s: %s", what, strerror(errno));
}

static void make_vcpu(struct vm *v, unsigned int i)
{
	v->vcpu[i] = ioctl(v->vm, KVM_CREATE_VCPU, (unsigned long)i);
	must(v->vcpu[i], "KVM_CREATE_VCPU");
	v->run[i] = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
			 v->vcpu[i], 0);
	must(v->run[i] == MAP_FAILED ? -1 : 0, "mmap of a vcpu");
}

/* What the vcpu shared with the program, for an actor whose KVM_RUN ends after that. */
static void leave_run(struct kvm_run *run)
{
	volatile struct tkvm_access *a = (void *)run->padding;

	if (mmap(run, LAB_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) == run)
		a->err = -EBADF;
}

/* A mapping of a vcpu keeps the VM as its file does. */
int scene_vm_close(unsigned int device)
{
	struct vm *v = &vms[device];
	const int fd = v->vm;
	unsigned int i;

	if (fd < 0)
		return -EBADF;
	v->vm = -1;
	for (i = 0; i <= IL_MAX_ACTORS; i++)
		if (v->run[i]) {
			leave_run(v->run[i]);
			close(v->vcpu[i]);
			v->vcpu[i] = -1;
		}
	if (v->memory >= 0)
		close(v->memory);
	v->memory = -1;
	return close(fd) ? -errno : 0;
}

/* The VM of the last schedule; no actor moves. */
static void forget(struct vm *v, unsigned int device)
{
	unsigned int i;

	scene_vm_close(device);
	for (i = 0; i <= IL_MAX_ACTORS; i++)
		if (v->run[i])
			munmap(v->run[i], LAB_PAGE);
	*v = (struct vm){ .vm = -1, .memory = -1 };
}

static bool uses(const struct scene_actor *a, unsigned int device)
{
	unsigned int n;

	for (n = 0; n < a->nr_ops; n++)
		if (scene_needs(&a->op[n], NEEDS_DEVICE) && a->op[n].dev == device)
			return true;
	return false;
}

void scene_vm_set(unsigned int device)
{
	const struct scene_device *d = &scene.device[device];
	struct kvm_create_guest_memfd memory = {
		.size = (scene.nr_pages + scene.nr_mappings) * LAB_PAGE,
	};
	struct vm *v = &vms[device];
	unsigned int i;

	if (kvm < 0) {
		kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
		must(kvm, "/dev/kvm (cure: the kernel \"kvm\")");
		for (i = 0; i < SCENE_DEVICES; i++)
			vms[i].vm = vms[i].memory = -1;
	}
	forget(v, device);
	v->vm = ioctl(kvm, KVM_CREATE_VM, (unsigned long)(d->private ? TKVM_VM_PRIVATE : 0));
	must(v->vm, "KVM_CREATE_VM");
	for (i = 0; i < scene.nr_actors; i++)
		if (uses(&scene.actor[i], device))
			make_vcpu(v, i);
	make_vcpu(v, IL_MAX_ACTORS);
	if (d->private) {
		v->memory = ioctl(v->vm, KVM_CREATE_GUEST_MEMFD, &memory);
		must(v->memory, "KVM_CREATE_GUEST_MEMFD");
	}
	for (i = 0; i < scene.nr_mappings; i++)
		must(set_mapping(device, &scene.mapping[i], d->log ? KVM_MEM_LOG_DIRTY_PAGES : 0),
		     "a slot");
	for (i = 1; !device && i < SCENE_SLOTS; i++)
		if (scene.slot_page[i] != SCENE_PAGES)
			must(set_slot(v, SCENE_MAPPINGS + i, SLOT_GFN + i, 1,
				      scene_at(scene.slot_page[i]), 0), "a slot");
}
