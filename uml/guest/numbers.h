/* SPDX-License-Identifier: GPL-2.0 */
/* Interfaces of the kernel that the C library's headers may not have yet. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <linux/types.h>
#include <linux/userfaultfd.h>

#define LAB_SYS_process_mrelease	448

struct lab_uffdio_move {
	__u64 dst;
	__u64 src;
	__u64 len;
	__u64 mode;
	__s64 move;
};
#define LAB_UFFDIO_MOVE		_IOWR(UFFDIO, 0x05, struct lab_uffdio_move)

struct lab_pm_scan_arg {
	__u64 size;
	__u64 flags;
	__u64 start;
	__u64 end;
	__u64 walk_end;
	__u64 vec;
	__u64 vec_len;
	__u64 max_pages;
	__u64 category_inverted;
	__u64 category_mask;
	__u64 category_anyof_mask;
	__u64 return_mask;
};
#define LAB_PAGEMAP_SCAN	_IOWR('f', 16, struct lab_pm_scan_arg)
#define LAB_PM_SCAN_WP_MATCHING	(1u << 0)
#define LAB_PAGE_IS_PRESENT	(1u << 3)

#endif
