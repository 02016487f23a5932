// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: the trace of a run.
 *
 * A point is traced when the actor leaves it, by that actor, under the lock under which
 * it was let go.  So the order of the trace is the order of the steps, and not the one
 * in which tasks came to their points.
 *
 * Events are kept up to IL_MAX_EVENTS; what comes later is counted and not kept, so
 * that a reader never takes a trace with a hole for a whole one.  Names are not copied:
 * they are string constants, which live as long as the kernel.
 */
#include <linux/uaccess.h>
#include "interleave.h"

/* Caller holds run->lock.  @prefix and @name must live as long as the run. */
void il_trace(struct il_run *run, char letter, char kind, const char *prefix,
	      const char *name, unsigned long a, unsigned long b)
{
	struct il_event *e;

	lockdep_assert_held(&run->lock);
	if (run->nr_events == IL_MAX_EVENTS) {
		run->nr_lost++;
		return;
	}
	e = &run->event[run->nr_events++];
	e->prefix = prefix;
	e->name = name;
	e->letter = letter;
	e->kind = kind;
	e->a = a;
	e->b = b;
}

static int il_trace_line(struct il_run *run, char *line, size_t size)
{
	struct il_event e;
	unsigned int seq;

	raw_spin_lock_irq(&run->lock);
	if (run->nr_read == run->nr_events) {
		unsigned int lost = run->nr_lost;

		run->nr_lost = 0;
		raw_spin_unlock_irq(&run->lock);
		if (!lost)
			return 0;
		return scnprintf(line, size, "%u - n trace.lost %x 0\n",
				 run->nr_events + 1, lost);
	}
	e = run->event[run->nr_read++];
	seq = run->nr_read;
	raw_spin_unlock_irq(&run->lock);
	return scnprintf(line, size, "%u %c %c %s%s %lx %lx\n", seq, e.letter,
			 e.kind, e.prefix, e.name, e.a, e.b);
}

/* Whole lines only: stops before a line that might not fit. */
ssize_t il_trace_read(struct il_run *run, char __user *buf, size_t len)
{
	char line[160];
	size_t done = 0;
	int n;

	if (len < sizeof(line))
		return -EINVAL;
	while (len - done >= sizeof(line)) {
		n = il_trace_line(run, line, sizeof(line));
		if (!n)
			break;
		if (copy_to_user(buf + done, line, n))
			return -EFAULT;
		done += n;
	}
	return done;
}
