/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/tmmu: a toy secondary MMU.
 *
 * One open file is one secondary MMU.  After TMMU_ATTACH it can load and store
 * the memory of the process that attached it, through a TLB, then a table of
 * sptes, then a secondary page fault.  It pins nothing: it relies on being
 * told.  Any task that has the file may use it.  While the file is mapped, by whichever
 * process, it stays attached; when the last mapping goes, it is detached.  There is
 * nothing in such a mapping.
 *
 * A file that is opened for writing subscribes upstream's own notifier to the
 * memory of the opener, as a witness for law L8; it watches what is attached
 * later if that is the same memory.  Open it for reading only where no witness
 * is wanted, as for TMMU_CHECK and TMMU_REPORT alone.
 *
 * TMMU_QUERY, TMMU_GET_STATS, TMMU_CHECK that is not quiet, TMMU_REPORT and
 * TMMU_FORGET take no sleeping lock: they work while tasks are held at schedule
 * points.
 */
#ifndef _TMMU_UAPI_H
#define _TMMU_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define TMMU_NAME_LEN	16

/**
 * enum tmmu_control - faults that can be planted, to see a law report them
 * @TMMU_CONTROL_NONE: nothing is planted
 * @TMMU_CONTROL_L1: sptes are writable whatever the pte says
 * @TMMU_CONTROL_L2: the TLB is not flushed by an invalidation
 * @TMMU_CONTROL_L3: a secondary fault always retries
 * @TMMU_CONTROL_L4: the first end is not counted
 * @TMMU_CONTROL_L5: aging always answers "old"
 * @TMMU_CONTROL_L7: TMMU_DETACH succeeds and leaves the subscription
 * @TMMU_CONTROL_L8: every other event, from the first, is not recorded as seen
 * @TMMU_CONTROL_L6: a begin sleeps in a range that must not block
 * @TMMU_CONTROL_L9: a fault keeps its reference on the page
 * @TMMU_CONTROL_L10: a fault looks in the memory of whoever asks the device
 *
 * Each breaks just one law.  They exist so that no law is trusted that has
 * never been seen to fire.
 */
enum tmmu_control {
	TMMU_CONTROL_NONE,
	TMMU_CONTROL_L1,
	TMMU_CONTROL_L2,
	TMMU_CONTROL_L3,
	TMMU_CONTROL_L4,
	TMMU_CONTROL_L5,
	TMMU_CONTROL_L7,
	TMMU_CONTROL_L8,
	TMMU_CONTROL_L6,
	TMMU_CONTROL_L9,
	TMMU_CONTROL_L10,
};

/* tmmu_attach.flags */
#define TMMU_PIN		0x01	/* each spte holds a reference on its page */
#define TMMU_END_ONLY		0x02	/* no begin method: drop sptes at the end */
#define TMMU_SYNC_RCU		0x04	/* synchronize_rcu() after registering */
#define TMMU_ANSWER_COUNT	0x08	/* EMM: answer a start with the number dropped */
#define TMMU_FLUSH_AT_END	0x10	/* drop sptes at the end, too */
#define TMMU_REFUSE		0x20	/* -EAGAIN to a begin that must not block */
#define TMMU_REFUSE_BARE	0x40	/* with "interval": a notifier without end refuses */
#define TMMU_LATE		0x80	/* its ranges are counted from INT_MAX on, not from 0 */
#define TMMU_LATER		0x100	/* from UINT_MAX on */
#define TMMU_SLOTS		0x200	/* device addresses go through slots, see TMMU_SLOT */
#define TMMU_CACHE		0x400	/* it has a write-back cache */
#define TMMU_BIG		0x800	/* one spte for a block of pages where that can be */
#define TMMU_TRYLOCK		0x1000	/* EMM: refuses a start where its caller must not sleep */
#define TMMU_FLAGS		0x1fff

#define TMMU_GATHER_MAX		4096

/**
 * struct tmmu_attach - subscribe to the memory of the calling process
 * @design: in: notifier design, see mmn_attach()
 * @consumer: in: "kvm", "gru", "walker" or "xpmem"
 * @ranges: in: how faults and invalidations are kept apart: "counter", "gru",
 *          "ignore-end", "interval", "none", "rwsem", "seqcount", "seqlock"
 *          or "two-sided"; empty: as the consumer does it
 * @control: in: enum tmmu_control
 * @flags: in: TMMU_PIN and its like
 * @gather: in: for TMMU_PIN: pages whose sptes are gone are held in an array of
 *          this size, which is put after a flush when it is full; 0: each page
 *          is put as its spte goes, and there is one flush at the end
 * @id: out: number of this secondary MMU, from 1, in order of attachment;
 *      it is the name of its debugfs directory and stands in reports
 *
 * -EINVAL unknown name, TMMU_END_ONLY with a consumer that needs begins, or
 * @gather without pins; TMMU_SLOTS, TMMU_CACHE or TMMU_BIG without sptes; TMMU_BIG with
 * pins or one of the two others;
 * -EBUSY attached already or another design in use; -EAGAIN the design does not
 * take this process now; -EINTR, -ENOMEM.
 */
