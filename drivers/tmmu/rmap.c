// SPDX-License-Identifier: GPL-2.0
/*
 * A second layer of addresses, as a guest has one (KVM's memory slots).
 *
 * The device does not know user addresses.  A slot maps a piece of its address space,
 * in bytes from @base on, to memory of the process from @user on.  Slots come, move and
 * go while the device runs; two may map the same page.  The device has two views of its
 * addresses, as a processor in system management mode has another: what a slot maps is
 * the same in both, translations are not.
 *
 *	device address -- view, guest page -- slot --> user address -- pte --> frame
 *	             \---------------- spte ------------------------------------/
 *
 * mm speaks of user addresses.  So an invalidation asks each slot for the guest pages of
 * its range, and the rmap for the sptes of a guest page: every alias, every view.
 *
 * What counts begins and ends counts them for every range, whether a slot has it or not:
 * a slot that comes or goes in between must not make the two differ (071064f14d87).
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "slots.h"

#define GUEST(daddr)	((daddr) & (TMMU_VIEW - 1))

/* Returns 0 or -ENOMEM.  May sleep. */
int tmmu_slots_open(struct tmmu *t)
{
	struct tmmu_slots *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	xa_init(&s->rmap);
	init_waitqueue_head(&s->wait);
	mutex_init(&s->mutex);
	t->slots = s;
	return 0;
}

/* @t has no spte any more, and may have no slots. */
void tmmu_slots_close(struct tmmu *t)
{
	if (!t->slots)
		return;
	xa_destroy(&t->slots->rmap);
	mutex_destroy(&t->slots->mutex);
	kfree(t->slots);
}

static struct tmmu_slot *tmmu_slot_find(struct tmmu_slots *s,
					unsigned long daddr)
{
	unsigned long guest = GUEST(daddr);
	struct tmmu_slot *slot;

	for (slot = s->slot; slot < s->slot + TMMU_SLOTS_MAX; slot++)
		if (guest >= slot->base && guest - slot->base < slot->size)
			return slot;
	return NULL;
}

static bool tmmu_slot_going(struct tmmu_slots *s, const struct tmmu_slot *slot)
{
	return s->going & BIT(slot - s->slot);
}

/**
 * tmmu_slot_user - what a device address is to the process
 * @t: the device
 * @daddr: the device address
 * @write: it is to be stored to
 * @user: out: the user address
 *
 * mmu_lock held, or preemption off for a caller that only looks.
 *
 * Return: 0; -EAGAIN while the
 * slot is going; -EFAULT where there is none, or one that may not be written.
 */
int tmmu_slot_user(struct tmmu *t, unsigned long daddr, bool write,
		   unsigned long *user)
{
	struct tmmu_slot *slot = tmmu_slot_find(t->slots, daddr);

	if (!slot)
		return -EFAULT;
	if (tmmu_slot_going(t->slots, slot))
		return -EAGAIN;
	if (write && slot->flags & TMMU_SLOT_READONLY)
		return -EFAULT;
	*user = slot->user + (GUEST(daddr) - slot->base);
	return 0;
}

/* A number that is another one after each change.  mmu_lock held. */
unsigned long tmmu_slots_changes(struct tmmu *t)
{
	return t->slots->changes;
}

/* ---- from a guest page to its sptes ---- */

static unsigned long tmmu_rmap_index(const struct tmmu_spte *spte)
{
	return GUEST(spte->daddr) >> PAGE_SHIFT;
}

/* Room for an spte of @daddr.  May sleep.  Returns 0 or an error. */
int tmmu_rmap_reserve(struct tmmu *t, unsigned long daddr)
{
	return xa_reserve(&t->slots->rmap, GUEST(daddr) >> PAGE_SHIFT,
			  GFP_KERNEL);
}

/* 0, or -EAGAIN when the room has been taken.  mmu_lock held. */
int tmmu_rmap_add(struct tmmu *t, struct tmmu_spte *spte)
{
	struct xarray *rmap = &t->slots->rmap;
	unsigned long index = tmmu_rmap_index(spte);

	spte->same_page = xa_load(rmap, index);
	if (xa_is_err(xa_store(rmap, index, spte, GFP_NOWAIT | __GFP_NOWARN)))
		return -EAGAIN;
	return 0;
}

/* mmu_lock held. */
void tmmu_rmap_del(struct tmmu *t, struct tmmu_spte *spte)
{
	struct xarray *rmap = &t->slots->rmap;
	unsigned long index = tmmu_rmap_index(spte);
	struct tmmu_spte *s = xa_load(rmap, index);

	if (s == spte) {
		if (spte->same_page)
			xa_store(rmap, index, spte->same_page, GFP_NOWAIT);
		else
			xa_erase(rmap, index);
		return;
	}
	while (s->same_page != spte)
		s = s->same_page;
	s->same_page = spte->same_page;
}

/* tmmu_spte_visit() for the guest pages [guest, end).  mmu_lock held. */
unsigned int tmmu_guest_visit(struct tmmu *t, unsigned long guest,
			      unsigned long end, tmmu_visit_fn fn, void *arg)
{
	struct tmmu_spte *spte, *next;
	unsigned long index;
	unsigned int sum = 0;

	xa_for_each_range(&t->slots->rmap, index, spte, guest >> PAGE_SHIFT,
			  (end - 1) >> PAGE_SHIFT) {
		for (; spte; spte = next) {
			next = spte->same_page;
			sum += fn(t, spte, arg);
		}
	}
	return sum;
}

/* tmmu_spte_visit() through the slots.  mmu_lock held. */
unsigned int tmmu_slots_visit(struct tmmu *t, unsigned long start,
			      unsigned long end, tmmu_visit_fn fn, void *arg)
{
	struct tmmu_slot *slot;
	unsigned long from, to;
	unsigned int sum = 0;

	for (slot = t->slots->slot; slot < t->slots->slot + TMMU_SLOTS_MAX; slot++) {
		from = max_t(unsigned long, start, slot->user);
		to = min_t(unsigned long, end, slot->user + slot->size);
		if (from < to)
			sum += tmmu_guest_visit(t, slot->base + (from - slot->user),
						slot->base + (to - slot->user),
						fn, arg);
	}
	return sum;
}
