/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Toy secondary MMU: the device, and what it records.
 *
 * Locks, outermost first:
 *   tmmu_file.mutex	attach, detach and close of one open file
 *   mmap_lock		of the process; taken by faults, never under mmu_lock
 *   page-table lock	may be held by the caller of a notifier method
 *   tmmu.mmu_lock	sptes, TLB and the state of the guard; a spinlock_t
 *   xa_lock of tmmu.sptes, tmmu.work.lock
 *   raw spinlocks	record of agings, report queue, witness tables; nothing
 *			inside them
 *
 * Nothing here knows what a law is.  Those who judge, see oracle.h, read what is
 * recorded, and are told of what has to be judged as it happens by tmmu_judge.
 */
#ifndef _TMMU_DEVICE_H
#define _TMMU_DEVICE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/interleave.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmn.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "guard.h"
#include "tmmu_uapi.h"

#define TMMU_TLB_SIZE	16
#define TMMU_EARLY	8
#define TMMU_LINES	4	/* of the cache; 8 bytes each */
#define TMMU_BIG_PAGES	4UL
#define TMMU_BIG_SIZE	(TMMU_BIG_PAGES * PAGE_SIZE)

struct tmmu;
struct tmmu_slots;
struct tmmu_witness;

/**
 * struct tmmu_spte - a translation of one page, or of a few
 * @pfn: the page frame, the first of them
 * @write: stores are allowed
 * @young: walked since the last aging that cleared
 * @pin: the page, when this spte holds a reference on it
 * @addr: byte address in the process
 * @daddr: byte address by which the device knows it; the same, unless it has slots
 * @same_page: with slots: the next spte of this guest page
 * @changes: with slots: what tmmu_slots_changes() was when its fault began
 * @pages: 1, or TMMU_BIG_PAGES, see big.c
 * @seq: if there are several: what its fault got of the guard
 * @node: in tmmu.all
 * @used_at: when it was last used, by the clock of record.c; 0 for never
 * @aged_at: oracle: by that clock, when the last clearing aging had ended
 * @taken_by: by that clock, when the aging began that has cleared @young last
 * @rcu: the oracle reads sptes without a lock
 *
 * In the table it is valid.  Written under mmu_lock, @aged_at by the oracle; the
 * device does not read @used_at, @aged_at and @taken_by.
 */
struct tmmu_spte {
	unsigned long	pfn;
	bool		write;
	bool		young;
	struct page	*pin;
	unsigned long	addr;
	unsigned long	daddr;
	unsigned int	pages;
	unsigned long	seq;
	struct tmmu_spte *same_page;
	unsigned long	changes;
	struct list_head node;
	unsigned long	used_at;
	unsigned long	aged_at;
	unsigned long	taken_by;
	struct rcu_head	rcu;
};

/**
 * struct tmmu_tlb_entry - what the device uses without asking the table
 * @addr: page address, as the device knows it
 * @pfn: the page frame
 * @write: stores are allowed
 * @valid: the rest of the entry counts
 */
struct tmmu_tlb_entry {
	unsigned long	addr;
	unsigned long	pfn;
	bool		write;
	bool		valid;
};

/**
 * struct tmmu_tlb_table - the page of ptes that the device has walked last
 * @addr: the first address that it maps
 * @pfn: its page frame; counted while @valid
 * @valid: the rest counts
 */
struct tmmu_tlb_table {
	unsigned long	addr;
	unsigned long	pfn;
	bool		valid;
};

/**
 * struct tmmu_line - what the device has loaded or stored, see cache.c
 * @pfn: the page frame; counted while @valid
 * @offset: bytes in the page
 * @value: as the device sees it
 * @dirty: memory does not have it yet
 * @valid: the rest of the line counts
 */
struct tmmu_line {
	unsigned long	pfn;
	unsigned int	offset;
	u64		value;
	bool		dirty;
	bool		valid;
};

