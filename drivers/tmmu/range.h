/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TMMU_RANGE_H
#define _TMMU_RANGE_H

#include <linux/types.h>
#include <linux/wait.h>

/**
 * struct tmmu_range - which translations must not be established now
 * @active: ranges begun and not ended
 * @seq: changes at the end of every range and at every single page
 * @start: lowest address of any range since @active rose from 0
 * @end: end of the highest of them, exclusive
 * @closed: the address space is gone, nobody has to wait any more
 * @wait: faults that sleep until @active is 0
 *
 * Written under the lock that protects the sptes; the methods say where
 * it is needed.
 */
struct tmmu_range {
	long			active;
	unsigned long		seq;
	unsigned long		start;
	unsigned long		end;
	bool			closed;
	wait_queue_head_t	wait;
};

void tmmu_range_init(struct tmmu_range *r);
void tmmu_range_begin(struct tmmu_range *r, unsigned long start,
		      unsigned long end);
void tmmu_range_end(struct tmmu_range *r, unsigned long start,
		    unsigned long end);
void tmmu_range_page(struct tmmu_range *r, unsigned long addr);
void tmmu_range_close(struct tmmu_range *r);
long tmmu_range_active(const struct tmmu_range *r);
bool tmmu_range_busy(const struct tmmu_range *r, unsigned long addr);
int tmmu_range_snapshot(struct tmmu_range *r, unsigned long addr,
			unsigned long *seq);
bool tmmu_range_retry(const struct tmmu_range *r, unsigned long addr,
		      unsigned long seq);

#endif
