// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the parts that need no address space: spte table, TLB, range
 * protocol.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>

#include "device.h"

#define ADDR	0x10000000UL
#define PFN	7UL

static int tmmu_part_init(struct kunit *test)
{
	struct tmmu *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	tmmu_init(t, &tmmu_consumer_kvm, TMMU_CONTROL_NONE);
	test->priv = t;
	return 0;
}

static void tmmu_part_exit(struct kunit *test)
{
	struct tmmu *t = test->priv;

	spin_lock(&t->mmu_lock);
	tmmu_kill(t);
	spin_unlock(&t->mmu_lock);
	rcu_barrier();
	xa_destroy(&t->sptes);
}

static struct tmmu_spte *put_spte(struct kunit *test, unsigned long addr,
				  unsigned long pfn, bool write)
{
	struct tmmu *t = test->priv;
	struct tmmu_spte *spte = tmmu_spte_alloc(t, addr);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, spte);
	spte->pfn = pfn;
	spte->write = write;
	spin_lock(&t->mmu_lock);
	err = tmmu_spte_install(t, addr, spte);
	spin_unlock(&t->mmu_lock);
	KUNIT_ASSERT_EQ(test, err, 0);
	return spte;
}

static unsigned int zap(struct tmmu *t, unsigned long start, unsigned long end)
{
	unsigned int zapped;

	spin_lock(&t->mmu_lock);
	zapped = tmmu_spte_zap(t, start, end);
	spin_unlock(&t->mmu_lock);
	return zapped;
}

static void spte_install_and_zap(struct kunit *test)
{
	struct tmmu *t = test->priv;
	int refs = tmmu_pfn_refs(PFN);

	KUNIT_EXPECT_NULL(test, tmmu_spte_find(t, ADDR));
	put_spte(test, ADDR, PFN, true);
	KUNIT_ASSERT_NOT_NULL(test, tmmu_spte_find(t, ADDR + 8));
	KUNIT_EXPECT_EQ(test, tmmu_spte_find(t, ADDR)->pfn, PFN);
	KUNIT_EXPECT_EQ(test, t->nr_sptes, 1);
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs + 1);

	KUNIT_EXPECT_EQ(test, zap(t, ADDR, ADDR + PAGE_SIZE), 1);
	KUNIT_EXPECT_NULL(test, tmmu_spte_find(t, ADDR));
	KUNIT_EXPECT_EQ(test, t->nr_sptes, 0);
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs);
}

/* The end is exclusive, an empty slot that was reserved is not counted. */
static void spte_zap_range(struct kunit *test)
{
	struct tmmu *t = test->priv;
	unsigned int i;

	for (i = 0; i < 4; i++)
		put_spte(test, ADDR + i * PAGE_SIZE, PFN + i, false);
	tmmu_spte_free(tmmu_spte_alloc(t, ADDR - PAGE_SIZE));

	KUNIT_EXPECT_EQ(test, zap(t, ADDR, ADDR), 0);
	KUNIT_EXPECT_EQ(test, zap(t, ADDR + PAGE_SIZE, ADDR + 3 * PAGE_SIZE),
			2);
	KUNIT_EXPECT_NOT_NULL(test, tmmu_spte_find(t, ADDR));
	KUNIT_EXPECT_NOT_NULL(test, tmmu_spte_find(t, ADDR + 3 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, zap(t, 0, ULONG_MAX), 2);
	KUNIT_EXPECT_EQ(test, t->stats.zapped, 4);
}

/* An upgrade to write keeps what is known of the use, and leaves the TLB. */
static void spte_replace(struct kunit *test)
{
	struct tmmu *t = test->priv;
	struct tmmu_spte *spte;
	int refs = tmmu_pfn_refs(PFN);

	put_spte(test, ADDR, PFN, false);
	spin_lock(&t->mmu_lock);
	KUNIT_EXPECT_NOT_NULL(test, tmmu_translate(t, ADDR, false));
	KUNIT_EXPECT_NULL(test, tmmu_translate(t, ADDR, true));
	spin_unlock(&t->mmu_lock);

	spte = put_spte(test, ADDR, PFN, true);
	KUNIT_EXPECT_TRUE(test, spte->young);
	KUNIT_EXPECT_NE(test, spte->used_at, 0);
	KUNIT_EXPECT_NULL(test, tmmu_tlb_find(t, ADDR));
	KUNIT_EXPECT_EQ(test, t->nr_sptes, 1);
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs + 1);

	spin_lock(&t->mmu_lock);
	KUNIT_EXPECT_NOT_NULL(test, tmmu_translate(t, ADDR, true));
	spin_unlock(&t->mmu_lock);
}

