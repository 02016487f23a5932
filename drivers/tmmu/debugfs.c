// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/tmmu/ID/{stats,sptes,tlb}: the state of one secondary MMU
 * for people.  Read without locks, so it works while tasks are held.
 *
 * /sys/kernel/debug/tmmu/{designs,consumers,guards}: what can be asked for at
 * TMMU_ATTACH, one name a line; scripts have these lists from here.
 *
 * The directory of a number is made for the first that has it and stays for the
 * next: attaching thousands of times makes no thousands of directories.
 */
#include <linux/bitmap.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/rculist.h>
#include <linux/seq_file.h>

#include "oracle.h"

#define TMMU_MADE	64

static struct dentry *tmmu_debugfs;
static DECLARE_BITMAP(tmmu_made, TMMU_MADE + 1);

/* Who has the number of the file now, or NULL; under RCU. */
static struct tmmu *tmmu_shown(const struct seq_file *m)
{
	struct tmmu *t;

	list_for_each_entry_rcu(t, &tmmu_all, node)
		if (t->id == (unsigned long)m->private)
			return t;
	return NULL;
}

static int stats_show(struct seq_file *m, void *v)
{
	struct tmmu_stats s;
	struct tmmu *t;

	rcu_read_lock();
	t = tmmu_shown(m);
	if (t) {
		tmmu_get_stats(t, &s);
		tmmu_witness_stats(t, &s);
	}
	rcu_read_unlock();
	if (!t)
		return -ESRCH;
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
	struct tmmu_spte *spte;
	unsigned long index;
	struct tmmu *t;

	rcu_read_lock();
	t = tmmu_shown(m);
	if (!t) {
		rcu_read_unlock();
		return -ESRCH;
	}
	seq_puts(m, "address          pfn      access young\n");
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
	struct tmmu_tlb_entry e;
	struct tmmu *t;
	unsigned int i;

	rcu_read_lock();
	t = tmmu_shown(m);
	if (!t) {
		rcu_read_unlock();
		return -ESRCH;
	}
	seq_puts(m, "slot address          pfn      access\n");
	for (i = 0; i < TMMU_TLB_SIZE; i++) {
		e = t->tlb[i];
		if (e.valid)
			seq_printf(m, "%4u %016lx %08lx %s\n", i, e.addr,
				   e.pfn, e.write ? "rw" : "r");
	}
	rcu_read_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tlb);

static int names_show(struct seq_file *m, void *v)
{
	const char *(*name)(unsigned int nr) = m->private;
	unsigned int i;

	for (i = 0; name(i); i++)
		seq_printf(m, "%s\n", name(i));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(names);

/* @t has its number. */
void tmmu_debugfs_add(struct tmmu *t)
{
	void *id = (void *)(unsigned long)t->id;
	struct dentry *dir;
	char name[12];

	if (t->id > TMMU_MADE || test_and_set_bit(t->id, tmmu_made))
		return;
	snprintf(name, sizeof(name), "%u", t->id);
	dir = debugfs_create_dir(name, tmmu_debugfs);
	debugfs_create_file("stats", 0444, dir, id, &stats_fops);
	debugfs_create_file("sptes", 0444, dir, id, &sptes_fops);
	debugfs_create_file("tlb", 0444, dir, id, &tlb_fops);
}

static int __init tmmu_debugfs_init(void)
{
	tmmu_debugfs = debugfs_create_dir("tmmu", NULL);
	debugfs_create_file("designs", 0444, tmmu_debugfs, mmn_design_name,
			    &names_fops);
	debugfs_create_file("consumers", 0444, tmmu_debugfs,
			    tmmu_consumer_name, &names_fops);
	debugfs_create_file("guards", 0444, tmmu_debugfs, tmmu_guard_name,
			    &names_fops);
	return 0;
}
subsys_initcall(tmmu_debugfs_init);
