// SPDX-License-Identifier: GPL-2.0
/*
 * L9: what a device has taken is given back: references on pages and on the
 * address space, its own memory, the seam's.
 *
 * Asked when nothing is under way.  Then a page has a reference for each of its
 * mappings, one of the page cache or of the swap cache if it is there, and one for
 * each translation that is pinned; what is left over nobody will give back.  An
 * address space has a user for each task that runs in it.
 */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/workqueue.h>

#include "oracle.h"

#define TMMU_BACK_TICKS	100	/* some references wait for a grace period */

/* References that the devices themselves keep on purpose. */
static int tmmu_pins(const struct page *page)
{
	struct tmmu_spte *spte;
	struct tmmu *t;
	unsigned int i;
	int pins = 0;

	list_for_each_entry_rcu(t, &tmmu_all, node) {
		list_for_each_entry(spte, &t->all, node)
			pins += spte->pin == page;
		for (i = 0; i < t->nr_gathered; i++)
			pins += t->gather[i] == page;
	}
	return pins;
}

static void tmmu_check_page(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);
	struct folio *folio = page_folio(page);
	int refs = folio_ref_count(folio), due;

	if (!refs || is_zero_pfn(pfn) || PageReserved(page) ||
	    page_has_type(page) || folio_test_slab(folio))
		return;
	due = folio_mapcount(folio) + folio_test_private(folio) +
	      tmmu_pins(page);
	if (folio_test_swapcache(folio) ||
	    (folio->mapping && !folio_test_anon(folio)))
		due += folio_nr_pages(folio);
	if (refs > due)
		tmmu_report_id(0, 9, 0, NULL,
			       "each reference of a page will be given back",
			       "pfn %#lx has %d references, %d are accounted for",
			       pfn, refs, due);
}

/* Tasks that run in @mm. */
static int tmmu_tasks(const struct mm_struct *mm)
{
	struct task_struct *p, *task;
	int nr = 0;

	for_each_process_thread(p, task)
		if (READ_ONCE(task->mm) == mm && !(task->flags & PF_KTHREAD))
			nr++;
	return nr;
}

static void tmmu_check_users(struct tmmu *t)
{
	int users = atomic_read(&t->mm->mm_users), tasks = tmmu_tasks(t->mm);

	if (users > tasks)
		tmmu_report(t, 9, 0, NULL,
			    "the address space has a user for each of its tasks",
			    "%d users, %d tasks", users, tasks);
}

/* Nothing is under way.  May sleep. */
void tmmu_oracle_over(void)
{
	unsigned long pfn;
	struct tmmu *t;

	/* Pages on their way to the LRU have a reference meanwhile. */
	lru_add_drain();
	rcu_read_lock();
	while (tmmu_record_look(&pfn))
		tmmu_check_page(pfn);
	list_for_each_entry_rcu(t, &tmmu_all, node)
		tmmu_check_users(t);
	rcu_read_unlock();
}

/* Nothing is attached, and who was mirrored has ended.  May sleep. */
void tmmu_oracle_all_over(void)
{
	unsigned int devices, heads;
	int ticks;

	tmmu_oracle_over();
	for (ticks = 0; ticks < TMMU_BACK_TICKS; ticks++) {
		devices = tmmu_record_attached(0);
		heads = mmn_heads();
		if (!devices && !heads)
			break;
		rcu_barrier();
		schedule_timeout_uninterruptible(1);
	}
	if (devices || heads)
		tmmu_report_id(0, 9, 0, NULL,
			       "at the end no device and no address space is left",
			       "%u devices and %u address spaces are still there",
			       devices, heads);
	kvfree_rcu_barrier();
	if (kmem_cache_shrink(tmmu_sptes))
		tmmu_report_id(0, 9, 0, NULL,
			       "at the end no device and no address space is left",
			       "some sptes were never freed");
}