static void tlb_fill_and_flush(struct kunit *test)
{
	struct tmmu *t = test->priv;
	unsigned long other = ADDR + TMMU_TLB_SIZE * PAGE_SIZE;
	int refs = tmmu_pfn_refs(PFN);

	spin_lock(&t->mmu_lock);
	tmmu_tlb_fill(t, ADDR + 8, PFN, true);
	KUNIT_ASSERT_NOT_NULL(test, tmmu_tlb_find(t, ADDR + 16));
	KUNIT_EXPECT_EQ(test, tmmu_tlb_find(t, ADDR)->pfn, PFN);
	KUNIT_EXPECT_NULL(test, tmmu_tlb_find(t, ADDR + PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs + 1);

	/* The same slot: the older translation has to go. */
	tmmu_tlb_fill(t, other, PFN + 1, false);
	KUNIT_EXPECT_NULL(test, tmmu_tlb_find(t, ADDR));
	KUNIT_EXPECT_NOT_NULL(test, tmmu_tlb_find(t, other));
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs);

	/* A drop of an address that only shares the slot drops nothing. */
	tmmu_tlb_drop(t, ADDR);
	KUNIT_EXPECT_NOT_NULL(test, tmmu_tlb_find(t, other));
	tmmu_tlb_drop(t, other);
	KUNIT_EXPECT_NULL(test, tmmu_tlb_find(t, other));

	tmmu_tlb_fill(t, ADDR, PFN, true);
	tmmu_tlb_flush(t);
	KUNIT_EXPECT_NULL(test, tmmu_tlb_find(t, ADDR));
	KUNIT_EXPECT_EQ(test, t->stats.flushes, 1);
	KUNIT_EXPECT_EQ(test, tmmu_pfn_refs(PFN), refs);
	spin_unlock(&t->mmu_lock);
}

static unsigned long snapshot(struct kunit *test, struct tmmu_range *r)
{
	unsigned long seq = 0;

	KUNIT_ASSERT_EQ(test, tmmu_range_snapshot(r, ADDR, &seq), 0);
	return seq;
}

/* Any order of one fault and one range in which the page may be stale. */
static void range_retry(struct kunit *test)
{
	struct tmmu_range *r = &((struct tmmu *)test->priv)->guard_state.counter;
	unsigned long end = ADDR + PAGE_SIZE;
	unsigned long seq;

	seq = snapshot(test, r);
	KUNIT_EXPECT_FALSE(test, tmmu_range_retry(r, ADDR, seq));
	tmmu_range_begin(r, ADDR, end);
	KUNIT_EXPECT_TRUE(test, tmmu_range_retry(r, ADDR, seq));
	KUNIT_EXPECT_FALSE(test, tmmu_range_retry(r, end, seq));
	KUNIT_EXPECT_FALSE(test, tmmu_range_retry(r, ADDR - 1, seq));
	tmmu_range_end(r, ADDR, end);
	KUNIT_EXPECT_FALSE(test, tmmu_range_busy(r, ADDR));
	KUNIT_EXPECT_TRUE(test, tmmu_range_retry(r, ADDR, seq));

	seq = snapshot(test, r);
	KUNIT_EXPECT_FALSE(test, tmmu_range_retry(r, ADDR, seq));
	tmmu_range_page(r, ADDR);
	KUNIT_EXPECT_FALSE(test, tmmu_range_busy(r, ADDR));
	KUNIT_EXPECT_TRUE(test, tmmu_range_retry(r, ADDR, seq));
}

