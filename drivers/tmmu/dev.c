// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/tmmu, see tmmu_uapi.h.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "oracle.h"

/**
 * struct tmmu_file - one open file
 * @mutex: attach and detach one at a time
 * @lock: protects @t; never held while anything is done with it
 * @t: what is attached or NULL
 * @bound: whom TMMU_SUBMIT is for, or NULL; set once, under @mutex
 * @witness: of the memory of the task that opened the file for writing
 */
struct tmmu_file {
	struct mutex		mutex;	/* attach and detach */
	spinlock_t		lock;	/* protects t */
	struct tmmu		*t;
	struct tmmu		*bound;
	struct tmmu_witness	*witness;
};

/* What is attached, with a reference for the caller, or NULL. */
static struct tmmu *tmmu_file_get(struct tmmu_file *f)
{
	struct tmmu *t;

	spin_lock(&f->lock);
	t = f->t;
	if (t)
		kref_get(&t->ref);
	spin_unlock(&f->lock);
	return t;
}

static void tmmu_file_set(struct tmmu_file *f, struct tmmu *t)
{
	spin_lock(&f->lock);
	f->t = t;
	spin_unlock(&f->lock);
}

static int tmmu_open(struct inode *inode, struct file *file)
{
	struct tmmu_file *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	mutex_init(&f->mutex);
	spin_lock_init(&f->lock);

	if ((file->f_mode & FMODE_WRITE) && current->mm) {
		f->witness = tmmu_witness_open(current->mm);
		if (IS_ERR(f->witness)) {
			int err = PTR_ERR(f->witness);

			kfree(f);
			return err;
		}
	}
	file->private_data = f;
	return 0;
}

static int tmmu_file_release(struct inode *inode, struct file *file)
{
	struct tmmu_file *f = file->private_data;

	if (f->t) {
		il_point("detach.enter", 0, f->t->id);
		tmmu_witness_detach(f->t);
		tmmu_close(f->t);
	}
	if (f->bound)
		tmmu_unbind(f->bound);
	if (f->witness)
		tmmu_witness_close(f->witness);
	kfree(f);
	return 0;
}

static int tmmu_do_bind(struct tmmu_file *f, u32 id)
{
	int err = -EBUSY;

	mutex_lock(&f->mutex);
	if (!f->bound) {
		f->bound = tmmu_by_number(id, true);
		err = f->bound ? 0 : -ESRCH;
	}
	mutex_unlock(&f->mutex);
	return err;
}

/* The hardware knows numbers, and nothing of files. */
static int tmmu_do_submit(struct tmmu_file *f, struct tmmu_submit *s)
{
	struct tmmu *bound = READ_ONCE(f->bound), *t;
	int err;

	if (s->write > 1 || s->pad)
		return -EINVAL;
	if (!bound)
		return -ESRCH;
	il_point("submit.number", bound->id, 0);
	t = tmmu_by_number(bound->id, false);
	if (!t)
		return -ESRCH;
	tmmu_judge->submitted(bound, t);
	err = tmmu_access(t, &s->access, s->write);
	tmmu_put(t);
	return err;
}

static int tmmu_do_attach(struct tmmu_file *f, struct tmmu_attach *a)
{
	struct tmmu *t;

	if (strnlen(a->design, sizeof(a->design)) == sizeof(a->design) ||
	    strnlen(a->consumer, sizeof(a->consumer)) == sizeof(a->consumer) ||
	    strnlen(a->ranges, sizeof(a->ranges)) == sizeof(a->ranges))
		return -EINVAL;
	if (!mutex_trylock(&f->mutex))
		return -EBUSY;
	if (f->t) {
		mutex_unlock(&f->mutex);
		return -EBUSY;
	}

	il_point("attach.enter", 0, 0);
	t = tmmu_attach(a);
	if (!IS_ERR(t)) {
		tmmu_witness_attach(f->witness, t);
		tmmu_debugfs_add(t);
		a->id = t->id;
		tmmu_file_set(f, t);
		il_point("attach.done", 0, a->id);
	}
	mutex_unlock(&f->mutex);
	return PTR_ERR_OR_ZERO(t);
}