struct tmmu_attach {
	char	design[TMMU_NAME_LEN];
	char	consumer[TMMU_NAME_LEN];
	char	ranges[TMMU_NAME_LEN];
	__u32	control;
	__u32	flags;
	__u32	gather;
	__u32	id;
};

/**
 * struct tmmu_access - one access by the device
 * @addr: in: byte address, naturally aligned 8 bytes; of the process, or of the device
 *        if it has slots
 * @value: load: out, store: in
 * @faults: out: secondary faults taken, 0 for a TLB or spte hit
 * @retries: out: times that a fault was thrown away and begun again, or that
 *           its spte was gone before it could be used
 *
 * -EINVAL: not aligned; -EFAULT: the process itself could not make this access; -ESRCH: not
 * attached, or the address space is gone; -EINTR: a fatal signal came while
 * it waited; -ELOOP: TMMU_MAX_RETRIES retries were not enough.
 */
struct tmmu_access {
	__u64	addr;
	__u64	value;
	__u32	faults;
	__u32	retries;
};

/**
 * struct tmmu_submit - an access by the device that this file is bound to
 * @access: in, out: as for TMMU_LOAD and TMMU_STORE
 * @write: in: 1 for a store, 0 for a load
 * @pad: in: 0
 *
 * Errors as for these; -EINVAL for another @write or @pad; -ESRCH when the device is gone.
 */
struct tmmu_submit {
	struct tmmu_access	access;
	__u32			write;
	__u32			pad;
};

#define TMMU_MAX_RETRIES	64

/* struct tmmu_age: what enum tmmu_age_op asks, for [start, end) in bytes */
enum tmmu_age_op {
	TMMU_CLEAR_FLUSH_YOUNG,
	TMMU_CLEAR_YOUNG,
	TMMU_TEST_YOUNG,
};

/**
 * struct tmmu_age - ask all subscribers of the mm, as reclaim would
 * @start: in: byte address, page aligned
 * @end: in: byte address, page aligned, exclusive
 * @op: in: enum tmmu_age_op
 * @young: out: the answer that mm got, 0 or 1
 */
struct tmmu_age {
	__u64	start;
	__u64	end;
	__u32	op;
	__u32	young;
};

/* A device with slots has two views of its addresses, of TMMU_VIEW bytes each. */
#define TMMU_VIEW	0x800000000000UL
#define TMMU_VIEWS	2

#define TMMU_SLOTS_MAX		8
#define TMMU_SLOT_READONLY	0x1

/**
 * struct tmmu_slot - device addresses [base, base + size) are the memory at @user
 * @nr: in: 0..TMMU_SLOTS_MAX - 1; what this slot was before goes
 * @flags: in: TMMU_SLOT_READONLY: no stores
 * @base: in: byte address of the device, page aligned, in the first view; the second one has
 *        the same memory at @base + TMMU_VIEW
 * @user: in: byte address in the process, page aligned
 * @size: in: bytes, page aligned; 0: there is no such slot any more
 *
 * -EINVAL: not a device with TMMU_SLOTS, a number that is too large, an unknown flag, or
 * not all of it in the first view and in the process; -EEXIST: another slot has some of
 * these device addresses; -EINTR.
 */
struct tmmu_slot {
	__u32	nr;
	__u32	flags;
	__u64	base;
	__u64	user;
	__u64	size;
};

#define TMMU_Q_SPTE	0x1	/* there is a valid spte */
#define TMMU_Q_WRITE	0x2	/* the spte allows stores */
#define TMMU_Q_YOUNG	0x4	/* used since the last aging */
#define TMMU_Q_TLB	0x8	/* the TLB has the translation */

/**
 * struct tmmu_query - look at one translation, change nothing
 * @addr: in: byte address
 * @pfn: out: page frame number of the spte, or of the TLB entry without one
 * @flags: out: TMMU_Q_*
 * @pad: out: 0
 */
struct tmmu_query {
	__u64	addr;
	__u64	pfn;
	__u32	flags;
	__u32	pad;
};

