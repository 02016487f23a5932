/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scene is a scenario that is a line of text:
 *
 *	kvm+pin file+r | A load 0 | B zap 0, load 0 | C exit
 *
 * First the set-up: a word for each device, in the order in which they attach, a word for
 * each mapping, and what else holds from the start.  Then a part for each actor: its letter,
 * "other" if it is a process of its own, and its operations.  A part "P" is done before any
 * actor moves.
 *
 *	scene	= setup [ "|" "P" ops ] { "|" LETTER [ "other" ] ops }
 *	setup	= { device | mapping | "slot" S "=" PAGE | "forked" | "far" | "window" }
 *	device	= CONSUMER { "+" ( FLAG | GUARD | "gather" N | "absent" ) }
 *	mapping	= KIND [ PAGES ] { "+" STATE }
 *	ops	= op { "," op }
 *	op	= VERB [ PAGE [ "-" PAGE ] [ "." S [ "v" ] ] ] [ "to" PAGE ] [ "by" DEVICE ]
 *		  [ "x" TIMES ] [ "?" ]
 *		| "slot" S ( PAGE [ "ro" ] | "none" ) [ "by" DEVICE ] | "signal" LETTER
 *
 * Pages count from 0 over all mappings, between which there is a hole of one page; devices
 * count from 1.  Where a line has to be one word, "_" is the blank and ":" is the bar.
 *
 * words.c makes a struct scene of a line, settle.c sees whether its words go together, text.c
 * makes a line of it; the host has these three, too.  The rest
 * is the guest's: setup.c has what P does before the actors, verbs.c what actors do, rules.c
 * what must hold whatever the scene says, make.c makes a scenario of it all.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/interleave.h>

#define SCENE_DEVICES	5
#define SCENE_MAPPINGS	4
#define SCENE_PAGES	1024
#define SCENE_VM_PAGES	256	/* where a device is a VM */
#define SCENE_OPS	6
#define SCENE_SLOTS	4
#define SCENE_TEXT	512	/* a line, with its zero */
#define SCENE_WORD	16	/* a name of a consumer or a guard */

/**
 * struct scene_device - a device of the set-up
 * @consumer: "" for "dev" and "dev2", which are as the options of the run say
 * @guard: its ranges=, or ""
 * @first: it is "dev", and the run's control= is of it; make.c sets this
 * @second: it is "dev2", whose flags are those of flags2=
 * @flags: TMMU_PIN and its like
 * @gather: see struct tmmu_attach
 * @vm: it is a VM of KVM, and what follows is of that
 * @log: stores are logged from the start
 * @private: it has a guest_memfd, as large as all mappings
 * @absent: opened, not attached
 * @closes: an actor closes the file, so each schedule has a new one
 * @served: an actor does its work, see TMMU_SERVE
 */
struct scene_device {
	char		consumer[SCENE_WORD];
	char		guard[SCENE_WORD];
	bool		first, second;
	unsigned int	flags;
	unsigned int	gather;
	bool		vm, log, private;
	bool		absent;
	bool		closes;
	bool		served;
};

enum scene_kind {
	SCENE_ANON,
	SCENE_FILE,	/* a memfd, shared */
	SCENE_PRIVATE,	/* a memfd, private, which nobody has written to */
	SCENE_ZERO,	/* anonymous, and read: the zero page */
	SCENE_DISK,	/* a block device, shared */
	SCENE_BLOCK,	/* a memfd, shared; the frames of four pages follow each other */
	SCENE_AGAIN,	/* the file of mapping @of once more */
	SCENE_KINDS,
};

enum scene_state {
	SCENE_NEW = 1,		/* not touched */
	SCENE_RO = 2,
	SCENE_LAZY = 4,		/* MADV_FREE */
	SCENE_EQUAL = 8,	/* equal pages, which KSM has seen once */
	SCENE_OUT = 16,		/* MADV_PAGEOUT */
};

/**
 * struct scene_mapping - some pages
 * @first: number of its first page
 * @states: enum scene_state, a bit each
 * @loaded: devices that load each page in the set-up, a bit each
 * @stored: the same for a store
 */
struct scene_mapping {
	enum scene_kind	kind;
	unsigned int	first, pages;
	unsigned int	of;
	unsigned int	states;
	unsigned int	loaded, stored;
};