static int tmmu_do_detach(struct tmmu_file *f, bool evict)
{
	struct tmmu *t;
	int err = -ESRCH;

	if (!mutex_trylock(&f->mutex))
		return -EBUSY;
	t = f->t;
	if (t && evict) {
		tmmu_witness_detach(t);
		tmmu_evict(t);
		tmmu_file_set(f, NULL);
		tmmu_close(t);
		err = 0;
	} else if (t) {
		il_point("detach.enter", 0, t->id);
		tmmu_witness_detach(t);
		err = tmmu_detach(t);
		if (err) {
			tmmu_witness_attach(f->witness, t);
		} else {
			tmmu_file_set(f, NULL);
			tmmu_close(t);
		}
	}
	mutex_unlock(&f->mutex);
	return err;
}

/* Commands that need nothing attached.  -ENOTTY: not one of them. */
static long tmmu_ioctl_any(struct tmmu_file *f, unsigned int cmd,
			   void __user *arg)
{
	struct tmmu_attach attach;
	struct tmmu_report report;
	struct tmmu_check check;
	struct tmmu_submit submit;
	u32 id;
	int err;

	switch (cmd) {
	case TMMU_ATTACH:
		if (copy_from_user(&attach, arg, sizeof(attach)))
			return -EFAULT;
		err = tmmu_do_attach(f, &attach);
		if (!err && copy_to_user(arg, &attach, sizeof(attach)))
			return -EFAULT;
		return err;
	case TMMU_DETACH:
		return tmmu_do_detach(f, false);
	case TMMU_EVICT:
		return tmmu_do_detach(f, true);
	case TMMU_BIND:
		if (copy_from_user(&id, arg, sizeof(id)))
			return -EFAULT;
		return tmmu_do_bind(f, id);
	case TMMU_SUBMIT:
		if (copy_from_user(&submit, arg, sizeof(submit)))
			return -EFAULT;
		err = tmmu_do_submit(f, &submit);
		return copy_to_user(arg, &submit, sizeof(submit)) ? -EFAULT : err;
	case TMMU_CHECK:
		if (copy_from_user(&check, arg, sizeof(check)))
			return -EFAULT;
		if (check.quiet > 2)
			return -EINVAL;
		if (check.quiet > 1)
			tmmu_oracle_all_over();
		else if (check.quiet)
			tmmu_oracle_over();
		check.broken = tmmu_oracle_check(check.quiet);
		return copy_to_user(arg, &check, sizeof(check)) ? -EFAULT : 0;
	case TMMU_REPORT:
		err = tmmu_reports_read(&report);
		if (!err && copy_to_user(arg, &report, sizeof(report)))
			return -EFAULT;
		return err;
	case TMMU_FORGET:
		tmmu_reports_forget();
		return 0;
	}
	return -ENOTTY;
}

/* Commands of @t that leave their answer in @u.  -ENOTTY: not one of them. */
union tmmu_arg {
	struct tmmu_access	access;
	struct tmmu_age		age;
	struct tmmu_query	query;
	struct tmmu_stats	stats;
	struct tmmu_slot	slot;
	u64			addr;
	u32			clients;
};

static long tmmu_ioctl_attached(struct tmmu *t, unsigned int cmd,
				union tmmu_arg *u)
{
	switch (cmd) {
	case TMMU_LOAD:
		return tmmu_access(t, &u->access, false);
	case TMMU_STORE:
		return tmmu_access(t, &u->access, true);
	case TMMU_AGE:
		return tmmu_age(t, &u->age);
	case TMMU_FLUSH:
		spin_lock(&t->mmu_lock);
		tmmu_tlb_flush(t);
		spin_unlock(&t->mmu_lock);
		return 0;
	case TMMU_PREFETCH:
		return tmmu_prefetch(t, u->addr);
	case TMMU_SLOT:
		return tmmu_slot_set(t, &u->slot);
	case TMMU_SERVE:
		return tmmu_serve(t, u->clients);
	case TMMU_SERVED:
		tmmu_served(t);
		return 0;
	case TMMU_QUERY:
		tmmu_query(t, &u->query);
		return 0;
	case TMMU_GET_STATS:
		tmmu_get_stats(t, &u->stats);
		tmmu_witness_stats(t, &u->stats);
		return 0;
	}
	return -ENOTTY;
}

