// SPDX-License-Identifier: GPL-2.0
/*
 * Litmus tests: do late stores do what the memory model of the kernel allows, and nothing
 * that it forbids?
 *
 * Each is a scene of the kernel.  Its actors store to and load from three variables; each
 * of these accesses is a point (fine=2), and so is the end; each store can be late.  Whether the outcome in
 * question has come about is asked when all have ended; a law report says that it has.
 * litmus_list.h has the names, and what is expected.
 */
#include <linux/init.h>
#include <linux/interleave.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

#include "oracle.h"

/* What follows is a point anyway; one more before it only makes more schedules. */
#undef spin_unlock

#define LITMUS_ACTORS	4
#define LITMUS_LOADS	3

static int x, y, z;
static int *ptr;
static DEFINE_SPINLOCK(lock_s);
static DEFINE_SPINLOCK(lock_t);
static int seen[LITMUS_ACTORS][LITMUS_LOADS];

/* What an actor has loaded is no store of the test. */
static noinline __no_sanitize_thread void litmus_keep(unsigned int actor,
						       const int *r)
{
	memcpy(seen[actor], r, sizeof(seen[actor]));
}

#define ACTOR(id, nr, body)						\
static noinline void id##_##nr(void)					\
{									\
	int r[LITMUS_LOADS] = {};					\
	body								\
	il_point("litmus.end", nr, 0);					\
	litmus_keep(nr, r);						\
}

#define OUTCOME(id, condition)						\
static bool id##_outcome(void)						\
{									\
	return condition;						\
}

#define R(actor, nr)	seen[actor][nr]

