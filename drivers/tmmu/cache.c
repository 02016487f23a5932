// SPDX-License-Identifier: GPL-2.0
/*
 * A write-back cache of the device.
 *
 * A line is known by its frame, as in a physically tagged cache.  What the device stores
 * is in a line until the line is evicted or written back; whoever owns the frame by then
 * gets it.  And what was loaded stays, whoever has stored to the frame since.  So when a
 * translation goes, the lines of its frame are written back and forgotten in the same
 * hold of mmu_lock: a begin that only flushes the TLB is not enough (KVM SEV,
 * CVE-2022-0171; Mali, CVE-2023-4272).
 *
 * All functions are called with mmu_lock held, but for the first two.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "device.h"

/* Returns 0 or -ENOMEM.  May sleep. */
int tmmu_cache_open(struct tmmu *t)
{
	t->cache = kcalloc(TMMU_LINES, sizeof(*t->cache), GFP_KERNEL);
	return t->cache ? 0 : -ENOMEM;
}

/* All lines have been forgotten. */
void tmmu_cache_close(struct tmmu *t)
{
	kfree(t->cache);
}

static u64 *tmmu_line_memory(const struct tmmu_line *l)
{
	return page_address(pfn_to_page(l->pfn)) + l->offset;
}

/* See tmmu_store() for the zero page. */
static void tmmu_line_write_back(struct tmmu *t, struct tmmu_line *l)
{
	if (!l->dirty)
		return;
	il_note("cache.write_back", l->pfn, l->value);
	if (!is_zero_pfn(l->pfn))
		WRITE_ONCE(*tmmu_line_memory(l), l->value);
	l->dirty = false;
}

static void tmmu_line_forget(struct tmmu_line *l)
{
	l->valid = false;
	tmmu_pfn_put(l->pfn);
}

/* The line of @memory, filled; another one that was in its place is evicted. */
static struct tmmu_line *tmmu_line_of(struct tmmu *t, const u64 *memory)
{
	unsigned long pfn = page_to_pfn(virt_to_page(memory));
	unsigned int offset = offset_in_page(memory);
	struct tmmu_line *l = &t->cache[(pfn + offset / sizeof(u64)) %
					TMMU_LINES];

	lockdep_assert_held(&t->mmu_lock);

	if (l->valid && l->pfn == pfn && l->offset == offset)
		return l;
	if (l->valid) {
		tmmu_line_write_back(t, l);
		tmmu_line_forget(l);
	}
	tmmu_pfn_get(pfn);
	l->pfn = pfn;
	l->offset = offset;
	l->value = READ_ONCE(*memory);
	l->dirty = false;
	l->valid = true;
	return l;
}

u64 tmmu_cache_load(struct tmmu *t, const u64 *memory)
{
	return tmmu_line_of(t, memory)->value;
}

void tmmu_cache_store(struct tmmu *t, u64 *memory, u64 value)
{
	struct tmmu_line *l = tmmu_line_of(t, memory);

	l->value = value;
	l->dirty = true;
}

/* Memory of @pfn has what the device has stored, and the cache has nothing of it. */
void tmmu_cache_clean(struct tmmu *t, unsigned long pfn)
{
	struct tmmu_line *l;

	lockdep_assert_held(&t->mmu_lock);

	for (l = t->cache; l < t->cache + TMMU_LINES; l++) {
		if (!l->valid || l->pfn != pfn)
			continue;
		tmmu_line_write_back(t, l);
		tmmu_line_forget(l);
	}
}