/**
 * struct tmmu_consumer - how one kind of driver lives with the notifier
 * @name: for TMMU_ATTACH
 * @ops: notifier methods
 * @end_only_ops: the same for TMMU_END_ONLY; NULL: it cannot do without begins
 * @guard: how it keeps faults and invalidations apart, unless told otherwise
 * @flags: TMMU_PIN if it always does
 * @tlb_only: it has no sptes
 * @recall: NULL, or sleeps until all translations of [start, end) are gone
 * @walk: NULL, or it walks the page tables of the process and is told of flushes, not of
 *        ranges; true: the TLB has what the access needs; mmu_lock held
 * @request: with @walk, instead of tmmu_fault(): has mm bring the page in
 */
struct tmmu_consumer {
	const char			*name;
	const struct mmn_ops		*ops;
	const struct mmn_ops		*end_only_ops;
	const struct tmmu_guard		*guard;
	u32				flags;
	bool				tlb_only;

	void (*recall)(struct tmmu *t, unsigned long start, unsigned long end);
	bool (*walk)(struct tmmu *t, unsigned long addr, bool write);
	int (*request)(struct tmmu *t, unsigned long addr, bool write, u32 *retries);
};

extern const struct tmmu_consumer tmmu_consumer_gru;
extern const struct tmmu_consumer tmmu_consumer_kvm;
extern const struct tmmu_consumer tmmu_consumer_walker;
extern const struct tmmu_consumer tmmu_consumer_xpmem;

/* struct tmmu_faulting - a task in a fault, on its stack; see tmmu_faulting() */
struct tmmu_faulting {
	struct list_head	node;
	struct tmmu		*t;
	struct task_struct	*task;
};

/**
 * struct tmmu_work - what another task is to do
 * @fn: does it; may free @work, or let its owner go on
 * @t: whose work; a reference is held until @fn has returned
 * @done: NULL, or who awaits it is told by this; see tmmu_work_await()
 * @node: in tmmu_work_queue.awaited or .works
 * @by_thread: the same for the kernel thread
 */
struct tmmu_work {
	void			(*fn)(struct tmmu_work *work);
	struct tmmu		*t;
	struct completion	*done;
	struct list_head	node;
	struct kthread_work	by_thread;
};

/**
 * struct tmmu_work_queue - work of one secondary MMU, see work.c
 * @lock: protects what follows
 * @awaited: not begun yet, and somebody sleeps until it is done
 * @works: other work that is not begun yet
 * @servers: tasks in TMMU_SERVE
 * @busy: of these, in work that nobody awaits
 * @served: how many have called TMMU_SERVED
 * @wait: servers that have nothing to do
 */
struct tmmu_work_queue {
	spinlock_t		lock;
	struct list_head	awaited;
	struct list_head	works;
	unsigned int		servers;
	unsigned int		busy;
	u32			served;
	wait_queue_head_t	wait;
};

/**
 * struct tmmu - one secondary MMU on one address space
 * @sub: our subscription
 * @consumer: how we behave
 * @guard: how we keep faults and invalidations apart
 * @mm: the address space; mmgrab() held
 * @flags: TMMU_PIN and its like
 * @control: enum tmmu_control
 * @id: smallest number that was free at attach, from 1
 * @ref: one of the file, one of the subscription, one of each ioctl under way
 * @node: in tmmu_all, read under RCU
 * @rwork: frees it
 * @leaving: bit 0: somebody ends the subscription, or has done so
 * @bound: who keeps our number from being free, see tmmu_unlist()
 * @witness: of witness.c, as @early: who watches us, or NULL
 * @early: tasks that have called our begin while there was no witness
 * @work: what other tasks do for us
 * @slots: of rmap.c, or NULL: device addresses are user addresses
 * @mmu_lock: protects what follows
 * @sptes: struct tmmu_spte by page number, as the device knows it
 * @all: the same as a list, for the oracle: it looks at all after every step
 * @tlb: direct mapped
 * @table: of who walks page tables
 * @cache: TMMU_LINES of them, or NULL
 * @guard_state: of @guard
 * @gather: pages whose sptes are gone and that are to be put after a flush
 * @gather_max: room in @gather; 0: pages are put without waiting for a flush
 * @nr_gathered: pages in @gather
 * @stats: counters; @nr_sptes and what the witness saw are added when read
 * @nr_sptes: valid sptes
 * @dead: no spte may be installed any more
 * @released: our release method has run
 * @orphan: detach was refused and the file is closed: release frees us
 * @detached: mmn_detach() has returned 0, no method may run
 */
