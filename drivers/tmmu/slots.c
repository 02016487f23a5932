// SPDX-License-Identifier: GPL-2.0
/*
 * Slots come, move and go, against faults that go through them; see rmap.c for what a
 * slot is.
 *
 * A slot that is to go is marked first.  Faults wait for it then, and those under way
 * begin again; invalidations still find what it has.  Then what it has is dropped.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>

#include "slots.h"

/*
 * The user address of a fault, and what tmmu_slots_changes() is then.  Waits for a slot
 * that is going.  -EFAULT, or -EINTR for a fatal signal.  No lock held.
 */
int tmmu_slot_fault(struct tmmu *t, unsigned long daddr, bool write,
		    unsigned long *user, unsigned long *changes)
{
	struct tmmu_slots *s = t->slots;
	int err;

	for (;;) {
		spin_lock(&t->mmu_lock);
		err = tmmu_slot_user(t, daddr, write, user);
		*changes = s->changes;
		spin_unlock(&t->mmu_lock);
		if (err != -EAGAIN)
			return err;
		if (wait_event_killable(s->wait, !READ_ONCE(s->going)))
			return -EINTR;
	}
}

static bool tmmu_slot_overlaps(struct tmmu_slots *s, const struct tmmu_slot *new)
{
	struct tmmu_slot *slot;

	for (slot = s->slot; slot < s->slot + TMMU_SLOTS_MAX; slot++)
		if (slot - s->slot != new->nr && slot->size &&
		    new->base < slot->base + slot->size &&
		    slot->base < new->base + new->size)
			return true;
	return false;
}

/*
 * No fault goes through @slot any more, and no translation is left of it.  Until the
 * last has gone invalidations find it.
 */
static void tmmu_slot_take_away(struct tmmu *t, struct tmmu_slot *slot)
{
	struct tmmu_slots *s = t->slots;

	spin_lock(&t->mmu_lock);
	s->going |= BIT(slot - s->slot);
	s->changes++;
	spin_unlock(&t->mmu_lock);

	il_point("slot.going", slot->base, t->id);
	spin_lock(&t->mmu_lock);
	/* First: a pin that an spte has may be the last reference. */
	tmmu_tlb_flush(t);
	tmmu_guest_visit(t, slot->base, slot->base + slot->size,
			 tmmu_spte_drop, NULL);
	tmmu_gather_flush(t);
	slot->size = 0;
	spin_unlock(&t->mmu_lock);
}

/**
 * tmmu_slot_set - a slot comes, is replaced, or goes
 * @t: the device
 * @new: what slot @new->nr is from now on; its size may be 0
 *
 * No lock held; sleeps.
 *
 * Return: 0, -EINVAL, -EEXIST for device addresses that another slot
 * has, -EINTR.
 */
int tmmu_slot_set(struct tmmu *t, const struct tmmu_slot *new)
{
	struct tmmu_slots *s = t->slots;
	struct tmmu_slot *slot;

	if (!s || new->nr >= TMMU_SLOTS_MAX ||
	    new->flags & ~TMMU_SLOT_READONLY || new->size > TMMU_VIEW ||
	    new->base > TMMU_VIEW - new->size ||
	    new->user > TASK_SIZE || new->size > TASK_SIZE - new->user ||
	    !PAGE_ALIGNED(new->base | new->user | new->size))
		return -EINVAL;
	slot = &s->slot[new->nr];

	if (mutex_lock_killable(&s->mutex))
		return -EINTR;
	if (tmmu_slot_overlaps(s, new)) {
		mutex_unlock(&s->mutex);
		return -EEXIST;
	}
	il_point("slot.set", new->base, t->id);
	if (slot->size)
		tmmu_slot_take_away(t, slot);
	spin_lock(&t->mmu_lock);
	*slot = *new;
	s->going = 0;
	s->changes++;
	wake_up_all(&s->wait);
	spin_unlock(&t->mmu_lock);
	mutex_unlock(&s->mutex);
	return 0;
}
