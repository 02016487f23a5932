// SPDX-License-Identifier: GPL-2.0
/*
 * What the device has done, for those who judge it, and whom to tell at once.
 *
 * A clock ticks at every use and every aging; an spte remembers when it was last
 * used.  Each page frame has a count of the translations that all secondary MMUs
 * together have of it; it is up before a translation can be found and down after
 * it cannot.
 */
#include <linux/bitmap.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "device.h"

#define TMMU_AGINGS	8

/* Set before the first device attaches. */
const struct tmmu_judge *tmmu_judge;

/* All sptes are from here, so that one which is left can be told. */
struct kmem_cache *tmmu_sptes;

/* ---- page frames ---- */

static atomic_t *tmmu_frames;
static unsigned long tmmu_nr_frames;
static unsigned long *tmmu_taken;	/* a bit for each frame */
atomic_t tmmu_translations = ATOMIC_INIT(0);

/* How many translations have ever been made. */
static atomic_long_t tmmu_made = ATOMIC_LONG_INIT(0);

unsigned long tmmu_record_made(void)
{
	return atomic_long_read(&tmmu_made);
}

void tmmu_pfn_get(unsigned long pfn)
{
	atomic_long_inc(&tmmu_made);
	if (pfn < tmmu_nr_frames)
		atomic_inc(&tmmu_frames[pfn]);
	atomic_inc(&tmmu_translations);
}

void tmmu_pfn_put(unsigned long pfn)
{
	atomic_dec(&tmmu_translations);
	if (pfn < tmmu_nr_frames)
		atomic_dec(&tmmu_frames[pfn]);
}

/* How many sptes and TLB entries have @pfn, or are just losing it? */
int tmmu_pfn_refs(unsigned long pfn)
{
	return pfn < tmmu_nr_frames ? atomic_read(&tmmu_frames[pfn]) : 0;
}

/* Nobody may ever see more pages gathered than there is room for, locked or not. */
void tmmu_gather_fits(const struct tmmu *t)
{
	WARN_ONCE(READ_ONCE(t->nr_gathered) > t->gather_max,
		  "device %u has gathered more pages than it has room for\n",
		  t->id);
}

static int __init tmmu_frames_init(void)
{
	tmmu_sptes = KMEM_CACHE(tmmu_spte, SLAB_NO_MERGE);
	if (!tmmu_sptes)
		return -ENOMEM;
	tmmu_frames = kvcalloc(max_pfn, sizeof(*tmmu_frames), GFP_KERNEL);
	if (!tmmu_frames)
		return -ENOMEM;
	tmmu_taken = bitmap_zalloc(max_pfn, GFP_KERNEL);
	if (!tmmu_taken)
		return -ENOMEM;
	tmmu_nr_frames = max_pfn;
	return 0;
}
subsys_initcall(tmmu_frames_init);

/* ---- what is taken and has to be given back ---- */

/* The device has taken a reference on this page, since somebody looked last. */
void tmmu_record_taken(unsigned long pfn)
{
	if (pfn < tmmu_nr_frames)
		set_bit(pfn, tmmu_taken);
}

/* These frames go back to the allocator, so nobody has a reference any more. */
void tmmu_record_freed(unsigned long pfn, unsigned long end)
{
	for (end = min(end, tmmu_nr_frames); pfn < end; pfn++)
		if (test_bit(pfn, tmmu_taken))
			clear_bit(pfn, tmmu_taken);
}

/* The next of these frames, which is forgotten.  Returns false after the last. */
bool tmmu_record_look(unsigned long *pfn)
{
	*pfn = find_first_bit(tmmu_taken, tmmu_nr_frames);
	if (*pfn >= tmmu_nr_frames)
		return false;
	clear_bit(*pfn, tmmu_taken);
	return true;
}

/* Secondary MMUs that are not freed; @more or less of them. */
unsigned int tmmu_record_attached(int more)
{
	static atomic_t nr = ATOMIC_INIT(0);

	return atomic_add_return(more, &nr);
}

