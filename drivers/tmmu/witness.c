// SPDX-License-Identifier: GPL-2.0
/*
 * L8: upstream's own notifier, subscribed to the same address space, as a
 * witness.  What it sees we must have seen.
 *
 * mm calls the two seams side by side, in the same task.  So each range that
 * the witness sees is looked for among the begins and pages that our method was
 * called for by that task: begins that have not ended, and what comes before
 * the task's next range.
 *
 * A one-page range that takes nothing from the pte is no invalidation: the rmap
 * walks send them for the worst case, before they have looked.  So does a copy on
 * write, which another task may have made meanwhile; then the pte has changed, and we
 * were told by that task, or it owes us that.
 *
 * The witness is there before the secondary MMU attaches and after it has
 * detached, so that it takes no lock in the middle of either.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "oracle.h"

#define TMMU_WITNESS_SLOTS	32

/**
 * struct tmmu_span - a range that one of the two has seen
 * @start: byte address
 * @end: exclusive; equal to @start in a free slot
 * @pid: the task that it was seen in
 * @event: enum mmu_notifier_event
 * @ended: the witness has seen its end
 * @page: the witness has seen a range of one page
 * @was: its pte then
 * @told: since then we were told of a change of this page, by whomever, or one is
 *	under way
 */
struct tmmu_span {
	unsigned long	start;
	unsigned long	end;
	pid_t		pid;
	unsigned int	event;
	bool		ended;
	bool		page;
	bool		told;
	pte_t		was;
};

/**
 * struct tmmu_witness - upstream's view of one address space
 * @mn: the subscription
 * @t: whom it watches, NULL while nobody is attached
 * @ours: begins without an end that our method was called for
 * @owed: what the witness has seen and we have not, so far
 * @next_ours: slot of @ours to be used again when all are taken
 * @next_owed: the same of @owed
 * @told: begins and pages, for the control
 * @begins: start calls
 * @ends: end calls
 * @missed: ranges that we have not seen for certain
 * @first: the first of them
 * @events: start calls by enum mmu_notifier_event
 */
struct tmmu_witness {
	struct mmu_notifier	mn;
	struct tmmu		*t;
	struct tmmu_span	ours[TMMU_WITNESS_SLOTS];
	struct tmmu_span	owed[TMMU_WITNESS_SLOTS];
	unsigned int		next_ours;
	unsigned int		next_owed;
	unsigned long		told;
	unsigned long		begins;
	unsigned long		ends;
	unsigned long		missed;
	struct tmmu_span	first;
	unsigned long		events[16];
};

/* Protects every witness and tmmu.witness. */
static DEFINE_RAW_SPINLOCK(tmmu_witness_lock);

static struct tmmu_witness *tmmu_witness_from(struct mmu_notifier *mn)
{
	return container_of(mn, struct tmmu_witness, mn);
}

static void tmmu_missed(struct tmmu_witness *w, struct tmmu_span *owed)
{
	if (!w->missed++)
		w->first = *owed;
	owed->end = owed->start;
}

/* [start, end) was seen by us, so @owed is owed that much less. */
static void tmmu_pay(struct tmmu_span *owed, unsigned long start,
		     unsigned long end)
{
	if (owed->start == owed->end || start >= owed->end ||
	    end <= owed->start)
		return;
	if (start <= owed->start)
		owed->start = min(end, owed->end);
	else if (end >= owed->end)
		owed->end = start;
}

/* Our method was called: pays for what this task owes, and is known to the others. */
static void tmmu_pay_all(struct tmmu_witness *w, unsigned long start,
			 unsigned long end)
{
	struct tmmu_span *s;

	for (s = w->owed; s < w->owed + TMMU_WITNESS_SLOTS; s++)
		if (s->pid == current->pid)
			tmmu_pay(s, start, end);
		else if (start <= s->start && s->start < end)
			s->told = true;
}

static struct tmmu_span *tmmu_span_free(struct tmmu_span *spans,
					unsigned int *next)
{
	struct tmmu_span *s;

	for (s = spans; s < spans + TMMU_WITNESS_SLOTS; s++)
		if (s->start == s->end)
			return s;
	return &spans[(*next)++ % TMMU_WITNESS_SLOTS];
}

static void tmmu_span_set(struct tmmu_span *s, unsigned long start,
			  unsigned long end, unsigned int event)
{
	s->start = start;
	s->end = end;
	s->pid = current->pid;
	s->event = event;
	s->ended = false;
	s->page = false;
	s->told = false;
	s->was = __pte(0);
}

