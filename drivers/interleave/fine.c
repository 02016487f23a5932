// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: points that nobody has written.
 *
 * A named point stands where its author thought of a race.  Who judges code that
 * he has not seen needs points that its author can neither leave out nor put
 * elsewhere.  interleave.fine says which there are:
 *
 *	0	named ones only
 *	1	each spin_lock() in files that include interleave_locks.h, too
 *	2	each access to memory, in files that are compiled with
 *		IL_ACCESS, see Makefile.access; an access to the stack or to
 *		constants is none
 *
 * The compiler calls the functions below before each access.
 */
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>
#include <linux/sched/task_stack.h>
#include "interleave.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "interleave."

unsigned int il_fine_level;
module_param_named(fine, il_fine_level, uint, 0644);

static void il_access(const char *name, const volatile void *p,
		      unsigned long ip)
{
	if (likely(!current->il_actor) || READ_ONCE(il_fine_level) < 2 ||
	    !in_task() || in_atomic() || irqs_disabled() ||
	    object_is_on_stack((const void *)p) || il_is_constant(p))
		return;
	__il_point(name, "", (unsigned long)p, ip);
}

#define IL_ACCESSES(size)						\
	void __tsan_read##size(void *p);				\
	void __tsan_read##size(void *p)					\
	{								\
		il_access("read", p, _RET_IP_);				\
		il_old_load(p, size, false);				\
	}								\
	void __tsan_write##size(void *p);				\
	void __tsan_write##size(void *p)				\
	{								\
		il_access("write", p, _RET_IP_);			\
		il_weak_store(p, size);					\
	}								\
	void __tsan_volatile_read##size(void *p);			\
	void __tsan_volatile_read##size(void *p)			\
	{								\
		il_access("read", p, _RET_IP_);				\
		il_old_load(p, size, true);				\
	}								\
	void __tsan_volatile_write##size(void *p);			\
	void __tsan_volatile_write##size(void *p)			\
	{								\
		il_access("write", p, _RET_IP_);			\
		il_weak_store(p, size);					\
	}								\
	void __tsan_unaligned_read##size(void *p);			\
	void __tsan_unaligned_read##size(void *p)			\
	{								\
		il_access("read", p, _RET_IP_);				\
		il_old_load(p, size, false);				\
	}								\
	void __tsan_unaligned_write##size(void *p);			\
	void __tsan_unaligned_write##size(void *p)			\
	{								\
		il_access("write", p, _RET_IP_);			\
		il_weak_store(p, size);					\
	}

IL_ACCESSES(1)
IL_ACCESSES(2)
IL_ACCESSES(4)
IL_ACCESSES(8)
IL_ACCESSES(16)

void __tsan_read_range(void *p, size_t size);
void __tsan_read_range(void *p, size_t size)
{
	il_access("read", p, _RET_IP_);
	il_old_load(p, size, false);
}

void __tsan_write_range(void *p, size_t size);
void __tsan_write_range(void *p, size_t size)
{
	il_access("write", p, _RET_IP_);
	il_weak_store(p, size);
}

/* Each such file has a constructor that calls this. */
void __tsan_init(void);
void __tsan_init(void)
{
}
