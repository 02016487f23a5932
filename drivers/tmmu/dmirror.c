// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/hmm_dmirror0 and 1: the READ, WRITE and SNAPSHOT commands of
 * lib/test_hmm_uapi.h on our sptes and faults, so that those tests of
 * tools/testing/selftests/mm/hmm-tests.c that need no device memory run
 * unmodified.  The memory of the process that opens the file is mirrored.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <test_hmm_uapi.h>

#include "oracle.h"

/* A page more or less: -ENOENT when a fault is needed first. */
static int tmmu_dmirror_page(struct tmmu *t, unsigned long addr, void *buf,
			     bool write)
{
	int err = -ENOENT;
	void *p;

	spin_lock(&t->mmu_lock);
	p = tmmu_translate(t, addr, write);
	if (p) {
		if (write)
			memcpy(p, buf, PAGE_SIZE);
		else
			memcpy(buf, p, PAGE_SIZE);
		err = 0;
	}
	spin_unlock(&t->mmu_lock);
	return err;
}

/* Upstream's mirror tells a store without permission from other failures. */
static int tmmu_dmirror_error(struct tmmu *t, unsigned long addr, bool write,
			      int err)
{
	struct vm_area_struct *vma;

	if (err == -ELOOP)
		return -EBUSY;
	if (err != -EFAULT || !write || !mmget_not_zero(t->mm))
		return err;

	mmap_read_lock(t->mm);
	vma = vma_lookup(t->mm, addr);
	if (vma && !(vma->vm_flags & VM_WRITE))
		err = -EPERM;
	mmap_read_unlock(t->mm);
	mmput(t->mm);
	return err;
}

/* One stall of the device: all the rest is faulted in. */
static int tmmu_dmirror_fault(struct tmmu *t, unsigned long start,
			      unsigned long end, bool write)
{
	unsigned long addr;
	int err;

	for (addr = start; addr < end; addr += PAGE_SIZE) {
		u32 retries = 0;

		err = tmmu_fault(t, addr, write, &retries);
		if (err)
			return tmmu_dmirror_error(t, addr, write, err);
	}
	return 0;
}

/* Copy all pages of @cmd between the mirrored memory and @buf. */
static int tmmu_dmirror_copy(struct tmmu *t, struct hmm_dmirror_cmd *cmd,
			     void *buf, bool write)
{
	unsigned long end = cmd->addr + (cmd->npages << PAGE_SHIFT);
	int err;

	cmd->cpages = 0;
	cmd->faults = 0;
	while (cmd->cpages < cmd->npages) {
		unsigned long off = cmd->cpages << PAGE_SHIFT;

		err = tmmu_dmirror_page(t, cmd->addr + off, buf + off, write);
		if (!err) {
			cmd->cpages++;
			continue;
		}
		err = tmmu_dmirror_fault(t, cmd->addr + off, end, write);
		if (err)
			return err;
		cmd->faults++;
	}
	return 0;
}

static int tmmu_dmirror_rw(struct tmmu *t, struct hmm_dmirror_cmd *cmd,
			   bool write)
{
	void __user *user = u64_to_user_ptr(cmd->ptr);
	size_t size = cmd->npages << PAGE_SHIFT;
	void *buf = vmalloc(size);
	int err;

	if (!buf)
		return -ENOMEM;

	err = -EFAULT;
	if (write && copy_from_user(buf, user, size))
		goto out;
	err = tmmu_dmirror_copy(t, cmd, buf, write);
	if (!err && !write && copy_to_user(user, buf, size))
		err = -EFAULT;
out:
	vfree(buf);
	return err;
}

/* What the process could do with @addr at this moment. */
static u8 tmmu_dmirror_prot(struct mm_struct *mm, unsigned long addr)
{
	u8 prot = HMM_DMIRROR_PROT_NONE;
	pte_t pte;

	preempt_disable();
	if (tmmu_walk(mm, addr, &pte)) {
		if (is_zero_pfn(pte_pfn(pte)))
			prot |= HMM_DMIRROR_PROT_ZERO;
		prot |= pte_write(pte) ? HMM_DMIRROR_PROT_WRITE :
					 HMM_DMIRROR_PROT_READ;
	}
	preempt_enable();
	return prot;
}

