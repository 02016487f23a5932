/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Toy secondary MMU: those who look at the device and judge it.
 *
 * They run while tasks are held at schedule points, perhaps inside mmu_lock, so
 * they take raw spinlocks only.  They read sptes and TLB as they are: under RCU,
 * with preemption off, on the one CPU there is.
 */
#ifndef _TMMU_ORACLE_H
#define _TMMU_ORACLE_H

#include "device.h"

struct task_struct;

/* report.c: any context */
__printf(6, 7)
void tmmu_report(const struct tmmu *t, unsigned int law, unsigned long addr,
		 struct task_struct *who, const char *expected,
		 const char *seen, ...);
__printf(6, 7)
void tmmu_report_id(unsigned int id, unsigned int law, unsigned long addr,
		    struct task_struct *who, const char *expected,
		    const char *seen, ...);
u32 tmmu_reports_broken(void);
int tmmu_reports_read(struct tmmu_report *r);
void tmmu_reports_forget(void);

/* oracle.c */
u32 tmmu_oracle_check(bool quiet);

/* oracle_state.c */
u64 tmmu_oracle_state(void);

/* oracle_owed.c */
int tmmu_tlb_user(struct tmmu *t, const struct tmmu_tlb_entry *e, unsigned long *user);
void tmmu_oracle_owed(struct tmmu *t, unsigned long made,
		      const struct mmu_notifier_range *range);

/* oracle_free.c: any context */
void tmmu_oracle_freed(struct page *page, unsigned int order);

/* oracle_age.c */
void tmmu_oracle_aged(struct mm_struct *mm, unsigned long start,
		      unsigned long end, enum mmn_age_op op, int told, int answer);

/* oracle_back.c: may sleep */
void tmmu_oracle_over(void);
void tmmu_oracle_all_over(void);

/* witness.c */
struct tmmu_witness *tmmu_witness_open(struct mm_struct *mm);
void tmmu_witness_close(struct tmmu_witness *w);
void tmmu_witness_attach(struct tmmu_witness *w, struct tmmu *t);
void tmmu_witness_detach(struct tmmu *t);
void tmmu_witness_begin(struct tmmu *t, unsigned long start,
			unsigned long end);
void tmmu_witness_end(struct tmmu *t, unsigned long start, unsigned long end);
void tmmu_witness_done(struct tmmu *t, unsigned long start, unsigned long end);
void tmmu_witness_judge(struct tmmu *t);
void tmmu_witness_stats(struct tmmu *t, struct tmmu_stats *stats);

/* watch.c */
void tmmu_watch_show(void);

/* debugfs.c */
void tmmu_debugfs_add(struct tmmu *t);

#endif
