// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests on an address space: access, invalidation, aging, and that each
 * planted fault makes its own law report and no other.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

#include "oracle.h"

#define PAGES	4

static void close_action(void *t)
{
	tmmu_close(t);
}

static unsigned long map(struct kunit *test, unsigned long prot)
{
	unsigned long addr;

	addr = kunit_vm_mmap(test, NULL, 0, PAGES * PAGE_SIZE, prot,
			     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	KUNIT_ASSERT_NE(test, addr, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	return addr;
}

static struct tmmu *try_attach(const char *design, const char *consumer,
			       u32 control, struct tmmu_witness *witness)
{
	struct tmmu_attach a = { .control = control };
	struct tmmu *t;

	strscpy(a.design, design);
	strscpy(a.consumer, consumer);
	t = tmmu_attach(&a);
	if (!IS_ERR(t))
		tmmu_witness_attach(witness, t);
	return t;
}

static struct tmmu *attach(struct kunit *test, u32 control)
{
	struct tmmu *t = try_attach("v18", "kvm", control, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(t));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, close_action, t),
			0);
	return t;
}

static int load(struct tmmu *t, unsigned long addr, u64 *value)
{
	struct tmmu_access a = { .addr = addr };
	int err = tmmu_access(t, &a, false);

	if (value)
		*value = a.value;
	return err;
}

static int store(struct tmmu *t, unsigned long addr, u64 value)
{
	struct tmmu_access a = { .addr = addr, .value = value };

	return tmmu_access(t, &a, true);
}

static int age(struct tmmu *t, unsigned long addr, u32 op)
{
	struct tmmu_age a = {
		.start = addr,
		.end = addr + PAGE_SIZE,
		.op = op,
	};
	int err = tmmu_age(t, &a);

	return err ? err : a.young;
}

static u32 flags(struct tmmu *t, unsigned long addr)
{
	struct tmmu_query q = { .addr = addr };

	tmmu_query(t, &q);
	return q.flags;
}

static int tmmu_mm_init(struct kunit *test)
{
	tmmu_reports_forget();
	return 0;
}

static void tmmu_mm_exit(struct kunit *test)
{
	tmmu_reports_forget();
}

/* The device and the process see one memory. */
static void mm_load_store(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);
	u64 __user *user = (u64 __user *)addr;
	u64 value = 1;

	KUNIT_EXPECT_EQ(test, load(t, addr, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, store(t, addr, 0x5a5a), 0);
	KUNIT_EXPECT_EQ(test, get_user(value, user), 0);
	KUNIT_EXPECT_EQ(test, value, 0x5a5a);
	KUNIT_EXPECT_EQ(test, put_user((u64)0xa5a5, user), 0);
	KUNIT_EXPECT_EQ(test, load(t, addr, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0xa5a5);
	KUNIT_EXPECT_EQ(test, t->stats.faults, 2);
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), 0);
}

static void mm_errors(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);

	KUNIT_EXPECT_EQ(test, load(t, addr + 4, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, load(t, TASK_SIZE, NULL), -EFAULT);
	KUNIT_EXPECT_EQ(test, load(t, addr, NULL), 0);
	KUNIT_EXPECT_EQ(test, store(t, addr, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, age(t, addr + 1, TMMU_CLEAR_YOUNG), -EINVAL);
	KUNIT_EXPECT_EQ(test, age(t, addr, TMMU_TEST_YOUNG + 1), -EINVAL);
	KUNIT_EXPECT_TRUE(test, IS_ERR(try_attach("v17", "kvm", 0, NULL)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(try_attach("v18", "gpu", 0, NULL)));
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), 0);
}

/* One flush for a range, and nothing can be reached through us afterwards. */
static void mm_unmap(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);
	int i;

	for (i = 0; i < PAGES; i++)
		KUNIT_EXPECT_EQ(test, store(t, addr + i * PAGE_SIZE, i), 0);
	KUNIT_EXPECT_EQ(test, t->nr_sptes, PAGES);
	t->stats.flushes = 0;

	KUNIT_EXPECT_EQ(test, vm_munmap(addr, PAGES * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, t->nr_sptes, 0);
	KUNIT_EXPECT_EQ(test, t->stats.flushes, 1);
	KUNIT_EXPECT_EQ(test, flags(t, addr), 0);
	KUNIT_EXPECT_EQ(test, load(t, addr, NULL), -EFAULT);
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), 0);
}

static void mm_detach(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);

	KUNIT_EXPECT_EQ(test, store(t, addr, 1), 0);
	KUNIT_EXPECT_EQ(test, tmmu_detach(t), 0);
	KUNIT_EXPECT_EQ(test, t->nr_sptes, 0);
	KUNIT_EXPECT_EQ(test, load(t, addr, NULL), -ESRCH);
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), 0);
}