static int tmmu_dmirror_snapshot(struct tmmu *t, struct hmm_dmirror_cmd *cmd)
{
	u8 __user *user = u64_to_user_ptr(cmd->ptr);
	unsigned long addr = cmd->addr;
	int err = 0;
	u8 prot;

	if (!mmget_not_zero(t->mm))
		return -EINVAL;
	for (cmd->cpages = 0; cmd->cpages < cmd->npages; cmd->cpages++) {
		mmap_read_lock(t->mm);
		prot = tmmu_dmirror_prot(t->mm, addr);
		mmap_read_unlock(t->mm);
		err = put_user(prot, user + cmd->cpages);
		if (err)
			break;
		addr += PAGE_SIZE;
	}
	mmput(t->mm);
	return err;
}

static long tmmu_dmirror_ioctl(struct file *file, unsigned int nr,
			       unsigned long arg)
{
	struct tmmu *t = file->private_data;
	void __user *user = (void __user *)arg;
	struct hmm_dmirror_cmd cmd;
	int err;

	if (copy_from_user(&cmd, user, sizeof(cmd)))
		return -EFAULT;
	if (!PAGE_ALIGNED(cmd.addr) || !cmd.npages || cmd.addr >= TASK_SIZE ||
	    cmd.npages > (TASK_SIZE - cmd.addr) >> PAGE_SHIFT)
		return -EINVAL;

	switch (nr) {
	case HMM_DMIRROR_READ:
		err = tmmu_dmirror_rw(t, &cmd, false);
		break;
	case HMM_DMIRROR_WRITE:
		err = tmmu_dmirror_rw(t, &cmd, true);
		break;
	case HMM_DMIRROR_SNAPSHOT:
		err = tmmu_dmirror_snapshot(t, &cmd);
		break;
	default:
		return -EINVAL;
	}
	if (err)
		return err;
	return copy_to_user(user, &cmd, sizeof(cmd)) ? -EFAULT : 0;
}

/* Memory of the device that the process can map; it has pages of its own. */
static int tmmu_dmirror_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long addr;
	struct page *page;
	int err;

	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page)
			return -ENOMEM;
		err = vm_insert_page(vma, addr, page);
		put_page(page);
		if (err)
			return err;
	}
	return 0;
}

static int tmmu_dmirror_open(struct inode *inode, struct file *file)
{
	static const struct tmmu_attach attach = {
		.design		= "v18",
		.consumer	= "kvm",
	};
	struct tmmu *t = tmmu_attach(&attach);

	if (IS_ERR(t))
		return PTR_ERR(t);
	tmmu_debugfs_add(t);
	file->private_data = t;
	return 0;
}

static int tmmu_dmirror_release(struct inode *inode, struct file *file)
{
	tmmu_close(file->private_data);
	return 0;
}

static const struct file_operations tmmu_dmirror_fops = {
	.owner		= THIS_MODULE,
	.open		= tmmu_dmirror_open,
	.release	= tmmu_dmirror_release,
	.mmap		= tmmu_dmirror_mmap,
	.unlocked_ioctl	= tmmu_dmirror_ioctl,
	.llseek		= noop_llseek,
};

static struct miscdevice tmmu_dmirror_misc[] = {
	{
		.minor	= MISC_DYNAMIC_MINOR,
		.name	= "hmm_dmirror0",
		.fops	= &tmmu_dmirror_fops,
	},
	{
		.minor	= MISC_DYNAMIC_MINOR,
		.name	= "hmm_dmirror1",
		.fops	= &tmmu_dmirror_fops,
	},
};

static int __init tmmu_dmirror_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(tmmu_dmirror_misc); i++) {
		err = misc_register(&tmmu_dmirror_misc[i]);
		if (err)
			return err;
	}
	return 0;
}
device_initcall(tmmu_dmirror_init);
