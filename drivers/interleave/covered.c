// SPDX-License-Identifier: GPL-2.0
/*
 * Interleave: which blocks of code have run.
 *
 * Who judges a change wants to know whether anything came to it.  In files that are
 * compiled with IL_ACCESS, see Makefile.access, the compiler calls the function below in
 * each block: code that is entered at its beginning and left at its end.
 *
 * /sys/kernel/debug/interleave_covered is an array of struct il_covered, in no order; what
 * is 0 is free.  A block that finds no room is not counted.
 */
#include <linux/debugfs.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/log2.h>
#include "interleave.h"

static struct il_covered il_covered[IL_MAX_COVERED];

/*
 * There is one processor: an interrupt may come between any two instructions here, may
 * count and may take a free entry, and then the one that it has interrupted looks further.
 */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	const u32 block = _RET_IP_ - (unsigned long)_text;
	unsigned int i, n = hash_32(block, ilog2(IL_MAX_COVERED));

	for (i = 0; i < IL_MAX_COVERED; i++, n++) {
		struct il_covered *c = &il_covered[n % IL_MAX_COVERED];
		u32 was = READ_ONCE(c->block);

		if (!was)
			was = cmpxchg(&c->block, 0, block);
		if (!was || was == block) {
			c->times++;
			return;
		}
	}
}

static struct debugfs_blob_wrapper il_covered_blob = {
	.data = il_covered,
	.size = sizeof(il_covered),
};

static int __init il_covered_init(void)
{
	debugfs_create_blob("interleave_covered", 0400, NULL, &il_covered_blob);
	return 0;
}
late_initcall(il_covered_init);
