/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a scenario is made of.
 *
 * A scenario shows one situation: a process P whose memory a device mirrors,
 * up to eight actors that do real system calls, and what must be true
 * afterwards.  The processes of a run:
 *
 *	controller	steps the actors by the schedule, judges, reports
 *	P		runs setup() and finish(); threads of P are actors
 *	foreign actors	processes of their own, forked before P
 *	bystander	another owner of memory; does bystander() when P asks
 *
 * None but P has P's memory.  What they all need is in files that prepare()
 * opens and in struct lab_shared.
 */
#ifndef LAB_H
#define LAB_H

#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/interleave.h>

#include "near.h"

#include "tmmu_uapi.h"

#define LAB_PAGE	4096UL
#define LAB_FD		3	/* result channel */
#define LAB_WORDS	16
#define LAB_OPS		6	/* operations of an actor */
#define LAB_LAWS	10
#define LAB_LAW_NAMES	48	/* room for the names of all laws */

/* Large, and for the controller alone: no child of a search has it, see lab_keep_apart(). */
#define LAB_APART	__attribute__((section("lab_apart")))

/**
 * struct lab_actor - a task that the schedule moves
 * @name: what it does, one or two words for the diagram
 * @body: runs once; points in the kernel hold it
 * @foreign: a process of its own and not a thread of P
 * @setup: NULL, or runs in the process of a foreign actor before any actor moves
 *	and after the setup of P.  In a search such a process is a new one for each
 *	schedule, so it may end.
 *
 * Actors are lettered from 'A' in the order in which a scenario lists them.
 */
struct lab_actor {
	const char	*name;
	void		(*body)(void);
	bool		foreign;
	void		(*setup)(void);
};

/**
 * struct lab_scenario - one file of scenarios/
 * @name: what one types
 * @title: one line about it
 * @schedule: what runs when no schedule= is given; may be NULL
 * @plan: number of results when finish() gives them with lab_result(); 0 for
 *	the usual case: one result, not ok if a check failed or a law broke
 * @consumer: unless the command line names one; NULL: kvm
 * @prepare: opens what all processes share; in the controller
 * @setup: maps, touches and attaches; in P, before any actor moves
 * @finish: looks at the end state; in P, all actors done
 * @bystander: see lab_bystander()
 * @kernel: the kernel has a scene of this name, whose actors are kernel threads:
 *	there is no P, and nothing but names is given here
 * @fresh: in a search P is a new process for each schedule, so that its address
 *	space has never had a device
 * @leaves: a fault that it plants leaves something behind when all is over
 * @unsearched: NULL, or in few words why no search is to be made of it
 * @actors: ends with the first that has no name
 */
struct lab_scenario {
	const char		*name;
	const char		*title;
	const char		*schedule;
	int			plan;
	const char		*consumer;
	void			(*prepare)(void);
	void			(*setup)(void);
	void			(*finish)(void);
	void			(*bystander)(void);
	bool			kernel;
	bool			fresh;
	bool			leaves;
	const char		*unsearched;
	struct lab_actor	actors[IL_MAX_ACTORS];
};

/* Make scenario @ident known: LAB_SCENARIO(ident) = { .name = ... }; */
#define LAB_SCENARIO(ident)						\
	static const struct lab_scenario ident;				\
	static const struct lab_scenario *const ident##_entry		\
	__attribute__((used, section("lab_scenarios"))) = &ident;	\
	static const struct lab_scenario ident

/**
 * struct lab_shared - memory that all processes of a run have
 * @word: for the scenario's own use
 * @failed: checks that failed; see lab_check()
 * @frame: that the bystander is to take; see lab_watch_frame()
 * @taken: it has it
 * @op: operations of the actors of a scene: how often each ran and did what it says, and
 *	what it has returned last
 * @child: the sleeping child that @parent has forked; see lab_fork()
 */
struct lab_shared {
	struct lab_op {
		unsigned int	ran, done;
		int		last;
	}			op[IL_MAX_ACTORS][LAB_OPS];
	volatile uint64_t	word[LAB_WORDS];
	volatile unsigned int	failed;
	volatile unsigned int	results;
	volatile unsigned int	results_failed;
	volatile uint64_t	frame;
	volatile bool		taken;
	volatile pid_t		child;
	volatile pid_t		parent;
	sem_t			go[IL_MAX_ACTORS];
	sem_t			ask_bystander;
	sem_t			bystander_done;
};

extern struct lab_shared *lab;

/* ---- what was asked for ------------------------------------------------ */