/* Is one event in two to be overlooked, and is this the one? */
static bool tmmu_overlook(struct tmmu *t)
{
	return t->control == TMMU_CONTROL_L8 && !(t->witness->told++ & 1);
}

/* A new range of this task: what it owes for ranges that are over was missed. */
static void tmmu_owed_is_missed(struct tmmu_witness *w)
{
	struct tmmu_span *s;

	for (s = w->owed; s < w->owed + TMMU_WITNESS_SLOTS; s++)
		if (s->pid == current->pid && s->ended && s->start != s->end)
			tmmu_missed(w, s);
}

/*
 * A task is in our begin, or between it and the end, and the witness comes only
 * now: the range is not to be looked for.  @from 0 notes it, else takes it back.
 */
static bool tmmu_early(struct tmmu *t, pid_t from, pid_t to)
{
	unsigned int i;

	for (i = 0; i < TMMU_EARLY; i++) {
		if (t->early[i] != from)
			continue;
		t->early[i] = to;
		return true;
	}
	return false;
}

/*
 * Our invalidate_range_begin was called: before or after the witness is, as the
 * design has it.
 */
void tmmu_witness_begin(struct tmmu *t, unsigned long start, unsigned long end)
{
	struct tmmu_witness *w;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w = t->witness;
	if (w)
		tmmu_owed_is_missed(w);
	else
		tmmu_early(t, 0, current->pid);
	if (w && !tmmu_overlook(t)) {
		tmmu_span_set(tmmu_span_free(w->ours, &w->next_ours), start,
			      end, 0);
		tmmu_pay_all(w, start, end);
	}
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
}

/* Our invalidate_range_end was called. */
void tmmu_witness_end(struct tmmu *t, unsigned long start, unsigned long end)
{
	struct tmmu_witness *w;
	struct tmmu_span *s;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w = t->witness;
	tmmu_early(t, current->pid, 0);
	for (s = w ? w->ours : NULL; w && s < w->ours + TMMU_WITNESS_SLOTS; s++)
		if (s->pid == current->pid && s->start == start &&
		    s->end == end)
			s->end = s->start;
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
}

/* A method was called that has done all there is to do for [start, end). */
void tmmu_witness_done(struct tmmu *t, unsigned long start, unsigned long end)
{
	struct tmmu_witness *w;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w = t->witness;
	if (w && !tmmu_overlook(t))
		tmmu_pay_all(w, start, end);
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
}

/* Has the pte of @s lost anything since the witness saw the begin? */
static bool tmmu_span_lost(struct mm_struct *mm, const struct tmmu_span *s)
{
	pte_t now;

	if (!pte_present(s->was))
		return false;
	return !tmmu_walk(mm, s->start, &now) ||
	       pte_pfn(now) != pte_pfn(s->was) ||
	       (pte_write(s->was) && !pte_write(now)) ||
	       (pte_dirty(s->was) && !pte_dirty(now));
}

/* Is it another task that answers for what the page of @s has lost? */
static bool tmmu_others_owe(const struct tmmu_witness *w, struct mm_struct *mm,
			    const struct tmmu_span *s)
{
	const struct tmmu_span *o;

	for (o = w->owed; o < w->owed + TMMU_WITNESS_SLOTS; o++)
		if (o->start <= s->start && s->start < o->end && o->pid != s->pid &&
		    (!o->page || tmmu_span_lost(mm, o)))
			return true;
	return false;
}

/* The witness sees a begin: what of it have we seen already? */
static void tmmu_owe(struct tmmu_witness *w,
		     const struct mmu_notifier_range *range)
{
	struct tmmu_span *s, *owed;

	tmmu_owed_is_missed(w);
	owed = tmmu_span_free(w->owed, &w->next_owed);
	if (owed->start != owed->end)
		tmmu_missed(w, owed);
	tmmu_span_set(owed, range->start, range->end, range->event);
	owed->page = range->end - range->start == PAGE_SIZE;
	if (owed->page)
		tmmu_walk(range->mm, range->start, &owed->was);

	for (s = w->ours; s < w->ours + TMMU_WITNESS_SLOTS; s++) {
		if (s->start <= range->start && range->start < s->end)
			owed->told = true;
		if (s->pid == current->pid && s->start != s->end)
			tmmu_pay(owed, s->start, s->end);
	}
}