#define TEST_1(id, p0, outcome)						\
	ACTOR(id, 0, p0)						\
	static void (* const id##_actors[])(void) = { id##_0 };		\
	OUTCOME(id, outcome)

#define TEST_2(id, p0, p1, outcome)					\
	ACTOR(id, 0, p0)						\
	ACTOR(id, 1, p1)						\
	static void (* const id##_actors[])(void) = { id##_0, id##_1 };	\
	OUTCOME(id, outcome)

#define TEST_3(id, p0, p1, p2, outcome)					\
	ACTOR(id, 0, p0)						\
	ACTOR(id, 1, p1)						\
	ACTOR(id, 2, p2)						\
	static void (* const id##_actors[])(void) = { id##_0, id##_1, id##_2 }; \
	OUTCOME(id, outcome)

#define TEST_4(id, p0, p1, p2, p3, outcome)				\
	ACTOR(id, 0, p0)						\
	ACTOR(id, 1, p1)						\
	ACTOR(id, 2, p2)						\
	ACTOR(id, 3, p3)						\
	static void (* const id##_actors[])(void) = {			\
		id##_0, id##_1, id##_2, id##_3				\
	};								\
	OUTCOME(id, outcome)

#define W(var, value)	WRITE_ONCE(var, value)
#define REL(var, value)	smp_store_release(&(var), value)
#define L(nr, var)	(r[nr] = READ_ONCE(var))
#define ACQ(nr, var)	(r[nr] = smp_load_acquire(&(var)))

/* ---- to one address stores and loads come in order ---- */

TEST_2(corr, { W(x, 1); }, { L(0, x); L(1, x); }, R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(corw, { L(0, x); W(x, 1); }, { W(x, 2); }, x == 2 && R(0, 0) == 2)
TEST_2(cowr, { W(x, 1); L(0, x); }, { W(x, 2); }, x == 1 && R(0, 0) == 2)
TEST_1(coww, { W(x, 1); W(x, 2); }, x == 1)

/* ---- two stores, two readers ---- */

TEST_4(iriw_mb,
       { W(x, 1); },
       { L(0, x); smp_mb(); L(1, y); },
       { W(y, 1); },
       { L(0, y); smp_mb(); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0 && R(3, 0) == 1 && R(3, 1) == 0)
TEST_4(iriw,
       { W(x, 1); },
       { L(0, x); L(1, y); },
       { W(y, 1); },
       { L(0, y); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0 && R(3, 0) == 1 && R(3, 1) == 0)

/* ---- a message that goes through two hands ---- */

TEST_3(isa2_lock,
       { spin_lock(&lock_s); W(x, 1); W(y, 1); spin_unlock(&lock_s); },
       { spin_lock(&lock_s); L(0, y); W(z, 1); spin_unlock(&lock_s); },
       { L(0, z); smp_mb(); L(1, x); },
       R(1, 0) == 1 && R(2, 0) == 1 && R(2, 1) == 0)
TEST_3(isa2,
       { W(x, 1); W(y, 1); },
       { L(0, y); W(z, 1); },
       { L(0, z); L(1, x); },
       R(1, 0) == 1 && R(2, 0) == 1 && R(2, 1) == 0)
TEST_3(isa2_rel,
       { W(x, 1); REL(y, 1); },
       { ACQ(0, y); REL(z, 1); },
       { ACQ(0, z); L(1, x); },
       R(1, 0) == 1 && R(2, 0) == 1 && R(2, 1) == 0)

/* ---- loads before stores ---- */

TEST_2(lb_mb_ctrl,
       { L(0, x); if (r[0]) W(y, 1); },
       { L(0, y); smp_mb(); W(x, 1); },
       R(0, 0) == 1 && R(1, 0) == 1)
TEST_2(lb_acq_rel,
       { L(0, x); REL(y, 1); },
       { ACQ(0, y); W(x, 1); },
       R(0, 0) == 1 && R(1, 0) == 1)
TEST_2(lb,
       { L(0, x); W(y, 1); },
       { L(0, y); W(x, 1); },
       R(0, 0) == 1 && R(1, 0) == 1)
TEST_2(lb_lock,
       { spin_lock(&lock_s); L(0, x); spin_unlock(&lock_s);
	 spin_lock(&lock_t); W(y, 1); spin_unlock(&lock_t); },
       { ACQ(0, y); W(x, 1); },
       R(0, 0) == 1 && R(1, 0) == 1)

/* ---- a message and its flag ---- */

TEST_2(mp_wmb,
       { W(x, 1); smp_wmb(); W(y, 1); },
       { L(0, y); smp_rmb(); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_assign,
       { W(x, 1); rcu_assign_pointer(ptr, &x); },
       { int *p; rcu_read_lock(); p = rcu_dereference(ptr); r[0] = p == &x;
	 L(1, *p); rcu_read_unlock(); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_plain,
       { W(x, 1); WRITE_ONCE(ptr, &x); },
       { int *p; rcu_read_lock(); p = rcu_dereference(ptr); r[0] = p == &x;
	 L(1, *p); rcu_read_unlock(); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_no_rmb,
       { W(x, 1); smp_wmb(); W(y, 1); },
       { L(0, y); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_deref,
       { W(x, 1); rcu_assign_pointer(ptr, &x); },
       { int *p = ptr; r[0] = p == &x; L(1, *p); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_locks,
       { W(x, 1); spin_lock(&lock_s); W(y, 1); spin_unlock(&lock_s); },
       { spin_lock(&lock_s); L(0, y); spin_unlock(&lock_s); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp,
       { W(x, 1); W(y, 1); },
       { L(0, y); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_rel,
       { W(x, 1); REL(y, 1); },
       { ACQ(0, y); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_revlocks,
       { spin_lock(&lock_s); W(x, 1); spin_unlock(&lock_s); W(y, 1); },
       { L(0, y); spin_lock(&lock_s); L(1, x); spin_unlock(&lock_s); },
       R(1, 0) == 1 && R(1, 1) == 0)
TEST_2(mp_unlock_lock,
       { spin_lock(&lock_s); W(x, 1); spin_unlock(&lock_s);
	 spin_lock(&lock_t); W(y, 1); spin_unlock(&lock_t); },
       { L(0, y); smp_rmb(); L(1, x); },
       R(1, 0) == 1 && R(1, 1) == 0)

/* ---- stores against stores, and against loads ---- */

TEST_2(r_mb,
       { W(x, 1); smp_mb(); W(y, 1); },
       { W(y, 2); smp_mb(); L(0, x); },
       y == 2 && R(1, 0) == 0)
TEST_2(r,
       { W(x, 1); W(y, 1); },
       { W(y, 2); L(0, x); },
       y == 2 && R(1, 0) == 0)
TEST_2(s_wmb,
       { W(x, 2); smp_wmb(); W(y, 1); },
       { ACQ(0, y); W(x, 1); },
       x == 2 && R(1, 0) == 1)
TEST_2(s,
       { W(x, 2); W(y, 1); },
       { L(0, y); W(x, 1); },
       x == 2 && R(1, 0) == 1)
TEST_2(sb_mb,
       { W(x, 1); smp_mb(); L(0, y); },
       { W(y, 1); smp_mb(); L(0, x); },
       R(0, 0) == 0 && R(1, 0) == 0)
TEST_2(sb,
       { W(x, 1); L(0, y); },
       { W(y, 1); L(0, x); },
       R(0, 0) == 0 && R(1, 0) == 0)
TEST_2(sb_wmb,
       { W(x, 1); smp_wmb(); L(0, y); },
       { W(y, 1); smp_wmb(); L(0, x); },
       R(0, 0) == 0 && R(1, 0) == 0)
TEST_2(sb_rfi,
       { W(x, 1); L(0, x); L(1, y); },
       { W(y, 1); L(0, y); L(1, x); },
       R(0, 1) == 0 && R(1, 1) == 0)
TEST_3(wrc,
       { W(x, 1); },
       { L(0, x); W(y, 1); },
       { L(0, y); L(1, x); },
       R(1, 0) == 1 && R(2, 0) == 1 && R(2, 1) == 0)
TEST_3(wrc_rel,
       { W(x, 1); },
       { L(0, x); REL(y, 1); },
       { L(0, y); smp_rmb(); L(1, x); },
       R(1, 0) == 1 && R(2, 0) == 1 && R(2, 1) == 0)
TEST_3(z6_mb,
       { spin_lock(&lock_s); W(x, 1); W(y, 1); spin_unlock(&lock_s); },
       { spin_lock(&lock_s); smp_mb__after_spinlock(); L(0, y); W(z, 1);
	 spin_unlock(&lock_s); },
       { W(z, 2); smp_mb(); L(0, x); },
       R(1, 0) == 1 && z == 2 && R(2, 0) == 0)
TEST_3(z6_lock,
       { spin_lock(&lock_s); W(x, 1); W(y, 1); spin_unlock(&lock_s); },
       { spin_lock(&lock_s); L(0, y); W(z, 1); spin_unlock(&lock_s); },
       { W(z, 2); smp_mb(); L(0, x); },
       R(1, 0) == 1 && z == 2 && R(2, 0) == 0)
TEST_3(z6_rel,
       { W(x, 1); REL(y, 1); },
       { ACQ(0, y); REL(z, 1); },
       { W(z, 2); smp_mb(); L(0, x); },
       R(1, 0) == 1 && z == 2 && R(2, 0) == 0)

/* ---- as scenes ---- */

static int litmus_open(const char *design)
{
	return 0;
}

static void litmus_close(void)
{
}

static __no_sanitize_thread int litmus_set(void)
{
	x = 0;
	y = 0;
	z = 0;
	ptr = &y;
	memset(seen, 0, sizeof(seen));
	return 0;
}

static __no_sanitize_thread u64 litmus_state(void)
{
	u64 state = x | y << 2 | z << 4;
	unsigned int i, j;

	for (i = 0; i < LITMUS_ACTORS; i++)
		for (j = 0; j < LITMUS_LOADS; j++)
			state = state << 2 | seen[i][j];
	return state;
}

static u32 litmus_judge(bool outcome)
{
	if (outcome)
		tmmu_report_id(0, 1, 0, NULL, "this outcome is forbidden",
			       "it has come about");
	return tmmu_reports_broken();
}

#define LITMUS(id, name, nr, of, model, here)				\
static void id##_act(unsigned int actor)				\
{									\
	id##_actors[actor]();						\
}									\
static u32 id##_check(bool quiet)					\
{									\
	return litmus_judge(quiet && id##_outcome());			\
}
#include "litmus_list.h"
#undef LITMUS

static struct il_scene litmus_scenes[] = {
#define LITMUS(id, short_name, nr, of, model, here) {			\
	.name		= "litmus-" short_name,				\
	.nr_actors	= nr,						\
	.open		= litmus_open,					\
	.close		= litmus_close,					\
	.set		= litmus_set,					\
	.act		= id##_act,					\
	.checker	= { .check = id##_check, .state = litmus_state }, \
},
#include "litmus_list.h"
#undef LITMUS
};

static int __init litmus_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(litmus_scenes); i++)
		il_scene_register(&litmus_scenes[i]);
	return 0;
}
device_initcall(litmus_init);