/* The value of KEY=VALUE on the command line, @otherwise without one. */
const char *lab_option(const char *key, const char *otherwise);
/* What KEY=VALUE is unless the command line says it; in prepare(). */
void lab_default(const char *option);
/* The words of the command line; dies where one is said twice. */
void lab_take_options(int argc, char **argv);
/*
 * Dies when the command line has an option that no process has looked up, and says which
 * key is nearest.  A whole run is over: what a scenario asks for, it has asked for.
 */
void lab_refuse_unasked(void);

/* ---- saying ------------------------------------------------------------ */

/* One line "# ..." on the result channel. */
void lab_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* One line as it is. */
void lab_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The environment lacks something: say what, end with status 2. */
void lab_die(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));
/* Unless @ok, the run fails, and the text says what should have been. */
bool lab_check(bool ok, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* One KTAP result of a scenario that has a plan. */
void lab_result(bool ok, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void lab_skip(const char *name, const char *why);

/* ---- the device -------------------------------------------------------- */

int lab_device(void);			/* opens /dev/tmmu */
int lab_device_unwatched(void);		/* the same without a witness */
/*
 * A new device, attached, that has the page of @p, which is filled first: P and the device
 * agree on it.
 */
int lab_mirror(void *p);
/* Detach @dev if it is attached, whatever the design says.  No actor moves. */
void lab_evict(int dev);
/*
 * Start over: what this process has attached is detached, whatever the design
 * says, what lab_pages() and lab_map() have mapped is unmapped, and its child is
 * ended.  No actor is under way.
 */
void lab_reset(void);
/*
 * Attach by design=, consumer=, ranges=, flags=, gather=, control=; returns the
 * id.  Dies when that cannot be; when the design refuses, the calling process ends
 * with a failed check.  lab_attach_other() takes flags2= instead of flags=.
 */
unsigned int lab_attach(int dev);
unsigned int lab_attach_other(int dev);
/* Attach as @attach says; the id or a negative errno.  Slot 0 is there, see LAB_ALL. */
int lab_attach_by(int dev, struct tmmu_attach *attach);
/* What flags=NAMES and the run's control= mean. */
unsigned int lab_flags(const char *names);
unsigned int lab_control(void);
/* The same, but a refusal is returned as a negative errno. */
int lab_try_attach(int dev);
/*
 * The same for an actor: other tasks are there, and a design that takes only
 * processes that are alone says so.  Returns whether it is attached.
 */
bool lab_attach_late(int dev);
unsigned int lab_attach_as(int dev, const char *design, const char *consumer,
			   unsigned int control);
/*
 * Close all that this process has opened so, in a thread, because it may not come
 * back: false then, which was said as law L3.
 */
bool lab_close(void);
/* A line "# count" for each device that this process has attached. */
void lab_say_counts(void);
/* These return 0 or a negative errno. */
int lab_load(int dev, const volatile void *p, uint64_t *value);
int lab_store(int dev, volatile void *p, uint64_t value);
/*
 * The same where the process itself may do so, whatever the other actors do: that the
 * device cannot is a failed check.
 */
void lab_may_load(int dev, const volatile void *p);
void lab_may_store(int dev, volatile void *p, uint64_t value);
/*
 * Slots of a device with flags=slots, see struct tmmu_slot.  Slot 0 is there from the
 * start: device addresses up to LAB_ALL are user addresses.
 */
#define LAB_ALL		0x7000000000UL
#define LAB_SLOT_BASE	0x100000000000UL	/* of slot 1; twice that of slot 2 */
int lab_slot(int dev, uint32_t nr, uint64_t base, const volatile void *user,
	     uint64_t size, uint32_t flags);
/* Do the work of @dev, see TMMU_SERVE, until @clients actors have called lab_served(). */
void lab_serve(int dev, uint32_t clients);
void lab_served(int dev);
/* See TMMU_BIND and TMMU_SUBMIT; 0 or a negative errno. */
int lab_bind(int dev, uint32_t id);
int lab_submit(int dev, const volatile void *p, bool write, uint64_t *value);
/* Have it look up the page of @p later. */
void lab_prefetch(int dev, const volatile void *p);
/* The answer that mm got, 0 or 1. */
int lab_age(int dev, const volatile void *p, size_t len, unsigned int op);
/* TMMU_Q_* of one address. */
unsigned int lab_query(int dev, const volatile void *p, uint64_t *pfn);
void lab_stats(int dev, struct tmmu_stats *stats);
/*
 * Read all reports of broken laws; with @say_them the first few of each
 * become a "# law" line.
 * Returns bit N for law N.
 */
unsigned int lab_reports(bool say_them);
/* Forget all reports, read or not. */
void lab_forget(void);
/* How many reports lab_reports() has not shown, a line for each law. */
void lab_say_unsaid(void);
/* "L1,L4", "" for none. */
void lab_law_names(unsigned int laws, char *text, size_t size);
/* Have the oracle look first; @quiet: judge the laws of the quiet state too. */
unsigned int lab_laws(bool quiet, bool say_them);
/*
 * The same when no device is attached any more and all who were mirrored have ended:
 * is anything of theirs left?
 */
unsigned int lab_over(void);

#define LAB_WINDOW	0x6000000000UL	/* where a device is mapped */

/* ---- the end of a process ---------------------------------------------- */

/* Body of an actor that exits. */
void lab_exit(void);
/*
 * The same in few points, to be called at the end of the setup of that actor:
 * the process unmaps all but @pages at @keep and a page of code, becomes the
 * actor, and exits.
 */
void lab_exit_alone(void *keep, size_t pages) __attribute__((noreturn));

/* ---- memory ------------------------------------------------------------ */

/* Anonymous private pages, not yet touched. */
void *lab_pages(size_t pages);
/* A memfd of @pages, and a shared mapping of one. */
int lab_memfd(const char *name, size_t pages);
void *lab_map(int fd, size_t pages);
void lab_fill(volatile void *p, size_t pages, uint64_t word);
/* Page frame number behind @p in the calling process, 0 when not present. */
uint64_t lab_pfn(const volatile void *p);
/* The same for @pages pages from there on. */
void lab_pfns(const volatile void *p, size_t pages, uint64_t *pfn);
/* The eight characters of @text as a word, and back (16 bytes at least). */
uint64_t lab_text_word(const char *text);
void lab_word_text(uint64_t word, char *text);
/*
 * Swap to the first @pages pages of /dev/ram0, which take their memory now and
 * not when reclaim writes to them.  NULL, also when this process has done it
 * before, or the reason why there is none.
 */
const char *lab_swap_on(size_t pages);
/* Undo it, if it was done; all whose pages are there have ended. */
void lab_swap_off(void);
/* Fault in the program, its data and a stretch of stack. */
void lab_warm(void);

/* What has LAB_APART is not copied to, nor shared with, children from now on. */
void lab_keep_apart(void);
/*
 * Fork a child that shares all private pages of the caller, except those of
 * actors' stacks, and sleeps until lab_end_child(), which lab_reset() and the end
 * of a run call.  One at a time.
 */
void lab_fork(void);
void lab_end_child(void);

/* Write @text to @path, all of it. */
bool lab_write_text(const char *path, const char *text);
/*
 * Look once at all pages that KSM may merge, as ksmd does, in the calling task.  Pages
 * that it sees for the first time it only notes.  False: this kernel has no KSM.
 */
bool lab_ksm_scan(void);
/* The same until what can be merged is. */
bool lab_ksm_merge(void);
/* Undo all merges and have KSM forget the pages that it has seen. */
void lab_ksm_forget(void);

/* ---- the bystander ----------------------------------------------------- */

/* Have the bystander run its function once, and wait. */
void lab_bystander(void);
/*
 * Take fresh pages and fill them with @word until one has frame @pfn, or
 * @limit pages were taken.  They stay.  Returns whether it was found.
 */
bool lab_take_frame(uint64_t pfn, uint64_t word, size_t limit);

/*
 * The damage that a missed invalidation does.  P has its own data, LAB_OWN, in a page
 * whose frame the bystander is to take as soon as it is free.  What that writes,
 * LAB_SECRET, must not be seen through a device of P.
 */
#define LAB_OWN		"P's data"
#define LAB_SECRET	"SECRET!!"
/* In setup(), the page is there. */
void lab_watch_frame(const volatile void *p);
/* In another process: at @addr of its own memory is LAB_SECRET, too. */
void lab_secret_at(uintptr_t addr);
/* A bystander(). */
void lab_take_watched(void);
/*
 * Does @dev read what P reads at @p?  @which is of the device, "second " with its
 * blank or "", and @where of the page, " in page Q" or "".
 */
void lab_damage(int dev, const volatile void *p, const char *which,
		const char *where);
/* The same of a device that has answered @err and @value when it was to load from @p. */
void lab_judge_damage(int err, uint64_t value, const volatile void *p, const char *which,
		      const char *where);

#endif
