/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A schedule point before each spin_lock(), for code that includes this first;
 * see kernel/interleave/fine.c.
 */
#ifndef _LINUX_INTERLEAVE_LOCKS_H
#define _LINUX_INTERLEAVE_LOCKS_H

/* before anything that has atomic operations */
#if defined(CONFIG_INTERLEAVE_WEAK) && defined(__SANITIZE_THREAD__)
#include <linux/interleave_weak.h>
#endif
#include <linux/interleave.h>
#include <linux/spinlock.h>

#define spin_lock(lock) \
	(il_fine_point("lock", (unsigned long)(lock)), spin_lock(lock))

/* What was stored under a lock may be seen by nobody before it is given back. */
#ifdef CONFIG_INTERLEAVE_WEAK
#define spin_unlock(lock) \
	(il_fine_point("unlock", (unsigned long)(lock)), spin_unlock(lock))
#endif

#endif
