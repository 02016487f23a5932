// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/tmmu/ID/{stats,sptes,tlb}: the state of one secondary MMU
 * for people.  Read without locks, so it works while tasks are held.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/seq_file.h>

#include "tmmu.h"

static struct dentry *tmmu_debugfs;

static int stats_show(struct seq_file *m, void *v)
{
	struct tmmu *t = m->private;
	struct tmmu_stats s;

	tmmu_get_stats(t, &s);
#define SHOW(name) seq_printf(m, "%-16s%llu\n", #name, s.name)
	SHOW(loads);
	SHOW(stores);
	SHOW(tlb_hits);
	SHOW(spte_hits);
	SHOW(faults);
	SHOW(retries);
	SHOW(waits);
	SHOW(begins);
	SHOW(ends);
	SHOW(pages);
	SHOW(refused);
	SHOW(releases);
	SHOW(zapped);
	SHOW(flushes);
	SHOW(ages);
	SHOW(aged_young);
	SHOW(idle_calls);
	SHOW(foreign_begins);
	SHOW(foreign_pages);
	SHOW(most);
	SHOW(active);
	SHOW(sptes);
	SHOW(pinned);
	SHOW(witness_begins);
	SHOW(witness_ends);
	SHOW(witness_missed);
#undef SHOW
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int sptes_show(struct seq_file *m, void *v)
{
	struct tmmu *t = m->private;
	struct tmmu_spte *spte;
	unsigned long index;

	seq_puts(m, "address          pfn      access young\n");
	rcu_read_lock();
	xa_for_each(&t->sptes, index, spte)
		seq_printf(m, "%016lx %08lx %-6s %s\n", index << PAGE_SHIFT,
			   spte->pfn, spte->write ? "rw" : "r",
			   spte->young ? "young" : "old");
	rcu_read_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sptes);

static int tlb_show(struct seq_file *m, void *v)
{
	struct tmmu *t = m->private;
	unsigned int i;

	seq_puts(m, "slot address          pfn      access\n");
	for (i = 0; i < TMMU_TLB_SIZE; i++) {
		struct tmmu_tlb_entry e = t->tlb[i];

		if (e.valid)
			seq_printf(m, "%4u %016lx %08lx %s\n", i, e.addr,
				   e.pfn, e.write ? "rw" : "r");
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tlb);

void tmmu_debugfs_add(struct tmmu *t)
{
	char name[12];

	snprintf(name, sizeof(name), "%u", t->id);
	t->debugfs = debugfs_create_dir(name, tmmu_debugfs);
	debugfs_create_file("stats", 0444, t->debugfs, t, &stats_fops);
	debugfs_create_file("sptes", 0444, t->debugfs, t, &sptes_fops);
	debugfs_create_file("tlb", 0444, t->debugfs, t, &tlb_fops);
}

void tmmu_debugfs_remove(struct tmmu *t)
{
	debugfs_remove(t->debugfs);
}

static int __init tmmu_debugfs_init(void)
{
	tmmu_debugfs = debugfs_create_dir("tmmu", NULL);
	return 0;
}
subsys_initcall(tmmu_debugfs_init);
