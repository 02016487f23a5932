// SPDX-License-Identifier: GPL-2.0
/*
 * Faults that somebody else takes, later: the device asks for pages ahead of their use.
 *
 * Much may have happened by then.  The pages may be gone: then nobody is told, since
 * nobody waits.  The device may be dead: then nothing is done.  The process may have
 * ended; then dropping its address space is what ends it, release and all, in the
 * task that does the work.  So release waits for no work (amdkfd, 6225bb3a88d2, did).
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "device.h"

/**
 * struct tmmu_prefetch_work - one page to be looked up
 * @work: for whoever does the work of the device
 * @addr: device address
 */
struct tmmu_prefetch_work {
	struct tmmu_work	work;
	unsigned long		addr;
};

static void tmmu_prefetch_run(struct tmmu_work *work)
{
	struct tmmu_prefetch_work *p =
		container_of(work, struct tmmu_prefetch_work, work);
	u32 retries = 0;

	il_point("prefetch.run", p->addr, work->t->id);
	if (!READ_ONCE(work->t->dead))
		tmmu_bring_in(work->t, p->addr, false, &retries);
	kfree(p);
}

/* TMMU_PREFETCH.  0, -EINVAL or -ENOMEM.  No lock held; may sleep. */
int tmmu_prefetch(struct tmmu *t, unsigned long addr)
{
	struct tmmu_prefetch_work *p;

	if (addr >= tmmu_address_end(t))
		return -EINVAL;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->work.fn = tmmu_prefetch_run;
	p->addr = addr & PAGE_MASK;
	tmmu_work_queue(t, &p->work);
	return 0;
}