/* Ranges accumulate until the last of them has ended, in any order. */
static void range_overlap(struct kunit *test)
{
	struct tmmu_range *r = &((struct tmmu *)test->priv)->guard_state.counter;
	unsigned long far = ADDR + 8 * PAGE_SIZE;
	unsigned long end = ADDR + PAGE_SIZE;

	tmmu_range_begin(r, ADDR, end);
	tmmu_range_begin(r, far, far + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tmmu_range_active(r), 2);
	tmmu_range_end(r, far, far + PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, tmmu_range_busy(r, ADDR));
	KUNIT_EXPECT_TRUE(test, tmmu_range_busy(r, far));
	tmmu_range_begin(r, far, far + PAGE_SIZE);
	tmmu_range_end(r, ADDR, end);
	KUNIT_EXPECT_TRUE(test, tmmu_range_busy(r, ADDR));
	tmmu_range_end(r, far, far + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, tmmu_range_active(r), 0);
	KUNIT_EXPECT_FALSE(test, tmmu_range_busy(r, ADDR));

	tmmu_range_begin(r, far, far + PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, tmmu_range_busy(r, ADDR));
	tmmu_range_end(r, far, far + PAGE_SIZE);
}

struct waiter {
	struct tmmu_range *r;
	struct completion done;
	unsigned long seq;
};

static int wait_for_range(void *data)
{
	struct waiter *w = data;

	tmmu_range_snapshot(w->r, ADDR, &w->seq);
	complete(&w->done);
	return 0;
}

static void start_waiter(struct kunit *test, struct waiter *w)
{
	struct task_struct *task;

	init_completion(&w->done);
	task = kthread_run(wait_for_range, w, "tmmu_waiter");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&w->done, HZ / 20),
			0);
}

/* A snapshot waits for the end, and is taken after it. */
static void range_wait(struct kunit *test)
{
	struct tmmu *t = test->priv;
	struct waiter w = { .r = &t->guard_state.counter };

	tmmu_range_begin(&t->guard_state.counter, ADDR, ADDR + PAGE_SIZE);
	start_waiter(test, &w);
	spin_lock(&t->mmu_lock);
	tmmu_range_end(&t->guard_state.counter, ADDR, ADDR + PAGE_SIZE);
	spin_unlock(&t->mmu_lock);
	wait_for_completion(&w.done);
	KUNIT_EXPECT_FALSE(test, tmmu_range_retry(&t->guard_state.counter, ADDR, w.seq));
}

/* No end comes any more when the address space is gone. */
static void range_close(struct kunit *test)
{
	struct tmmu *t = test->priv;
	struct waiter w = { .r = &t->guard_state.counter };

	tmmu_range_begin(&t->guard_state.counter, ADDR, ADDR + PAGE_SIZE);
	start_waiter(test, &w);
	spin_lock(&t->mmu_lock);
	tmmu_range_close(&t->guard_state.counter);
	spin_unlock(&t->mmu_lock);
	wait_for_completion(&w.done);
	KUNIT_EXPECT_TRUE(test, tmmu_range_retry(&t->guard_state.counter, ADDR, w.seq));
}

static struct kunit_case tmmu_part_cases[] = {
	KUNIT_CASE(spte_install_and_zap),
	KUNIT_CASE(spte_zap_range),
	KUNIT_CASE(spte_replace),
	KUNIT_CASE(tlb_fill_and_flush),
	KUNIT_CASE(range_retry),
	KUNIT_CASE(range_overlap),
	KUNIT_CASE(range_wait),
	KUNIT_CASE(range_close),
	{}
};

static struct kunit_suite tmmu_part_suite = {
	.name		= "tmmu",
	.init		= tmmu_part_init,
	.exit		= tmmu_part_exit,
	.test_cases	= tmmu_part_cases,
};

kunit_test_suite(tmmu_part_suite);