/* ---- uses and agings ---- */

static atomic_long_t tmmu_clock = ATOMIC_LONG_INIT(0);

/**
 * struct tmmu_aging - an aging that is under way
 * @task: who does it, NULL for a free slot
 * @mm: of which address space
 * @begin: tmmu_clock then
 * @young: a secondary MMU has found an spte young in it
 * @ops: what secondary MMUs were asked, a bit for each enum mmn_age_op
 */
struct tmmu_aging {
	struct task_struct	*task;
	struct mm_struct	*mm;
	unsigned long		begin;
	bool			young;
	unsigned int		ops;
};

static DEFINE_RAW_SPINLOCK(tmmu_aging_lock);
static struct tmmu_aging tmmu_agings[TMMU_AGINGS];

unsigned long tmmu_record_now(void)
{
	return atomic_long_read(&tmmu_clock);
}

/*
 * The device uses @spte now.  The only place where a use is noted, and before
 * the young bit is set.  mmu_lock held.
 */
void tmmu_record_use(struct tmmu_spte *spte)
{
	WRITE_ONCE(spte->used_at, atomic_long_inc_return(&tmmu_clock));
}

static struct tmmu_aging *tmmu_aging_find(struct task_struct *task,
					  struct mm_struct *mm)
{
	struct tmmu_aging *a;

	for (a = tmmu_agings; a < tmmu_agings + TMMU_AGINGS; a++)
		if (a->task == task && a->mm == mm)
			return a;
	return NULL;
}

/*
 * Current ages @mm.  Called by whatever comes first in the walk; the later
 * calls of the same walk change nothing.
 */
void tmmu_record_aging(struct mm_struct *mm)
{
	struct tmmu_aging *a;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	if (!tmmu_aging_find(current, mm)) {
		a = tmmu_aging_find(NULL, NULL);
		if (a) {
			a->task = current;
			a->mm = mm;
			a->begin = atomic_long_inc_return(&tmmu_clock);
			a->young = false;
			a->ops = 0;
		}
	}
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
}

/* In current's aging of @mm a secondary MMU is asked @op. */
void tmmu_record_asked(struct mm_struct *mm, enum mmn_age_op op)
{
	struct tmmu_aging *a;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	a = tmmu_aging_find(current, mm);
	if (a)
		a->ops |= BIT(op);
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
}

/* In current's aging of @mm a young spte was found: @spte, if it is to be old now, or NULL. */
void tmmu_record_young(struct mm_struct *mm, struct tmmu_spte *spte)
{
	struct tmmu_aging *a;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	a = tmmu_aging_find(current, mm);
	if (a)
		a->young = true;
	if (a && spte)
		spte->taken_by = a->begin;
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
}

/* Has the aging that began at @begin not come to its end yet? */
bool tmmu_record_under_way(unsigned long begin)
{
	struct tmmu_aging *a;
	unsigned long flags;
	bool found = false;

	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	for (a = tmmu_agings; a < tmmu_agings + TMMU_AGINGS; a++)
		found |= a->task && a->begin == begin;
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
	return found;
}

/*
 * Current's aging of @mm is over: when did it begin, was anything @young, and which
 * questions, @ops, were asked?  Where there was no room to note it, and where no
 * subscriber was asked, it begins now.
 */
unsigned long tmmu_record_aged(struct mm_struct *mm, bool *young,
			       unsigned int *ops)
{
	unsigned long begin = atomic_long_inc_return(&tmmu_clock);
	struct tmmu_aging *a;
	unsigned long flags;

	*young = false;
	*ops = 0;
	raw_spin_lock_irqsave(&tmmu_aging_lock, flags);
	a = tmmu_aging_find(current, mm);
	if (a) {
		*young = a->young;
		*ops = a->ops;
		begin = a->begin;
		a->task = NULL;
		a->mm = NULL;
	}
	raw_spin_unlock_irqrestore(&tmmu_aging_lock, flags);
	return begin;
}