static void mm_age(struct kunit *test)
{
	static const u32 ops[] = { TMMU_CLEAR_FLUSH_YOUNG, TMMU_CLEAR_YOUNG };
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *other = attach(test, TMMU_CONTROL_NONE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);
	int i;

	KUNIT_EXPECT_EQ(test, load(other, addr, NULL), 0);
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		KUNIT_EXPECT_EQ(test, load(t, addr, NULL), 0);
		KUNIT_EXPECT_EQ(test, age(t, addr, TMMU_TEST_YOUNG), 1);
		KUNIT_EXPECT_EQ(test, age(t, addr, ops[i]), 1);
		KUNIT_EXPECT_FALSE(test, flags(t, addr) & TMMU_Q_YOUNG);
		KUNIT_EXPECT_FALSE(test, flags(t, addr) & TMMU_Q_TLB);
		KUNIT_EXPECT_FALSE(test, flags(other, addr) & TMMU_Q_YOUNG);
		KUNIT_EXPECT_EQ(test, age(t, addr, ops[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, age(t, addr, TMMU_TEST_YOUNG), 0);
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), 0);
}

/* The page is used, its last young bit is lost, and the oracle knows. */
static void mm_age_lost(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);

	KUNIT_EXPECT_EQ(test, load(t, addr, NULL), 0);
	tmmu_spte_find(t, addr)->young = false;
	KUNIT_EXPECT_EQ(test, age(t, addr, TMMU_CLEAR_YOUNG), 0);
	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), BIT(5));
}

/* An spte and a TLB entry of a page that is freed under them. */
static void mm_free(struct kunit *test)
{
	unsigned long addr = map(test, PROT_READ | PROT_WRITE);
	struct tmmu *t = attach(test, TMMU_CONTROL_NONE);
	struct page *page = alloc_page(GFP_KERNEL);
	struct tmmu_report r;

	KUNIT_ASSERT_NOT_NULL(test, page);
	spin_lock(&t->mmu_lock);
	tmmu_tlb_fill(t, addr, page_to_pfn(page), false);
	spin_unlock(&t->mmu_lock);
	__free_page(page);
	spin_lock(&t->mmu_lock);
	tmmu_tlb_flush(t);
	spin_unlock(&t->mmu_lock);

	KUNIT_EXPECT_EQ(test, tmmu_oracle_check(true), BIT(2));
	KUNIT_ASSERT_EQ(test, tmmu_reports_read(&r), 0);
	KUNIT_EXPECT_EQ(test, r.tmmu, t->id);
	KUNIT_EXPECT_EQ(test, r.addr, addr);
	KUNIT_EXPECT_NE(test, r.who[0], 0);
	KUNIT_EXPECT_EQ(test, tmmu_reports_read(&r), -ENODATA);
}

/* Loads, ages, unmaps; returns the laws that were broken on the way. */
static u32 exercise(struct kunit *test, u32 control)
{
	unsigned long addr = map(test, PROT_READ);
	struct tmmu_witness *w = tmmu_witness_open(current->mm);
	struct tmmu *t;
	u32 broken;

	KUNIT_ASSERT_FALSE(test, IS_ERR(w));
	t = try_attach("v18", "kvm", control, w);
	if (IS_ERR(t)) {
		tmmu_witness_close(w);
		return ~0U;
	}

	load(t, addr, NULL);
	broken = tmmu_oracle_check(false);
	age(t, addr, TMMU_CLEAR_FLUSH_YOUNG);
	vm_munmap(addr, PAGES * PAGE_SIZE);

	/* An end that was not counted makes faults there wait for ever. */
	if (control != TMMU_CONTROL_L4) {
		addr = map(test, PROT_READ | PROT_WRITE);
		if (put_user((u64)1, (u64 __user *)addr))
			broken = ~0U;
		load(t, addr, NULL);
		vm_munmap(addr, PAGES * PAGE_SIZE);
	}
	broken |= tmmu_oracle_check(true);

	tmmu_witness_detach(t);
	tmmu_close(t);
	tmmu_witness_close(w);
	return broken;
}

static void mm_controls(struct kunit *test)
{
	static const struct {
		u32 control;
		u32 broken;
	} cases[] = {
		{ TMMU_CONTROL_NONE, 0 },
		{ TMMU_CONTROL_L1, BIT(1) },
		{ TMMU_CONTROL_L2, BIT(2) },
		{ TMMU_CONTROL_L3, BIT(3) },
		{ TMMU_CONTROL_L4, BIT(4) },
		{ TMMU_CONTROL_L5, BIT(5) },
		{ TMMU_CONTROL_L8, BIT(8) },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tmmu_reports_forget();
		KUNIT_EXPECT_EQ_MSG(test, exercise(test, cases[i].control),
				    cases[i].broken, "control %u",
				    cases[i].control);
	}
}

static struct kunit_case tmmu_mm_cases[] = {
	KUNIT_CASE(mm_load_store),
	KUNIT_CASE(mm_errors),
	KUNIT_CASE(mm_unmap),
	KUNIT_CASE(mm_detach),
	KUNIT_CASE(mm_age),
	KUNIT_CASE(mm_age_lost),
	KUNIT_CASE(mm_free),
	KUNIT_CASE(mm_controls),
	{}
};

static struct kunit_suite tmmu_mm_suite = {
	.name		= "tmmu_mm",
	.init		= tmmu_mm_init,
	.exit		= tmmu_mm_exit,
	.test_cases	= tmmu_mm_cases,
};

kunit_test_suite(tmmu_mm_suite);
