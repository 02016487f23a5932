/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Points in files of KVM that know nothing of them: this is included before all that they
 * include.  spin_lock() has its point by interleave_locks.h.
 */
#ifndef _TKVM_POINTS_H
#define _TKVM_POINTS_H

#include <linux/interleave_locks.h>

#define read_lock(lock) \
	(il_fine_point("lock", (unsigned long)(lock)), read_lock(lock))
#undef read_lock_irq
#define read_lock_irq(lock) \
	(il_fine_point("lock", (unsigned long)(lock)), read_lock_irq(lock))
#undef write_lock_irq
#define write_lock_irq(lock) \
	(il_fine_point("lock", (unsigned long)(lock)), write_lock_irq(lock))

/* hva_to_pfn_retry() waits in a loop for the end of an invalidation. */
#undef cond_resched
#define cond_resched() ({ il_again("kvm.again"); 0; })

#endif
