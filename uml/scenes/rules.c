// SPDX-License-Identifier: GPL-2.0
/*
 * What must hold whatever the scene is, and no law of the oracle says:
 *
 *	an access of a device that its process may do succeeds in the end
 *	what an actor took away itself is gone for its own next access
 *	a page has what somebody has stored there, or what was there before
 */
#include <stdio.h>
#include <string.h>

#include "play.h"

#define BY_DEVICE	50	/* the values of the set-up */
#define BY_ACTOR	100	/* those of actors' operations */

uint64_t scene_value_of(unsigned int device)
{
	return BY_DEVICE + device * SCENE_CACHED;
}

static uint64_t value_of(unsigned int actor, const struct scene_op *op)
{
	return BY_ACTOR + actor * SCENE_OPS + (op - scene.actor[actor].op);
}

uint64_t scene_value_by(const struct scene_op *op)
{
	return scene_me < scene.nr_actors ? value_of(scene_me, op) : BY_ACTOR - 1;
}

static bool has_page(const struct scene_op *op, unsigned int page)
{
	return scene_needs(op, NEEDS_PAGE) && op->page <= page && page <= op->last;
}

/* At the same address. */
static bool same_page(const struct scene_op *a, const struct scene_op *b)
{
	return scene_needs(a, NEEDS_PAGE) && a->page <= b->last && b->page <= a->last;
}

unsigned int scene_memory_of(unsigned int page)
{
	const struct scene_mapping *m = scene_mapping_of(&scene, page);

	return m->kind == SCENE_AGAIN ? page - m->first + scene.mapping[m->of].first : page;
}

/* The file ends there; mappings of it have all the pages that follow. */
static bool is_cut(const struct scene_op *op, unsigned int page)
{
	const enum scene_kind kind = scene_mapping_of(&scene, page)->kind;

	return (kind == SCENE_FILE || kind == SCENE_PRIVATE || kind == SCENE_AGAIN) &&
	       scene_memory_of(op->page) <= scene_memory_of(page);
}

static bool same_memory(const struct scene_op *a, const struct scene_op *b)
{
	return scene_needs(a, NEEDS_PAGE) && scene_memory_of(a->page) <= scene_memory_of(b->last) &&
	       scene_memory_of(b->page) <= scene_memory_of(a->last);
}

typedef bool what_fn(const struct scene_op *op, const struct scene_op *access);

/* Does anybody do something for which @what says so of @access? */
static bool somebody(what_fn *what, const struct scene_op *access)
{
	unsigned int i, n;

	for (n = 0; n < scene.before.nr_ops; n++)
		if (what(&scene.before.op[n], access))
			return true;
	for (i = 0; i < scene.nr_actors; i++)
		for (n = 0; n < scene.actor[i].nr_ops; n++)
			if (what(&scene.actor[i].op[n], access))
				return true;
	return false;
}

/* ---- lawful accesses ------------------------------------------------------------- */

static bool takes_right(const struct scene_op *op, const struct scene_op *access)
{
	if (op->verb == VERB_cut)
		return is_cut(op, access->last);
	return scene_needs(op, TAKES_RIGHT) && same_page(op, access);
}

static bool takes_page(const struct scene_op *op, const struct scene_op *access)
{
	return takes_right(op, access) && op->verb != VERB_protect;
}

/* Something becomes of the device, or of the way to it. */
static bool takes_device(const struct scene_op *op, const struct scene_op *access)
{
	switch (op->verb) {
	case VERB_slot_again:	/* for a while there is no slot */
		return op->dev == access->dev;
	case VERB_detach:
	case VERB_close:
	case VERB_attach:
		return op->dev == access->dev;
	case VERB_unmap_window:
	case VERB_unmap_first:
	case VERB_unmap_second:
		return !access->dev && !scene.forked;	/* a child has it mapped, too */
	default:
		return false;
	}
}

/* May the device do so, whatever the other actors do, and in which order? */
static bool lawful(const struct scene_op *access, bool write)
{
	const struct scene_device *d = &scene.device[access->dev];
	const struct scene_mapping *m = scene_mapping_of(&scene, access->page);

	if (scene.exits || scene.passed || d->absent || d->private || access->slot ||
	    d->flags & TMMU_SLOTS)
		return false;

	if (write && m->states & SCENE_RO)
		return false;
	return !somebody(write ? takes_right : takes_page, access) &&
	       !somebody(takes_device, access);
}