struct tmmu {
	struct mmn_subscriber		sub;
	const struct tmmu_consumer	*consumer;
	const struct tmmu_guard		*guard;
	struct mm_struct		*mm;
	u32				control;
	u32				flags;
	u32				id;
	struct kref			ref;
	struct list_head		node;
	struct rcu_work			rwork;
	unsigned long			leaving;
	unsigned int			bound;
	struct tmmu_witness		*witness;
	pid_t				early[TMMU_EARLY];
	struct tmmu_work_queue		work;
	struct tmmu_slots		*slots;

	spinlock_t			mmu_lock; /* protects the rest */
	struct xarray			sptes;
	struct list_head		all;
	struct tmmu_tlb_entry		tlb[TMMU_TLB_SIZE];
	struct tmmu_tlb_table		table;
	struct tmmu_line		*cache;
	struct tmmu_guard_state		guard_state;
	struct page			**gather;
	unsigned int			gather_max;
	unsigned int			nr_gathered;
	struct tmmu_stats		stats;
	unsigned long			nr_sptes;
	bool				dead;
	bool				released;
	bool				orphan;
	bool				detached;
};

/* Device addresses end here. */
static inline unsigned long tmmu_address_end(const struct tmmu *t)
{
	return t->slots ? TMMU_VIEWS * TMMU_VIEW : TASK_SIZE;
}

/* Does @spte have a page of the user addresses [start, end)? */
static inline bool tmmu_spte_overlaps(const struct tmmu_spte *spte,
				      unsigned long start, unsigned long end)
{
	return spte->addr < end &&
	       spte->addr + spte->pages * PAGE_SIZE > start;
}

static inline struct tmmu *tmmu_of(struct mmn_subscriber *sub)
{
	return container_of(sub, struct tmmu, sub);
}

/* core.c */
extern struct list_head tmmu_all;

void tmmu_init(struct tmmu *t, const struct tmmu_consumer *consumer,
	       u32 control);
void tmmu_put(struct tmmu *t);
int tmmu_list(struct tmmu *t);
void tmmu_unlist(struct tmmu *t);
struct tmmu *tmmu_by_number(u32 id, bool bind);
void tmmu_unbind(struct tmmu *t);
void tmmu_kill(struct tmmu *t);
void tmmu_release(struct mmn_subscriber *sub, struct mm_struct *mm);
int tmmu_detach(struct tmmu *t);
void tmmu_evict(struct tmmu *t);
void tmmu_close(struct tmmu *t);
void tmmu_get_stats(struct tmmu *t, struct tmmu_stats *stats);

/* work.c */
void tmmu_work_queue(struct tmmu *t, struct tmmu_work *w);
void tmmu_work_await(struct tmmu *t, struct tmmu_work *w);
int tmmu_serve(struct tmmu *t, u32 clients);
void tmmu_served(struct tmmu *t);

/* attach.c */
const char *tmmu_consumer_name(unsigned int nr);
const char *tmmu_guard_name(unsigned int nr);
struct tmmu *tmmu_attach(const struct tmmu_attach *a);

/* Called for an spte, which it may drop; the sum of what is returned is handed on. */
typedef unsigned int (*tmmu_visit_fn)(struct tmmu *t, struct tmmu_spte *spte,
				      void *arg);

/* spte.c: mmu_lock held unless said otherwise */
struct tmmu_spte *tmmu_spte_alloc(struct tmmu *t, unsigned long addr);
void tmmu_spte_free(struct tmmu_spte *spte);
struct tmmu_spte *tmmu_spte_find(struct tmmu *t, unsigned long addr);
int tmmu_spte_install(struct tmmu *t, unsigned long addr,
		      struct tmmu_spte *spte);