static int tmmu_witness_start(struct mmu_notifier *mn,
			      const struct mmu_notifier_range *range)
{
	struct tmmu_witness *w = tmmu_witness_from(mn);
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w->begins++;
	if (range->event < ARRAY_SIZE(w->events))
		w->events[range->event]++;
	if (w->t && !tmmu_early(w->t, current->pid, 0))
		tmmu_owe(w, range);
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
	return 0;
}

static void tmmu_witness_stop(struct mmu_notifier *mn,
			      const struct mmu_notifier_range *range)
{
	struct tmmu_witness *w = tmmu_witness_from(mn);
	struct tmmu_span *s;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w->ends++;
	for (s = w->owed; s < w->owed + TMMU_WITNESS_SLOTS; s++)
		if (s->pid == current->pid && s->start >= range->start &&
		    s->end <= range->end) {
			s->ended = true;
			if (s->page && (s->told ||
					!tmmu_span_lost(range->mm, s) ||
					tmmu_others_owe(w, range->mm, s)))
				s->end = s->start;
		}
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
}

static const struct mmu_notifier_ops tmmu_witness_ops = {
	.invalidate_range_start	= tmmu_witness_start,
	.invalidate_range_end	= tmmu_witness_stop,
};

/* Subscribe a witness to @mm; the caller has a user reference.  May sleep. */
struct tmmu_witness *tmmu_witness_open(struct mm_struct *mm)
{
	struct tmmu_witness *w = kzalloc(sizeof(*w), GFP_KERNEL);
	int err;

	if (!w)
		return ERR_PTR(-ENOMEM);
	w->mn.ops = &tmmu_witness_ops;
	err = mmu_notifier_register(&w->mn, mm);
	if (err) {
		kfree(w);
		return ERR_PTR(err);
	}
	return w;
}

/* No secondary MMU is watched any more.  May sleep. */
void tmmu_witness_close(struct tmmu_witness *w)
{
	mmu_notifier_unregister(&w->mn, w->mn.mm);
	kfree(w);
}

/* @t gets all events from now on.  @w may be NULL, or of other memory. */
void tmmu_witness_attach(struct tmmu_witness *w, struct tmmu *t)
{
	if (!w || w->mn.mm != t->mm)
		return;
	raw_spin_lock_irq(&tmmu_witness_lock);
	w->t = t;
	t->witness = w;
	raw_spin_unlock_irq(&tmmu_witness_lock);
}

/* @t is going to miss events. */
void tmmu_witness_detach(struct tmmu *t)
{
	struct tmmu_witness *w;

	raw_spin_lock_irq(&tmmu_witness_lock);
	w = t->witness;
	if (w) {
		w->t = NULL;
		memset(w->ours, 0, sizeof(w->ours));
		memset(w->owed, 0, sizeof(w->owed));
		w->missed = 0;
		w->told = 0;
		t->witness = NULL;
	}
	raw_spin_unlock_irq(&tmmu_witness_lock);
}

/* All is quiet: what is owed now was missed. */
void tmmu_witness_judge(struct tmmu *t)
{
	struct tmmu_span first = {};
	unsigned long missed = 0;
	struct tmmu_witness *w;
	struct tmmu_span *s;
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w = t->witness;
	if (w) {
		for (s = w->owed; s < w->owed + TMMU_WITNESS_SLOTS; s++)
			if (s->start != s->end)
				tmmu_missed(w, s);
		missed = w->missed;
		first = w->first;
	}
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);

	if (missed)
		tmmu_report(t, 8, first.start, NULL,
			    "each range that upstream's notifier saw reached the device",
			    "missed %lu, first [%#lx, %#lx) event %u by pid %d",
			    missed, first.start, first.end, first.event,
			    first.pid);
}

void tmmu_witness_stats(struct tmmu *t, struct tmmu_stats *stats)
{
	struct tmmu_witness *w;
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&tmmu_witness_lock, flags);
	w = t->witness;
	if (w) {
		stats->witness_begins = w->begins;
		stats->witness_ends = w->ends;
		stats->witness_missed = w->missed;
		for (i = 0; i < ARRAY_SIZE(w->events); i++)
			stats->witness_events[i] = w->events[i];
	}
	raw_spin_unlock_irqrestore(&tmmu_witness_lock, flags);
}