static long tmmu_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tmmu_file *f = file->private_data;
	void __user *p = (void __user *)arg;
	size_t size = _IOC_SIZE(cmd);
	union tmmu_arg u;
	struct tmmu *t;
	long err;

	err = tmmu_ioctl_any(f, cmd, p);
	if (err != -ENOTTY)
		return err;

	t = tmmu_file_get(f);
	if (!t)
		return -ESRCH;

	err = -ENOTTY;
	if (size > sizeof(u))
		goto out;
	err = -EFAULT;
	if ((_IOC_DIR(cmd) & _IOC_WRITE) && copy_from_user(&u, p, size))
		goto out;
	err = tmmu_ioctl_attached(t, cmd, &u);
	/* Counts of an access are of interest when it has failed, too. */
	if (err != -ENOTTY && (_IOC_DIR(cmd) & _IOC_READ) &&
	    copy_to_user(p, &u, size))
		err = -EFAULT;
out:
	tmmu_put(t);
	return err;
}

/* ---- mappings of the device ---- */

/**
 * struct tmmu_map - what all copies of one mapping share
 * @vmas: of fork, of a split, of a move
 * @t: attached as long as there is one, with a reference
 * @work: ends it.  Not done by who takes the last away: that has mmap_lock, and
 *	unsubscribing waits for whatever a design waits for (SGX driver, PR 58;
 *	openucx/xpmem, issue 12)
 */
struct tmmu_map {
	refcount_t		vmas;
	struct tmmu		*t;
	struct tmmu_work	work;
};

static void tmmu_map_end(struct tmmu_work *work)
{
	struct tmmu_map *map = container_of(work, struct tmmu_map, work);

	tmmu_witness_detach(map->t);
	tmmu_detach(map->t);
	tmmu_put(map->t);
	kfree(map);
}

/* mmap_lock is held, and nothing may be waited for. */
static void tmmu_vma_open(struct vm_area_struct *vma)
{
	struct tmmu_map *map = vma->vm_private_data;

	refcount_inc(&map->vmas);
}

static void tmmu_vma_close(struct vm_area_struct *vma)
{
	struct tmmu_map *map = vma->vm_private_data;

	il_point("map.close", vma->vm_start, map->t->id);
	if (refcount_dec_and_test(&map->vmas))
		tmmu_work_queue(map->t, &map->work);
}

static vm_fault_t tmmu_vma_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct tmmu_vm_ops = {
	.open	= tmmu_vma_open,
	.close	= tmmu_vma_close,
	.fault	= tmmu_vma_fault,
};

static int tmmu_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tmmu_map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (!map)
		return -ENOMEM;
	map->t = tmmu_file_get(file->private_data);
	if (!map->t) {
		kfree(map);
		return -ESRCH;
	}
	refcount_set(&map->vmas, 1);
	map->work.fn = tmmu_map_end;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = map;
	vma->vm_ops = &tmmu_vm_ops;
	return 0;
}

static const struct file_operations tmmu_fops = {
	.owner		= THIS_MODULE,
	.open		= tmmu_open,
	.release	= tmmu_file_release,
	.unlocked_ioctl	= tmmu_ioctl,
	.mmap		= tmmu_mmap,
	.llseek		= noop_llseek,
};

static struct miscdevice tmmu_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "tmmu",
	.fops	= &tmmu_fops,
	.mode	= 0666,
};

static int __init tmmu_dev_init(void)
{
	return misc_register(&tmmu_misc);
}
device_initcall(tmmu_dev_init);