unsigned int tmmu_spte_drop(struct tmmu *t, struct tmmu_spte *spte, void *arg);
unsigned int tmmu_spte_zap(struct tmmu *t, unsigned long start,
			   unsigned long end);
void tmmu_spte_zap_all(struct tmmu *t);
unsigned int tmmu_spte_visit(struct tmmu *t, unsigned long start,
			     unsigned long end, tmmu_visit_fn fn, void *arg);
void tmmu_gather_flush(struct tmmu *t);

/* rmap.c */
int tmmu_slots_open(struct tmmu *t);
void tmmu_slots_close(struct tmmu *t);
int tmmu_slot_user(struct tmmu *t, unsigned long daddr, bool write,
		   unsigned long *user);
unsigned long tmmu_slots_changes(struct tmmu *t);
int tmmu_rmap_reserve(struct tmmu *t, unsigned long daddr);
int tmmu_rmap_add(struct tmmu *t, struct tmmu_spte *spte);
void tmmu_rmap_del(struct tmmu *t, struct tmmu_spte *spte);
unsigned int tmmu_slots_visit(struct tmmu *t, unsigned long start,
			      unsigned long end, tmmu_visit_fn fn, void *arg);

/* slots.c */
int tmmu_slot_set(struct tmmu *t, const struct tmmu_slot *new);
int tmmu_slot_fault(struct tmmu *t, unsigned long daddr, bool write,
		    unsigned long *user, unsigned long *changes);

/* tlb.c: mmu_lock held */
struct tmmu_tlb_entry *tmmu_tlb_find(struct tmmu *t, unsigned long addr);
void tmmu_tlb_fill(struct tmmu *t, unsigned long addr, unsigned long pfn,
		   bool write);
void tmmu_tlb_table_fill(struct tmmu *t, unsigned long addr, unsigned long pfn);
void tmmu_tlb_drop(struct tmmu *t, unsigned long addr);
void tmmu_tlb_flush(struct tmmu *t);
void tmmu_tlb_flush_range(struct tmmu *t, unsigned long start,
			  unsigned long end);

/* cache.c */
int tmmu_cache_open(struct tmmu *t);
void tmmu_cache_close(struct tmmu *t);
u64 tmmu_cache_load(struct tmmu *t, const u64 *memory);
void tmmu_cache_store(struct tmmu *t, u64 *memory, u64 value);
void tmmu_cache_clean(struct tmmu *t, unsigned long pfn);

/* big.c */
void tmmu_big_look_up(struct tmmu *t, struct tmmu_spte *spte, unsigned long seq);
void tmmu_big_check(struct tmmu *t, struct tmmu_spte *spte, unsigned long addr);

/* prefetch.c */
int tmmu_prefetch(struct tmmu *t, unsigned long addr);

/* access.c */
void *tmmu_translate(struct tmmu *t, unsigned long addr, bool write);
int tmmu_access(struct tmmu *t, struct tmmu_access *a, bool write);
void tmmu_query(struct tmmu *t, struct tmmu_query *q);

/* fault.c */
int tmmu_fault(struct tmmu *t, unsigned long addr, bool write, u32 *retries);

/* What the device does where it cannot translate @addr; see tmmu_fault(). */
static inline int tmmu_bring_in(struct tmmu *t, unsigned long addr, bool write,
				u32 *retries)
{
	return (t->consumer->request ?: tmmu_fault)(t, addr, write, retries);
}

void tmmu_fault_waits(struct tmmu *t, unsigned long addr);
bool tmmu_faulting(const struct tmmu *t);

/* invalidate.c */
void tmmu_invalidate_page(struct mmn_subscriber *sub, struct mm_struct *mm,
			  unsigned long address);
int tmmu_invalidate_begin(struct mmn_subscriber *sub,
			  const struct mmu_notifier_range *range);
void tmmu_invalidate_end(struct mmn_subscriber *sub,
			 const struct mmu_notifier_range *range);
