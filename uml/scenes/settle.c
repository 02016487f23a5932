// SPDX-License-Identifier: GPL-2.0
/*
 * What one word of a scene says of the others, and which words do not go together.  What is
 * refused here can mean nothing: no set has it, and a person is told the cure.
 */
#include <string.h>

#include "tmmu_uapi.h"
#include "words.h"

const struct scene_mapping *scene_mapping_of(const struct scene *s, unsigned int page)
{
	const struct scene_mapping *m = s->mapping;

	while (page >= m->first + m->pages)
		m++;
	return m;
}

bool scene_does(const struct scene_actor *actor, enum scene_verb verb)
{
	unsigned int n;

	for (n = 0; n < actor->nr_ops; n++)
		if (actor->op[n].verb == verb)
			return true;
	return false;
}

bool scene_anybody(const struct scene *s, enum scene_verb verb)
{
	unsigned int i;

	for (i = 0; i < s->nr_actors; i++)
		if (scene_does(&s->actor[i], verb))
			return true;
	return scene_does(&s->before, verb);
}

bool scene_has_vm(const struct scene *s)
{
	unsigned int d;

	for (d = 0; d < s->nr_devices && !s->device[d].vm; d++)
		;
	return d < s->nr_devices;
}

static bool slot_has_page(const struct scene *s, unsigned int slot)
{
	unsigned int i, n;

	for (i = 0; i <= s->nr_actors; i++) {
		const struct scene_actor *a = i < s->nr_actors ? &s->actor[i] : &s->before;

		for (n = 0; n < a->nr_ops; n++)
			if (a->op[n].verb == VERB_slot && a->op[n].slot == slot && !a->op[n].none)
				return true;
	}
	return s->slot_page[slot] != SCENE_PAGES;
}

static bool has_slot(const struct scene *s)
{
	unsigned int i;

	for (i = 1; i < SCENE_SLOTS; i++)
		if (s->slot_page[i] != SCENE_PAGES)
			return true;
	return false;
}

/* Age is asked of addresses of the process. */
static bool by_device_address(const struct scene_op *op)
{
	return op->verb != VERB_age && op->verb != VERB_age_clear && op->verb != VERB_age_test;
}

static bool uses_device(const struct scene_actor *a)
{
	unsigned int n;

	for (n = 0; n < a->nr_ops && !scene_needs(&a->op[n], NEEDS_DEVICE); n++)
		;
	return n < a->nr_ops;
}