/* ---- what an actor took away itself ------------------------------------------------ */

static bool is_anonymous(unsigned int page)
{
	const enum scene_kind kind = scene_mapping_of(&scene, page)->kind;

	return kind == SCENE_ANON || kind == SCENE_ZERO;
}

/* Does @op take what the page held, so that it reads as zeroes? */
static bool empties(const struct scene_op *op, const struct scene_op *access)
{
	return (op->verb == VERB_zap && same_page(op, access) && is_anonymous(access->page)) ||
	       (op->verb == VERB_punch && same_memory(op, access));
}

/* What this actor has done before @access, if it did what it says. */
static const struct scene_op *last_before(const struct scene_op *access, what_fn *what)
{
	const struct scene_actor *a = &scene.actor[scene_me];
	const struct scene_op *op = access;

	if (scene_me >= scene.nr_actors)
		return NULL;
	while (op > a->op)
		if (what(--op, access) && !lab->op[scene_me][op - a->op].last)
			return op;
	return NULL;
}

static bool maps(const struct scene_op *op, const struct scene_op *access)
{
	(void)access;
	return op->verb == VERB_remap || op->verb == VERB_allow;
}

static bool from_the_set_up(const struct scene_mapping *m, uint64_t value)
{
	if (value == lab_text_word(LAB_OWN))
		return m->kind != SCENE_ZERO;
	return m->stored && value >= BY_DEVICE && value < BY_ACTOR - 1;
}

static bool takes_slot(const struct scene_op *op, const struct scene_op *access)
{
	return op->verb == VERB_slot && op->none && op->slot == access->slot && op->dev == access->dev;
}

static bool changes_slot(const struct scene_op *op, const struct scene_op *access)
{
	return op->verb == VERB_slot && op->slot == access->slot && !op->none;
}

static void judge_own(const struct scene_op *access, bool write, int err, uint64_t value)
{
	if (access->slot && scene.device[access->dev].vm && !somebody(changes_slot, access) &&
	    last_before(access, takes_slot))
		lab_check(err, "slot %u is not the device's any more, because %c has taken it",
			  access->slot, 'A' + scene_me);
	if (access->slot || somebody(maps, access))
		return;
	if (last_before(access, write ? takes_right : takes_page))
		lab_check(err, "page %u is not the device's any more, because %c has taken it",
			  access->page, 'A' + scene_me);
	else if (!write && !err && last_before(access, empties))
		lab_check(!from_the_set_up(scene_mapping_of(&scene, access->page), value),
			  "the device does not read from page %u what %c has taken away",
			  access->page, 'A' + scene_me);
}

void scene_judge_access(const struct scene_op *op, bool write, int err, uint64_t value)
{
	if (scene_is_other()) {
		lab_check(!scene.passed || value != lab_text_word(LAB_SECRET),
			  "the device does not read the memory of who asks it");
		return;
	}
	if (lawful(op, write))
		lab_check(!err, "the device may %s page %u, not %d", write ? "store to" : "load",
			  op->page, err);
	judge_own(op, write, err, value);
}

void scene_judge_other(void)
{
	unsigned int page;

	for (page = 0; scene.passed && page < scene.nr_pages; page++)
		lab_check(*(volatile uint64_t *)scene_at(page) == lab_text_word(LAB_SECRET),
			  "nobody's device writes page %u of another process", page);
}

/* ---- values -------------------------------------------------------------------------- */

/* Nobody can say what the page has. */
static bool unclear(const struct scene_op *op, const struct scene_op *access)
{
	(void)access;
	return op->slot || op->verb == VERB_remap || op->verb == VERB_submit ||
	       (op->verb >= VERB_private && op->verb <= VERB_private_close);
}

static bool zeroes(const struct scene_op *op, const struct scene_op *access)
{
	if (op->verb == VERB_cut)
		return is_cut(op, access->page);
	return same_memory(op, access) &&
	       (op->verb == VERB_zap || op->verb == VERB_free || op->verb == VERB_punch ||
		op->verb == VERB_move);
}

static bool stores(const struct scene_op *op, const struct scene_op *access)
{
	return (op->verb == VERB_store || op->verb == VERB_cache_store) && scene_memory_of(op->page) == scene_memory_of(access->page);
}