void tmmu_invalidate_end_only(struct mmn_subscriber *sub,
			      const struct mmu_notifier_range *range);
void tmmu_drop_range(struct tmmu *t, unsigned long start, unsigned long end);

/* owed.c: these methods, judged when they return */
void tmmu_owed_page(struct mmn_subscriber *sub, struct mm_struct *mm,
		    unsigned long address);
int tmmu_owed_begin(struct mmn_subscriber *sub,
		    const struct mmu_notifier_range *range);
void tmmu_owed_end_only(struct mmn_subscriber *sub,
			const struct mmu_notifier_range *range);

/* emm.c */
int tmmu_emm(struct mmn_subscriber *sub, struct mm_struct *mm,
	     enum emm_operation op, unsigned long start, unsigned long end);

/* age.c */
int tmmu_clear_flush_young(struct mmn_subscriber *sub, struct mm_struct *mm,
			   unsigned long start, unsigned long end);
int tmmu_clear_young(struct mmn_subscriber *sub, struct mm_struct *mm,
		     unsigned long start, unsigned long end);
int tmmu_test_young(struct mmn_subscriber *sub, struct mm_struct *mm,
		    unsigned long address);
int tmmu_age(struct tmmu *t, struct tmmu_age *age);

/* pte.c */
bool tmmu_pte_readable(pte_t pte);
bool tmmu_walk_pmd(struct mm_struct *mm, unsigned long addr, pmd_t *pmd);
bool tmmu_walk(struct mm_struct *mm, unsigned long addr, pte_t *pte);

/**
 * struct tmmu_judge - who is told of what cannot be judged later
 * @method: a notifier method of @t has been called; it has done nothing yet
 * @begin: an invalidate_range_begin that is not refused
 * @end: an invalidate_range_end, all of it done
 * @done: a method that does all there is to do for [start, end) has been called
 * @owed: a method that takes translations of @range away has returned; when it was called,
 *	@made translations had ever been made
 * @gone: mmn_detach() has returned 0; nothing was undone yet
 * @submitted: a file that was bound to @bound has its work done by @t
 * @stuck: a fault of current has begun again @retries times and gives up
 *
 * Called in the task that does it, with no lock of ours held; must not sleep.
 */
struct tmmu_judge {
	void (*method)(struct tmmu *t);
	void (*begin)(struct tmmu *t, unsigned long start, unsigned long end);
	void (*end)(struct tmmu *t, unsigned long start, unsigned long end);
	void (*done)(struct tmmu *t, unsigned long start, unsigned long end);
	void (*owed)(struct tmmu *t, unsigned long made,
		     const struct mmu_notifier_range *range);
	void (*gone)(struct tmmu *t);
	void (*submitted)(struct tmmu *bound, struct tmmu *t);
	void (*stuck)(struct tmmu *t, unsigned long addr, u32 retries);
};

/* record.c: any context */
extern const struct tmmu_judge *tmmu_judge;
extern atomic_t tmmu_translations;
extern struct kmem_cache *tmmu_sptes;

unsigned long tmmu_record_made(void);
void tmmu_pfn_get(unsigned long pfn);
void tmmu_pfn_put(unsigned long pfn);
int tmmu_pfn_refs(unsigned long pfn);
void tmmu_gather_fits(const struct tmmu *t);

unsigned long tmmu_record_now(void);
void tmmu_record_taken(unsigned long pfn);
void tmmu_record_freed(unsigned long pfn, unsigned long end);
bool tmmu_record_look(unsigned long *pfn);
unsigned int tmmu_record_attached(int more);
void tmmu_record_use(struct tmmu_spte *spte);
void tmmu_record_aging(struct mm_struct *mm);
void tmmu_record_young(struct mm_struct *mm, struct tmmu_spte *spte);
bool tmmu_record_under_way(unsigned long begin);
void tmmu_record_asked(struct mm_struct *mm, enum mmn_age_op op);
unsigned long tmmu_record_aged(struct mm_struct *mm, bool *young,
			       unsigned int *ops);

#endif