static bool settle_op(struct scene *s, const struct scene_actor *a, const struct scene_op *op,
		      bool before)
{
	const char *name = scene_verbs[op->verb].name;
	const bool other = a->other || (s->exits && !before);
	const enum scene_kind kind = scene_needs(op, NEEDS_PAGE) ?
		scene_mapping_of(s, op->page)->kind : SCENE_ANON;

	if (op->verb == VERB_exit && (before || a->nr_ops > 1))
		return scene_wrong(op->at, "exit is all that its actor does");
	if (scene_needs(op, NEEDS_MEMORY) && other)
		return scene_wrong(op->at, "only a thread of P can '%s', %s", name, a->other ?
			   "and this actor is another process (cure: leave 'other' out)" :
			   "and beside an exit there is none (cure: P does it, or nobody exits)");
	if (scene_needs(op, NEEDS_DEVICE) && s->device[op->dev].vm) {
		if (!scene_needs(op, NEEDS_VM) && !scene_needs(op, MAY_BE_VM))
			return scene_wrong(op->at, "a vm does not '%s'", name);
		if (other)
			return scene_wrong(op->at, "only the process that made a vm can '%s'", name);
	} else if (scene_needs(op, NEEDS_VM)) {
		return scene_wrong(op->at, "'%s' is for a vm (cure: vm anon)", name);
	}
	if (op->verb >= VERB_private && op->verb <= VERB_private_close && !s->device[op->dev].private)
		return scene_wrong(op->at, "the vm has no guest_memfd (cure: vm+private)");
	if (scene_needs(op, NEEDS_EXIT) && !s->exits)
		return scene_wrong(op->at, "'%s' is for a process that exits (cure: | C exit)", name);
	if (scene_needs(op, NEEDS_FILE) && kind != SCENE_FILE && kind != SCENE_AGAIN &&
	    kind != SCENE_PRIVATE)
		return scene_wrong(op->at, "page %u is in no file (cure: a mapping 'file')", op->page);
	if (op->verb == VERB_sync && other && kind != SCENE_DISK)
		return scene_wrong(op->at, "another process can sync a page of a 'disk' only");
	if (scene_needs(op, NEEDS_ACTOR) && op->page >= s->nr_actors)
		return scene_wrong(op->at, "there is no actor %c", 'A' + op->page);
	if (scene_needs(op, NEEDS_PAGE) && !scene_needs(op, NEEDS_DEVICE) &&
	    scene_mapping_of(s, op->page) != scene_mapping_of(s, op->last))
		return scene_wrong(op->at, "pages %u to %u are not of one mapping, and there is a hole between",
			   op->page, op->last);
	if (op->slot && scene_needs(op, NEEDS_PAGE) && !slot_has_page(s, op->slot))
		return scene_wrong(op->at, "slot %u has no page (cure: slot%u=%u)", op->slot, op->slot, op->page);
	if (op->verb >= VERB_unmap_window && op->verb <= VERB_unmap_second && !s->window)
		return scene_wrong(op->at, "no device is mapped (cure: the word 'window' in the set-up)");
	if (op->verb == VERB_attach && !s->device[op->dev].absent && !scene_anybody(s, VERB_detach))
		return scene_wrong(op->at, "device %u is attached already (cure: +absent)", op->dev + 1);
	if (scene_needs(op, NEEDS_DEVICE) && s->device[op->dev].absent && !scene_anybody(s, VERB_attach))
		return scene_wrong(op->at, "device %u is absent, and nobody attaches it", op->dev + 1);
	if (!op->slot && scene_needs(op, NEEDS_DEVICE) && scene_needs(op, NEEDS_PAGE) &&
	    by_device_address(op) && s->device[op->dev].flags & TMMU_SLOTS && has_slot(s))
		return scene_wrong(op->at, "device %u has this page by a slot (cure: %s %u.1)", op->dev + 1, name,
			   op->page);
	if (op->slot && *s->device[op->dev].consumer && !s->device[op->dev].vm && !(s->device[op->dev].flags & TMMU_SLOTS))
		return scene_wrong(op->at, "device %u has no slots (cure: +slots)", op->dev + 1);
	if ((op->verb == VERB_free || op->verb == VERB_move) && kind != SCENE_ANON)
		return scene_wrong(op->at, "'%s' is for pages of 'anon'", name);
	if (op->verb == VERB_move && (s->forked || scene_anybody(s, VERB_fork)))
		return scene_wrong(op->at, "a page that a child shares cannot be moved");
	if (op->verb == VERB_fork && s->forked)
		return scene_wrong(op->at, "there is a child already");
	if ((op->verb == VERB_store || op->verb == VERB_write) && !op->may_fail && !op->slot &&
	    scene_mapping_of(s, op->page)->states & SCENE_RO && !scene_anybody(s, VERB_allow))
		return scene_wrong(op->at, "page %u is read-only, so nothing is stored there (cure: '%s %u?' where that is meant)",
			   op->page, name, op->page);
	if (scene_needs(op, NEEDS_ACTOR) && s->actor[op->page].other != scene_needs(op, NEEDS_OTHER))
		return scene_wrong(op->at, "actor %c is %s", 'A' + op->page, scene_needs(op, NEEDS_OTHER) ?
			   "a thread of P (cure: 'other' in front of what it does)" : "no thread of P");
	if (scene_needs(op, NEEDS_OTHER) && (s->exits || !uses_device(&s->actor[op->page])))
		return scene_wrong(op->at, "'%s' is for an actor that uses a device, and nobody exits", name);
	if ((op->verb == VERB_close || op->verb == VERB_attach) && scene_anybody(s, VERB_serve))
		return scene_wrong(op->at, "the device that is served is attached, and stays open");
	if (op->verb == VERB_end_child && !s->forked && !scene_anybody(s, VERB_fork))
		return scene_wrong(op->at, "there is no child (cure: 'forked' in the set-up, or an operation 'fork')");
	s->passed |= a->other && !s->exits &&
		     (scene_needs(op, NEEDS_DEVICE) || scene_anybody(s, VERB_serve));
	s->swaps |= scene_needs(op, NEEDS_SWAP) && kind != SCENE_FILE && kind != SCENE_PRIVATE;
	s->device[op->dev].closes |= op->verb == VERB_close && !s->device[op->dev].vm;
	s->device[op->dev].served |= op->verb == VERB_serve;
	return true;
}

static bool settle_actor(struct scene *s, const struct scene_actor *a, bool before)
{
	unsigned int n;

	for (n = 0; n < a->nr_ops; n++)
		if (!settle_op(s, a, &a->op[n], before))
			return false;
	return true;
}

bool scene_settle(struct scene *s)
{
	unsigned int i, n;

	if (!s->nr_devices)
		return scene_wrong(0, "there is no device (cure: begin with kvm)");
	if (!s->nr_mappings)
		return scene_wrong(0, "there is no page (cure: anon behind the device)");
	if (!s->nr_actors)
		return scene_wrong(s->length, "there is no actor (cure: | A load 0)");
	if (s->nr_pages > SCENE_VM_PAGES && scene_has_vm(s))
		return scene_wrong(0, "a vm has %d pages at most", SCENE_VM_PAGES);
	if (s->window && (s->device[0].absent || s->device[0].vm))
		return scene_wrong(0, "window: the first device is absent, or a vm");
	for (i = n = 0; i < s->nr_actors; i++)
		n += scene_does(&s->actor[i], VERB_exit);
	if (n > 1)
		return scene_wrong(0, "more than one actor exits");
	s->exits = n;
	if (!settle_actor(s, &s->before, true))
		return false;
	for (i = 0; i < s->nr_actors; i++)
		if (!settle_actor(s, &s->actor[i], false))
			return false;
	for (i = 0; s->exits && i < s->nr_actors; i++)
		s->actor[i].other = !scene_does(&s->actor[i], VERB_exit);
	for (i = 0; i < s->nr_mappings; i++)
		s->swaps |= s->mapping[i].states & SCENE_OUT && s->mapping[i].kind == SCENE_ANON;
	for (i = n = 0; i < s->nr_mappings; i++)
		n += s->mapping[i].kind == SCENE_DISK;
	if (n && s->swaps)
		return scene_wrong(0, "the disk is where swap is: no pageout beside it");
	return true;
}