/**
 * struct scene_op - one operation of an actor
 * @verb: its row of verbs.h
 * @page: the first page, or the actor that gets a signal
 * @last: the last page
 * @to: page where remap goes; SCENE_PAGES: where there is nothing
 * @dev: from 0
 * @slot: slot through which the device goes, or that changes; 0: none
 * @view: through the device's second view
 * @none: the slot goes
 * @ro: the slot becomes read-only
 * @may_fail: it need not do what it says in any schedule
 * @times: how often
 * @at: where the line has it, for messages
 */
struct scene_op {
	unsigned char	verb;
	unsigned int	page, last;
	unsigned int	to;
	unsigned int	dev;
	unsigned int	slot;
	bool		view, none, ro, may_fail;
	unsigned int	times;
	unsigned int	at;
};

struct scene_actor {
	bool		other;		/* a process of its own */
	unsigned int	nr_ops;
	struct scene_op	op[SCENE_OPS];
};

/**
 * struct scene - a line
 * @before: what P does before any actor moves
 * @slot_page: which page a slot has in the set-up; SCENE_PAGES: none
 * @forked: P has a child that shares its pages
 * @far: the first page is the last of its page table
 * @window: device 1 is mapped, see struct file_operations of the driver
 * @length: characters of the line
 * @exits: an actor ends the process whose memory the devices mirror
 * @passed: another process has a device
 * @swaps: somebody needs swap
 */
struct scene {
	struct scene_device	device[SCENE_DEVICES];
	struct scene_mapping	mapping[SCENE_MAPPINGS];
	struct scene_actor	actor[IL_MAX_ACTORS], before;
	unsigned int		slot_page[SCENE_SLOTS];
	unsigned int		length;
	unsigned int		nr_devices, nr_mappings, nr_pages, nr_actors;
	bool			forked, far, window;
	bool			exits, passed, swaps;
};

/* What an operation needs; a row of verbs.h has a letter for each. */
#define NEEDS_PAGE	"p"	/* a page, or some */
#define NEEDS_DEVICE	"d"
#define NEEDS_MEMORY	"m"	/* P's: another process cannot do it */
#define NEEDS_FILE	"f"
#define NEEDS_EXIT	"e"	/* an actor that exits */
#define NEEDS_SWAP	"s"
#define NEEDS_TO	"t"	/* may have "to" */
#define NEEDS_SLOT	"n"	/* a number of a slot, and what it is to have */
#define NEEDS_ACTOR	"a"	/* a thread of P */
#define NEEDS_OTHER	"o"	/* the actor is another process */
#define NEEDS_VM	"v"	/* the device is a VM */
#define MAY_BE_VM	"k"	/* or a VM */
#define TAKES_PAGE	"x"	/* does to a page what a subscriber must hear of */
#define TAKES_RIGHT	"w"	/* takes the right to write to it, or to have it at all, for good */

enum scene_verb {
#define VERB(name, function, needs, help)	VERB_##function,
#include "verbs.h"
#undef VERB
	NR_VERBS
};

extern const struct scene_verb_row {
	const char	*name;
	const char	*needs;
	const char	*help;
} scene_verbs[NR_VERBS];

bool scene_needs(const struct scene_op *op, const char *what);

/* Is @text a line, and not a name? */
bool scene_is_line(const char *text);
/*
 * Make @scene of @line.  NULL, or a line that says where it is wrong, and the cure; it stays
 * until the next call.
 */
const char *scene_parse(struct scene *scene, const char *line);
/* The line of @scene in its plain form; returns @text. */
char *scene_text(const struct scene *scene, char text[SCENE_TEXT]);
/* Make it one word, in place: "_" for a blank, ":" for a bar; returns @text. */
char *scene_word(char *text);
/* One operation. */
size_t scene_op_text(const struct scene_op *op, char *text, size_t size);
/* Is @page of a mapping, and of which? */
const struct scene_mapping *scene_mapping_of(const struct scene *scene, unsigned int page);
/* Does @actor, or anybody with P, have such an operation? */
bool scene_does(const struct scene_actor *actor, enum scene_verb verb);
bool scene_anybody(const struct scene *scene, enum scene_verb verb);
/* Is a device a VM?  Then the scene is for the kernel "kvm". */
bool scene_has_vm(const struct scene *scene);

#endif
