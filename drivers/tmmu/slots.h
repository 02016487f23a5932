/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TMMU_SLOTS_H
#define _TMMU_SLOTS_H

#include "device.h"

/* struct tmmu_slots - slots of one secondary MMU; protected by mmu_lock */
struct tmmu_slots {
	struct tmmu_slot	slot[TMMU_SLOTS_MAX];
	unsigned long		going;	/* a bit for each slot that is to go */
	unsigned long		changes;
	struct xarray		rmap;	/* first spte of each guest page */
	wait_queue_head_t	wait;	/* until nothing is going */
	struct mutex		mutex;	/* one change at a time; outside of mmu_lock */
};

unsigned int tmmu_guest_visit(struct tmmu *t, unsigned long guest,
			      unsigned long end, tmmu_visit_fn fn, void *arg);

#endif
