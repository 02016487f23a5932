// SPDX-License-Identifier: GPL-2.0
/*
 * The methods that take translations away, each shown to the judge when it returns.  They
 * stand between the seam and invalidate.c, so that no change there leaves this out.
 */
#include <linux/mm.h>

#include "device.h"

int tmmu_owed_begin(struct mmn_subscriber *sub, const struct mmu_notifier_range *range)
{
	unsigned long made = tmmu_record_made();
	int err = tmmu_invalidate_begin(sub, range);

	if (!err)
		tmmu_judge->owed(tmmu_of(sub), made, range);
	return err;
}

void tmmu_owed_end_only(struct mmn_subscriber *sub, const struct mmu_notifier_range *range)
{
	unsigned long made = tmmu_record_made();

	tmmu_invalidate_end_only(sub, range);
	tmmu_judge->owed(tmmu_of(sub), made, range);
}

void tmmu_owed_page(struct mmn_subscriber *sub, struct mm_struct *mm, unsigned long address)
{
	const struct mmu_notifier_range range = {
		.mm	= mm,
		.start	= address & PAGE_MASK,
		.end	= (address & PAGE_MASK) + PAGE_SIZE,
		.event	= MMU_NOTIFY_CLEAR,
	};
	unsigned long made = tmmu_record_made();

	tmmu_invalidate_page(sub, mm, address);
	tmmu_judge->owed(tmmu_of(sub), made, &range);
}
