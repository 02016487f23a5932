// SPDX-License-Identifier: GPL-2.0
/*
 * Scenes of the kernel: the notifier alone.
 *
 * The actors are kernel threads that register, unregister, and send ranges on an
 * address space of their own, with no device and no system call, so that a
 * schedule takes microseconds.  The address space has one VMA without a page, for
 * the lock of its anon_vma: who sends holds it as a reader, like a walk through
 * the rmap.
 *
 *	first subscriber	is there all the time
 *	second subscriber	comes, or goes, by actor A
 *
 * Actor A is a thread of this address space, in the sense of the design v10_single,
 * the others are not.
 */
#include <linux/init.h>
#include <linux/interleave.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/rmap.h>
#include <linux/sched/mm.h>

#include "oracle.h"

#define SCENE_START	0x40000000UL
#define SCENE_PAGES	4
#define SCENE_NEED	0x600d

/**
 * struct scene_sub - a subscriber that is no device
 * @sub: what the seam knows of it
 * @id: in reports
 * @need: SCENE_NEED: what its methods need is there
 * @attached: it is to be evicted
 * @detached: mmn_detach() has returned
 * @begins: what mmn_subscriber.begins was when the walk began
 * @ends: the same for mmn_subscriber.ends
 */
struct scene_sub {
	struct mmn_subscriber	sub;
	unsigned int		id;
	unsigned int		need;
	bool			attached;
	bool			detached;
	unsigned long		begins;
	unsigned long		ends;
};

static struct scene_sub scene_sub[2] = { { .id = 1 }, { .id = 2 } };
static struct mm_struct *scene_mm;
static struct vm_area_struct *scene_vma;
static const char *scene_design;

/* ---- the subscribers ---- */

/* L7, by each method as it is called: not too early, not too late */
static void scene_method(struct mmn_subscriber *sub)
{
	struct scene_sub *s = container_of(sub, struct scene_sub, sub);

	if (READ_ONCE(s->detached))
		tmmu_report_id(s->id, 7, 0, current,
			       "no method is called after unregister has returned",
			       "a method is called");
	if (s->need != SCENE_NEED)
		tmmu_report_id(s->id, 7, 0, current,
			       "a method sees the stores of its driver from before registration",
			       "0x%x", s->need);
}

static int scene_begin(struct mmn_subscriber *sub,
		       const struct mmu_notifier_range *range)
{
	scene_method(sub);
	return 0;
}

static void scene_end(struct mmn_subscriber *sub,
		      const struct mmu_notifier_range *range)
{
	scene_method(sub);
}

static int scene_emm(struct mmn_subscriber *sub, struct mm_struct *mm,
		     enum emm_operation op, unsigned long start,
		     unsigned long end)
{
	scene_method(sub);
	return 0;
}

static const struct mmn_ops scene_ops = {
	.invalidate_range_begin	= scene_begin,
	.invalidate_range_end	= scene_end,
};

/* No accesses of an actor: who judges must not see the account half made. */
static __no_sanitize_thread void scene_account(struct scene_sub *s)
{
	memset(&s->sub, 0, sizeof(s->sub));
	s->begins = 0;
	s->ends = 0;
}

static int scene_attach(struct scene_sub *s)
{
	int err;

	scene_account(s);
	s->sub.ops = &scene_ops;
	s->sub.emm = scene_emm;
	s->need = SCENE_NEED;
	err = mmn_attach(&s->sub, scene_mm, scene_design);
	s->attached = !err;
	return err;
}

static void scene_evict(struct scene_sub *s)
{
	if (s->attached)
		mmn_evict(&s->sub);
	s->attached = false;
}

/*
 * L4.  Who judges does so in the middle of an actor: what it looks at is no access of that
 * one.
 */
static __no_sanitize_thread void scene_balance(struct scene_sub *s, bool quiet)
{
	unsigned long begins = READ_ONCE(s->sub.begins) - s->begins;
	unsigned long ends = READ_ONCE(s->sub.ends) - s->ends;

	if (ends > begins || (quiet && s->attached && ends != begins))
		tmmu_report_id(s->id, 4, 0, NULL,
			       "delivery: begins and ends pair up",
			       "%lu begins and %lu ends were delivered",
			       begins, ends);
}

static __no_sanitize_thread u32 scene_check(bool quiet)
{
	scene_balance(&scene_sub[0], quiet);
	scene_balance(&scene_sub[1], quiet);
	return tmmu_reports_broken();
}

/* L4 of the first subscriber, which is there all the time: it hears of each range. */
static __no_sanitize_thread u32 scene_check_first(bool quiet)
{
	struct scene_sub *s = &scene_sub[0];
	unsigned long begins = s->sub.begins - s->begins;
	unsigned long ends = s->sub.ends - s->ends;

	if (quiet && (!begins || !ends))
		tmmu_report_id(s->id, 4, 0, NULL,
			       "delivery: the first subscriber is told of each range",
			       "%lu begins and %lu ends were delivered",
			       begins, ends);
	return tmmu_reports_broken();
}

static __no_sanitize_thread u64 scene_state(void)
{
	const struct scene_sub *s;
	u64 state = 0;

	for (s = scene_sub; s < scene_sub + ARRAY_SIZE(scene_sub); s++) {
		state = state << 8 | ((s->sub.begins - s->begins) & 0xff);
		state = state << 8 | ((s->sub.ends - s->ends) & 0xff);
		state = state << 8 | s->attached;
	}
	return state;
}