static bool stored_by_actor(unsigned int page, uint64_t value)
{
	const struct scene_op access = { .page = page, .last = page };
	unsigned int i, n;

	for (i = 0; i < scene.nr_actors; i++)
		for (n = 0; n < scene.actor[i].nr_ops; n++)
			if (stores(&scene.actor[i].op[n], &access) &&
			    value == value_of(i, &scene.actor[i].op[n]))
				return true;
	for (n = 0; n < scene.before.nr_ops; n++)
		if (stores(&scene.before.op[n], &access) && value == BY_ACTOR - 1)
			return true;
	return false;
}

static bool is_stored(const struct scene_mapping *m)
{
	unsigned int d;

	for (d = 0; d < scene.nr_devices; d++)
		if (m->stored & 1u << d && !scene.device[d].absent)
			return true;
	return false;
}

static bool stored_in_set_up(const struct scene_mapping *m, unsigned int word, uint64_t value)
{
	unsigned int d;

	for (d = 0; d < scene.nr_devices; d++)
		if (m->stored & 1u << d && !scene.device[d].absent &&
		    value == scene_value_of(d) + word)
			return true;
	return false;
}

static bool may_hold(const struct scene_mapping *m, unsigned int page, unsigned int word,
		     uint64_t value)
{
	const struct scene_op access = { .page = page, .last = page };

	if (!word && stored_by_actor(page, value))
		return true;
	if (!value && (m->kind == SCENE_PRIVATE || m->kind == SCENE_ZERO ||
		       m->states & (SCENE_NEW | SCENE_LAZY) || somebody(zeroes, &access)))
		return true;
	if (is_stored(m))
		return stored_in_set_up(m, word, value);
	return m->kind != SCENE_ZERO && value == lab_text_word(LAB_OWN);
}

/* The lines of a cache are written back where something takes the page. */
static bool writes_back(const struct scene_op *op, const struct scene_op *access)
{
	return has_page(op, access->page) &&
	       (op->verb == VERB_pageout || (op->verb == VERB_write && scene.forked));
}

static bool is_cached(void)
{
	unsigned int d;

	for (d = 0; d < scene.nr_devices; d++)
		if (scene.device[d].flags & TMMU_CACHE)
			return true;
	return false;
}

static void judge_page(const struct scene_mapping *m, unsigned int page)
{
	const struct scene_op access = { .page = page, .last = page };
	const unsigned int words = is_stored(m) && is_cached() ? SCENE_CACHED : 1;
	unsigned int word;
	uint64_t value;

	if (is_cached() && !somebody(writes_back, &access))
		return;
	for (word = 0; word < words && !scene_access(page, false, word, &value); word++)
		if (!lab_check(may_hold(m, page, word, value),
			       "word %u of page %u has what was stored there; it is %llx",
			       word, page, (unsigned long long)value))
			break;
}

void scene_judge_values(void)
{
	const struct scene_mapping *m;
	unsigned int i;

	if (scene.exits || scene.passed || scene.nr_pages > 16 || somebody(unclear, NULL))
		return;
	for (m = scene.mapping; m < scene.mapping + scene.nr_mappings; m++)
		for (i = 0; m->kind != SCENE_AGAIN && m->kind != SCENE_DISK && i < m->pages; i++)
			judge_page(m, m->first + i);
}

/* ---- the end ------------------------------------------------------------------------- */

static void judge_device(unsigned int device)
{
	static const char *const which[SCENE_DEVICES] = {
		"first ", "second ", "third ", "fourth ", "fifth ",
	};
	struct scene_op access = { .dev = device };
	char where[16] = "";
	uint64_t value;
	int err;

	for (; access.page < scene.nr_pages; access.page = ++access.last) {
		if (!lawful(&access, false))
			continue;
		if (scene.nr_pages > 1)
			snprintf(where, sizeof(where), " in page %u", access.page);
		err = scene.device[device].vm ? scene_vm_load(device, access.page, &value) :
			lab_load(play.fd[device], scene_at(access.page), &value);
		lab_judge_damage(err, value, scene_at(access.page),
				 scene.nr_devices > 1 ? which[device] : "", where);
	}
}

void scene_finish(void)
{
	unsigned int d;

	lab_bystander();
	for (d = 0; lab->taken && d < scene.nr_devices; d++)
		judge_device(d);
}
