// SPDX-License-Identifier: GPL-2.0
/*
 * Translations of several pages at once.
 *
 * Where the pages of an aligned block are frames that follow each other, one spte has
 * them all: one permission, one young bit, and when one of the pages goes, all go.
 *
 * The snapshot of the fault was for one address, and the fault has waited for that one.
 * Where a range is under way for another page of the block, the block is left: to begin
 * again would not wait for that range, and go on for as long as it lasts.
 */
#include <linux/mm.h>

#include "device.h"

/* Frames that follow each other? */
static bool tmmu_big_fits(struct page **pages)
{
	unsigned int i;

	for (i = 1; i < TMMU_BIG_PAGES; i++)
		if (page_to_pfn(pages[i]) != page_to_pfn(pages[0]) + i)
			return false;
	return true;
}

/*
 * @spte is for one page that was found, @seq of its snapshot: have it cover the block
 * where that can be.  Nobody has asked for the other pages, so none is faulted in.  No
 * lock held but mmap_lock where the guard has it first; sleeps.
 */
void tmmu_big_look_up(struct tmmu *t, struct tmmu_spte *spte, unsigned long seq)
{
	bool locked = t->guard->mmap_lock_first;
	unsigned long block = spte->addr & ~(TMMU_BIG_SIZE - 1);
	struct page *pages[TMMU_BIG_PAGES];
	long got, i;

	if (xa_reserve(&t->sptes, block >> PAGE_SHIFT, GFP_KERNEL))
		return;
	if (!locked && mmap_read_lock_killable(t->mm))
		return;
	got = get_user_pages_remote(t->mm, block, TMMU_BIG_PAGES,
				    (spte->write ? FOLL_WRITE : 0) | FOLL_NOFAULT,
				    pages, NULL);
	if (!locked)
		mmap_read_unlock(t->mm);
	for (i = 0; i < got; i++)
		tmmu_record_taken(page_to_pfn(pages[i]));
	if (got == TMMU_BIG_PAGES && tmmu_big_fits(pages) &&
	    page_to_pfn(pages[0]) + ((spte->addr - block) >> PAGE_SHIFT) ==
	    spte->pfn) {
		spte->pfn = page_to_pfn(pages[0]);
		spte->addr = block;
		spte->daddr = block;
		spte->pages = TMMU_BIG_PAGES;
		spte->seq = seq;
	}
	for (i = 0; i < got; i++)
		put_page(pages[i]);
}

/*
 * @spte, for a block, is about to be installed by a fault on @addr, which may be.  What is
 * true of that page, and not of all, makes it an spte for that page.  mmu_lock held.
 */
void tmmu_big_check(struct tmmu *t, struct tmmu_spte *spte, unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < spte->pages; i++)
		if (t->guard->retry(t, spte->addr + i * PAGE_SIZE, spte->seq))
			break;
	if (i == spte->pages)
		return;
	spte->pfn += (addr - spte->addr) >> PAGE_SHIFT;
	spte->addr = addr;
	spte->daddr = addr;
	spte->pages = 1;
}