/* ---- the address space ---- */

static struct vm_area_struct *scene_map(struct mm_struct *mm)
{
	struct vm_area_struct *vma = vm_area_alloc(mm);
	int err;

	if (!vma)
		return NULL;
	vma_set_anonymous(vma);
	vma->vm_start = SCENE_START;
	vma->vm_end = SCENE_START + SCENE_PAGES * PAGE_SIZE;
	vm_flags_init(vma, VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE);
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	mmap_write_lock(mm);
	err = insert_vm_struct(mm, vma);
	mmap_write_unlock(mm);
	if (err) {
		vm_area_free(vma);
		return NULL;
	}
	mmap_read_lock(mm);
	err = __anon_vma_prepare(vma);
	mmap_read_unlock(mm);
	return err ? NULL : vma;
}

static int scene_open(const char *design)
{
	const char *name;
	unsigned int i;

	scene_design = NULL;
	for (i = 0; (name = mmn_design_name(i)); i++)
		if (!strcmp(name, design))
			scene_design = name;
	if (!scene_design)
		return -EINVAL;
	scene_mm = mm_alloc();
	if (!scene_mm)
		return -ENOMEM;
	scene_vma = scene_map(scene_mm);
	if (scene_vma)
		return 0;
	mmput(scene_mm);
	return -ENOMEM;
}

static void scene_close(void)
{
	scene_evict(&scene_sub[1]);
	scene_evict(&scene_sub[0]);
	mmput(scene_mm);
}

static int scene_enter_one(unsigned int actor)
{
	int err;

	if (actor)
		return 0;
	kthread_use_mm(scene_mm);
	err = scene_attach(&scene_sub[0]);
	if (err)
		kthread_unuse_mm(scene_mm);
	return err;
}

/* The same for a design that can unregister; others say so. */
static int scene_enter_two(unsigned int actor)
{
	int err = scene_enter_one(actor);

	if (err || actor)
		return err;
	err = scene_attach(&scene_sub[1]);
	if (!err)
		err = mmn_detach(&scene_sub[1].sub);
	if (err)
		kthread_unuse_mm(scene_mm);
	else
		scene_sub[1].attached = false;
	return err;
}

static void scene_leave(unsigned int actor)
{
	if (!actor)
		kthread_unuse_mm(scene_mm);
}

static void scene_begin_walk(struct scene_sub *s)
{
	s->detached = false;
	s->begins = s->sub.begins;
	s->ends = s->sub.ends;
}

/* The second subscriber is still to come. */
static int scene_set_one(void)
{
	scene_evict(&scene_sub[1]);
	scene_sub[1].need = 0;
	scene_begin_walk(&scene_sub[0]);
	scene_begin_walk(&scene_sub[1]);
	return 0;
}

/* The second subscriber is there. */
static int scene_set_two(void)
{
	int err = 0;

	if (!scene_sub[1].attached)
		err = scene_attach(&scene_sub[1]);
	scene_begin_walk(&scene_sub[0]);
	scene_begin_walk(&scene_sub[1]);
	return err;
}

/* ---- what actors do ---- */

static void scene_register(void)
{
	scene_attach(&scene_sub[1]);
}

static void scene_unregister(void)
{
	struct scene_sub *s = &scene_sub[1];

	if (mmn_detach(&s->sub))
		return;
	s->attached = false;
	WRITE_ONCE(s->detached, true);
}

static void scene_send(unsigned long page, unsigned long nr)
{
	unsigned long start = SCENE_START + page * PAGE_SIZE;
	struct mmu_notifier_range range;

	anon_vma_lock_read(scene_vma->anon_vma);
	mmu_notifier_range_init(&range, MMU_NOTIFY_CLEAR, 0, scene_mm, start,
				start + nr * PAGE_SIZE);
	mmu_notifier_invalidate_range_start(&range);
	mmn_range_begin("core", &range);
	mmn_range_end("core", &range);
	mmu_notifier_invalidate_range_end(&range);
	anon_vma_unlock_read(scene_vma->anon_vma);
}

/* Actor A registers, B and C send ranges that overlap. */
static void scene_act_one(unsigned int actor)
{
	if (actor)
		scene_send(actor - 1, 3);
	else
		scene_register();
}

/* Actor A unregisters. */
static void scene_act_two(unsigned int actor)
{
	if (actor)
		scene_send(actor - 1, 3);
	else
		scene_unregister();
}

#define SCENE(_name, _nr, _how, _check)					\
	{								\
		.name		= _name,				\
		.nr_actors	= _nr,					\
		.open		= scene_open,				\
		.close		= scene_close,				\
		.enter		= scene_enter_##_how,			\
		.leave		= scene_leave,				\
		.set		= scene_set_##_how,			\
		.act		= scene_act_##_how,			\
		.checker	= {					\
			.check	= _check,				\
			.state	= scene_state,				\
		},							\
	}

static struct il_scene scenes[] = {
	SCENE("core-register-range", 2, one, scene_check),
	SCENE("core-listed-range", 2, one, scene_check_first),
	SCENE("core-two-ranges", 3, one, scene_check),
	SCENE("core-unregister-range", 2, two, scene_check),
};

static int __init scene_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(scenes); i++)
		il_scene_register(&scenes[i]);
	return 0;
}
device_initcall(scene_init);
