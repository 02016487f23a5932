// SPDX-License-Identifier: GPL-2.0
/*
 * "ignore-end": the mail's own answer to an end that comes without its begin.
 *
 * The driver remembers whether a begin has ever come, and returns from every
 * end before that without doing anything.  Otherwise as "counter".
 */
#include "device.h"

static void tmmu_ignore_end_begin(struct tmmu *t, unsigned long start,
				  unsigned long end)
{
	t->guard_state.ever = true;
	tmmu_range_begin(&t->guard_state.counter, start, end);
}

static void tmmu_ignore_end_end(struct tmmu *t, unsigned long start,
				unsigned long end)
{
	if (t->guard_state.ever)
		tmmu_range_end(&t->guard_state.counter, start, end);
}

const struct tmmu_guard tmmu_guard_ignore_end = {
	.name		= "ignore-end",
	.begin		= tmmu_ignore_end_begin,
	.end		= tmmu_ignore_end_end,
	.page		= tmmu_guard_counter_page,
	.snapshot	= tmmu_guard_counter_snapshot,
	.retry		= tmmu_guard_counter_retry,
	.active		= tmmu_guard_counter_active,
};
