// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of broken laws: a queue that is written from any context and read by
 * TMMU_REPORT.
 *
 * A law that stays broken for one address is reported once, until TMMU_FORGET.
 * When the queue is full, later reports are lost: the first ones matter.
 */
#include <linux/sched.h>
#include <linux/string.h>

#include "oracle.h"

#define TMMU_REPORTS	64

static DEFINE_RAW_SPINLOCK(tmmu_report_lock);
static struct tmmu_report tmmu_reports[TMMU_REPORTS];
static unsigned int tmmu_reports_made;
static unsigned int tmmu_reports_given;

static const char * const tmmu_law_note[] = {
	"law", "law.L1", "law.L2", "law.L3", "law.L4",
	"law.L5", "law.L6", "law.L7", "law.L8", "law.L9", "law.L10",
};

static bool tmmu_report_known(unsigned int id, unsigned int law,
			      unsigned long addr, const char *expected)
{
	const struct tmmu_report *r = tmmu_reports;

	for (; r < tmmu_reports + tmmu_reports_made; r++)
		if (r->law == law && r->tmmu == id && r->addr == addr &&
		    !strncmp(r->expected, expected, sizeof(r->expected) - 1))
			return true;
	return false;
}

static __printf(6, 0)
void tmmu_vreport(unsigned int id, unsigned int law, unsigned long addr,
		  struct task_struct *who, const char *expected,
		  const char *seen, va_list args)
{
	struct tmmu_report *r;
	unsigned long flags;
	bool full = true;

	raw_spin_lock_irqsave(&tmmu_report_lock, flags);
	if (tmmu_reports_made < TMMU_REPORTS &&
	    !tmmu_report_known(id, law, addr, expected)) {
		full = false;
		r = &tmmu_reports[tmmu_reports_made++];
		memset(r, 0, sizeof(*r));
		r->law = law;
		r->tmmu = id;
		r->addr = addr;
		strscpy(r->expected, expected, sizeof(r->expected));
		vsnprintf(r->seen, sizeof(r->seen), seen, args);
		if (who)
			snprintf(r->who, sizeof(r->who), "%s/%d", who->comm,
				 who->pid);
	}
	raw_spin_unlock_irqrestore(&tmmu_report_lock, flags);

	if (!full)
		il_note(tmmu_law_note[law], addr, id);
}

/**
 * tmmu_report - a law is broken
 * @t: for which secondary MMU
 * @law: 1..10
 * @addr: byte address or 0
 * @who: the task that broke it, or NULL when that is not known
 * @expected: what the law says
 * @seen: what there is, a printf format
 */
void tmmu_report(const struct tmmu *t, unsigned int law, unsigned long addr,
		 struct task_struct *who, const char *expected,
		 const char *seen, ...)
{
	va_list args;

	va_start(args, seen);
	tmmu_vreport(t->id, law, addr, who, expected, seen, args);
	va_end(args);
}

/* tmmu_report_id - the same for subscriber @id, which is no secondary MMU */
void tmmu_report_id(unsigned int id, unsigned int law, unsigned long addr,
		    struct task_struct *who, const char *expected,
		    const char *seen, ...)
{
	va_list args;

	va_start(args, seen);
	tmmu_vreport(id, law, addr, who, expected, seen, args);
	va_end(args);
}

/* Bit N: law N has a report that was not read yet. */
u32 tmmu_reports_broken(void)
{
	unsigned long flags;
	unsigned int i;
	u32 broken = 0;

	/* as it is after almost every step */
	if (READ_ONCE(tmmu_reports_made) == READ_ONCE(tmmu_reports_given))
		return 0;
	raw_spin_lock_irqsave(&tmmu_report_lock, flags);
	for (i = tmmu_reports_given; i < tmmu_reports_made; i++)
		broken |= BIT(tmmu_reports[i].law);
	raw_spin_unlock_irqrestore(&tmmu_report_lock, flags);
	return broken;
}

/* The oldest report that was not read yet, or -ENODATA. */
int tmmu_reports_read(struct tmmu_report *r)
{
	unsigned long flags;
	int err = -ENODATA;

	raw_spin_lock_irqsave(&tmmu_report_lock, flags);
	if (tmmu_reports_given < tmmu_reports_made) {
		*r = tmmu_reports[tmmu_reports_given++];
		err = 0;
	}
	raw_spin_unlock_irqrestore(&tmmu_report_lock, flags);
	return err;
}

void tmmu_reports_forget(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tmmu_report_lock, flags);
	tmmu_reports_made = 0;
	tmmu_reports_given = 0;
	raw_spin_unlock_irqrestore(&tmmu_report_lock, flags);
}
