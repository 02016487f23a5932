/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Barriers for code whose stores can be late and whose loads can be old, see
 * kernel/interleave/weak.c and old.c.  Included before anything else, so that inline
 * functions of other headers have them, too.  Atomic operations announce themselves and
 * their order to KCSAN; that is used here, and must be said before they are defined.
 */
#ifndef _LINUX_INTERLEAVE_WEAK_H
#define _LINUX_INTERLEAVE_WEAK_H

#include <linux/kcsan-checks.h>

void il_weak_mb(void);
void il_weak_rmb(void);
void il_weak_wmb(void);
void il_weak_next_ordered(void);
void il_weak_atomic(const volatile void *p, __SIZE_TYPE__ size);
void il_weak_bit(void);
void il_weak_before_atomic(void);
void il_weak_after_atomic(void);
void il_weak_after_lock(void);
void il_weak_stored(const volatile void *p);

#undef kcsan_mb
#define kcsan_mb() il_weak_mb()
#undef kcsan_release
#define kcsan_release() il_weak_wmb()
#undef kcsan_check_atomic_read_write
#define kcsan_check_atomic_read_write(ptr, size) il_weak_atomic(ptr, size)
#undef kcsan_check_atomic_write
#define kcsan_check_atomic_write(ptr, size) il_weak_bit()

#include <linux/compiler.h>
#include <asm/barrier.h>

#undef mb
#define mb() il_weak_mb()
#undef rmb
#define rmb() il_weak_rmb()
#undef wmb
#define wmb() il_weak_wmb()
#undef dma_rmb
#define dma_rmb() il_weak_rmb()
#undef dma_wmb
#define dma_wmb() il_weak_wmb()
#undef smp_mb
#define smp_mb() il_weak_mb()
#undef smp_rmb
#define smp_rmb() il_weak_rmb()
#undef smp_wmb
#define smp_wmb() il_weak_wmb()
#undef smp_store_release
#define smp_store_release(p, v)						\
do {									\
	__unqual_scalar_typeof(*(p)) __stored =				\
		(__unqual_scalar_typeof(*(p)))(v);			\
									\
	il_weak_next_ordered();						\
	WRITE_ONCE(*(p), __stored);					\
} while (0)
#undef smp_load_acquire
#define smp_load_acquire(p)						\
({									\
	__unqual_scalar_typeof(*(p)) __loaded = READ_ONCE(*(p));	\
									\
	il_weak_rmb();							\
	(typeof(*(p)))__loaded;						\
})
#undef smp_store_mb
#define smp_store_mb(var, value)					\
do {									\
	WRITE_ONCE(var, value);						\
	il_weak_stored(&(var));						\
	il_weak_mb();							\
} while (0)
#undef smp_acquire__after_ctrl_dep
#define smp_acquire__after_ctrl_dep() il_weak_rmb()
#undef smp_mb__before_atomic
#define smp_mb__before_atomic() il_weak_before_atomic()
#undef smp_mb__after_atomic
#define smp_mb__after_atomic() il_weak_after_atomic()
#undef smp_mb__after_spinlock
#define smp_mb__after_spinlock() il_weak_after_lock()

#endif