/* struct tmmu_stats: counters of one secondary MMU since it was attached */
struct tmmu_stats {
	__u64	loads;
	__u64	stores;
	__u64	tlb_hits;
	__u64	spte_hits;
	__u64	faults;
	__u64	retries;
	__u64	waits;		/* faults that slept until a range had ended */
	__u64	begins;
	__u64	ends;
	__u64	pages;		/* single-page invalidations */
	__u64	refused;	/* begins answered with -EAGAIN */
	__u64	releases;
	__u64	zapped;		/* sptes dropped by invalidations */
	__u64	flushes;	/* secondary TLB flushes */
	__u64	ages;		/* calls of the three aging methods */
	__u64	aged_young;	/* of these, answered "young" */
	__u64	idle_calls;	/* EMM: calls for an operation we do not have */
	__u64	foreign_begins;	/* begins by a task with another address space */
	__u64	foreign_pages;
	__u64	most;		/* ranges under way at once, at most */
	__u64	active;		/* ranges begun and not ended, now */
	__u64	sptes;		/* valid sptes, now */
	__u64	pinned;		/* sptes with a reference on their page, now */
	__u64	witness_begins;	/* what upstream's notifier saw of this mm */
	__u64	witness_ends;
	__u64	witness_missed;	/* of these, not covered by what we saw: L8 */
	__u64	events[16];	/* begins and pages by enum mmu_notifier_event */
	__u64	witness_events[16];
};

/**
 * struct tmmu_check - have the oracle look at all secondary MMUs now
 * @quiet: in: 1 when the caller knows that no invalidation and no fault is
 *         under way, so that the laws of the quiet state (L4, L5, L8, L9) are
 *         judged too; 2 when moreover nothing is attached any more and all
 *         processes that were mirrored have ended: nothing of theirs may be left
 * @broken: out: bit N set: law N has a report that was not read yet
 *
 * -EINVAL for another @quiet.
 */
struct tmmu_check {
	__u32	quiet;
	__u32	broken;
};

/**
 * struct tmmu_report - a broken law; reports are read in order
 * @law: 1..10
 * @tmmu: id of the secondary MMU
 * @addr: byte address in the process, 0 where none applies
 * @expected: what the law says should be, as a sentence
 * @seen: what was there, as a sentence
 * @who: "comm/pid" of the task that broke it where that is known
 */
struct tmmu_report {
	__u32	law;
	__u32	tmmu;
	__u64	addr;
	char	expected[96];
	char	seen[96];
	char	who[32];
};

#define TMMU_IOC	't'
#define TMMU_ATTACH	_IOWR(TMMU_IOC, 0xd0, struct tmmu_attach)
#define TMMU_DETACH	_IO(TMMU_IOC, 0xd1)
#define TMMU_LOAD	_IOWR(TMMU_IOC, 0xd2, struct tmmu_access)
#define TMMU_STORE	_IOWR(TMMU_IOC, 0xd3, struct tmmu_access)
#define TMMU_AGE	_IOWR(TMMU_IOC, 0xd4, struct tmmu_age)
#define TMMU_FLUSH	_IO(TMMU_IOC, 0xd5)	/* empty the TLB, keep sptes */
#define TMMU_QUERY	_IOWR(TMMU_IOC, 0xd6, struct tmmu_query)
#define TMMU_GET_STATS	_IOR(TMMU_IOC, 0xd7, struct tmmu_stats)
/* The last three work on a file that is not attached, too. */
#define TMMU_CHECK	_IOWR(TMMU_IOC, 0xd8, struct tmmu_check)
/* -ENODATA when all reports have been read */
#define TMMU_REPORT	_IOR(TMMU_IOC, 0xd9, struct tmmu_report)
/* forget all reports */
#define TMMU_FORGET	_IO(TMMU_IOC, 0xda)
/*
 * Detach whatever the design says, so that a search can start over in the same
 * process.  The caller knows that no task works on this memory.
 */
#define TMMU_EVICT	_IO(TMMU_IOC, 0xdb)
/*
 * Do what the device has other tasks do, as the partition of "xpmem" or a worker of a
 * driver would, until as many TMMU_SERVED as the argument says were called, or it is
 * detached.  While no task is in TMMU_SERVE a kernel thread does it.
 */
#define TMMU_SERVE	_IOW(TMMU_IOC, 0xdc, __u32)
/* The caller will give the device no more to do. */
#define TMMU_SERVED	_IO(TMMU_IOC, 0xdd)
/* See struct tmmu_slot. */
#define TMMU_SLOT	_IOW(TMMU_IOC, 0xde, struct tmmu_slot)
/* Look up the page of this device address, for loads, by whoever does the work. */
#define TMMU_PREFETCH	_IOW(TMMU_IOC, 0xdf, __u64)
/*
 * This file means the device of this number from now on, whatever becomes of it; -ESRCH
 * when there is none, -EBUSY when it means one already.
 */
#define TMMU_BIND	_IOW(TMMU_IOC, 0xe0, __u32)
/* See struct tmmu_submit. */
#define TMMU_SUBMIT	_IOWR(TMMU_IOC, 0xe1, struct tmmu_submit)

#endif
