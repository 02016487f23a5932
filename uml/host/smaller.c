// SPDX-License-Identifier: GPL-2.0
/*
 * Scenes that lack one thing of another: what is left of an alarm when it is made smaller until
 * nothing can be left out.  Each is smaller by measure(), so that this comes to an end.
 */
#include <stdio.h>
#include <string.h>

#include "scenes.h"

static const struct scene *whole;

/* Of scenes with as many actors, operations and devices the shorter line is the smaller one. */
static unsigned long measure(const struct scene *s)
{
	unsigned long n = s->before.nr_ops, kinds = 0, times = 0;
	char text[SCENE_TEXT];
	unsigned int i, k;

	for (i = 0; i < s->nr_actors; i++)
		n += s->actor[i].nr_ops;
	for (i = 0; i < s->nr_mappings; i++)
		kinds += s->mapping[i].kind;
	for (i = 0; i < s->nr_actors; i++)
		for (k = 0; k < s->actor[i].nr_ops; k++)
			times += s->actor[i].op[k].times;
	return (((s->nr_actors * 100 + n) * 100 + s->nr_devices) * 1000 +
		strlen(scene_text(s, text))) * 100000 + times * 10 + kinds;
}

/* What is no scene, or no smaller one, is no candidate. */
static void offer(const struct scene *s)
{
	static char seen[512][SCENE_TEXT];
	static unsigned int nr_seen;
	char text[SCENE_TEXT];
	struct scene again;
	unsigned int i;

	scene_text(s, text);
	if (scene_parse(&again, text) || measure(&again) >= measure(whole))
		return;
	scene_canonical(&again, text);
	for (i = 0; i < nr_seen; i++)
		if (!strcmp(seen[i], text))
			return;
	if (nr_seen < 512)
		strcpy(seen[nr_seen++], text);
	puts(text);
}

/* @change each operation of @s, in each actor and in P. */
static void each_op(struct scene *s, void (*change)(struct scene_op *op))
{
	unsigned int i, n;

	for (n = 0; n < s->before.nr_ops; n++)
		change(&s->before.op[n]);
	for (i = 0; i < s->nr_actors; i++)
		for (n = 0; n < s->actor[i].nr_ops; n++)
			change(&s->actor[i].op[n]);
}

static unsigned int gone;	/* number of the actor, device or page that goes */

static void without_actor(struct scene_op *op)
{
	if (scene_needs(op, NEEDS_ACTOR) && op->page > gone)
		op->page--;
}

static void without_device(struct scene_op *op)
{
	if (op->dev > gone)
		op->dev--;
}

static void without_page(struct scene_op *op)
{
	if (scene_needs(op, NEEDS_ACTOR))
		return;
	op->page -= op->page > gone;
	op->last -= op->last >= gone && op->last;
	op->to -= op->to > gone && op->to != SCENE_PAGES;
}

static void drop_op(struct scene_actor *a, unsigned int n)
{
	memmove(&a->op[n], &a->op[n + 1], (--a->nr_ops - n) * sizeof(a->op[0]));
}

static void actors(void)
{
	struct scene s;
	unsigned int i, n;

	for (i = 0; i < whole->nr_actors; i++) {
		s = *whole;
		memmove(&s.actor[i], &s.actor[i + 1],
			(--s.nr_actors - i) * sizeof(s.actor[0]));
		gone = i;
		each_op(&s, without_actor);
		offer(&s);
	}
	for (i = 0; i < whole->nr_actors; i++)
		for (n = 0; whole->actor[i].nr_ops > 1 && n < whole->actor[i].nr_ops; n++) {
			s = *whole;
			drop_op(&s.actor[i], n);
			offer(&s);
		}
	for (n = 0; n < whole->before.nr_ops; n++) {
		s = *whole;
		drop_op(&s.before, n);
		offer(&s);
	}
	for (i = 0; i < whole->nr_actors; i++) {
		s = *whole;
		s.actor[i].other = false;
		offer(&s);
	}
}

/* The bits of devices that are behind the one that goes. */
static unsigned int shift(unsigned int bits)
{
	const unsigned int low = (1u << gone) - 1;

	return bits == ~0u ? bits : (bits & low) | (bits >> 1 & ~low);
}

static void devices(void)
{
	struct scene s;
	unsigned int d, m, bit;

	for (d = 0; whole->nr_devices > 1 && d < whole->nr_devices; d++) {
		s = *whole;
		memmove(&s.device[d], &s.device[d + 1], (--s.nr_devices - d) * sizeof(s.device[0]));
		gone = d;
		each_op(&s, without_device);
		for (m = 0; m < s.nr_mappings; m++) {
			s.mapping[m].loaded = shift(s.mapping[m].loaded);
			s.mapping[m].stored = shift(s.mapping[m].stored);
		}
		offer(&s);
	}
	for (d = 0; d < whole->nr_devices; d++) {
		s = *whole;
		s.device[d].flags = s.device[d].gather = 0;
		*s.device[d].guard = '\0';
		offer(&s);
		for (bit = 1; bit && bit <= whole->device[d].flags; bit <<= 1) {
			s = *whole;
			s.device[d].flags &= ~bit;
			offer(&s);
		}
		s = *whole;
		*s.device[d].guard = '\0';
		offer(&s);
		s = *whole;
		s.device[d].gather = 0;
		offer(&s);
		strcpy(s.device[d].consumer, "kvm");
		offer(&s);
	}
}

/* One page less of mapping @m, the one with the number @gone. */
static void page_goes(unsigned int m)
{
	struct scene s = *whole;
	unsigned int i;

	s.mapping[m].pages--;
	each_op(&s, without_page);
	for (i = 1; i < SCENE_SLOTS; i++)
		s.slot_page[i] -= s.slot_page[i] != SCENE_PAGES && s.slot_page[i] > gone;
	if (!s.mapping[m].pages)
		memmove(&s.mapping[m], &s.mapping[m + 1],
			(--s.nr_mappings - m) * sizeof(s.mapping[0]));
	offer(&s);
}

static void mappings(void)
{
	struct scene s;
	unsigned int m, i;

	for (m = 0; m < whole->nr_mappings; m++) {
		for (i = whole->mapping[m].pages; i--;) {
			gone = whole->mapping[m].first + i;
			page_goes(m);
		}
		for (i = 1; i <= SCENE_OUT; i <<= 1) {
			s = *whole;
			s.mapping[m].states &= ~i;
			offer(&s);
		}
		s = *whole;
		s.mapping[m].kind = SCENE_ANON;
		offer(&s);
		s = *whole;
		s.mapping[m].stored = 0;
		offer(&s);
		s.mapping[m].loaded |= whole->mapping[m].stored;
		offer(&s);
		s.mapping[m].loaded = 0;
		offer(&s);
	}
}

static void set_up(void)
{
	struct scene s = *whole;
	unsigned int i;

	s.forked = false;
	offer(&s);
	s = *whole;
	s.far = false;
	offer(&s);
	s = *whole;
	s.window = false;
	offer(&s);
	for (i = 1; i < SCENE_SLOTS; i++) {
		s = *whole;
		s.slot_page[i] = SCENE_PAGES;
		offer(&s);
	}
}

static void plainer(struct scene_op *op)
{
	op->times = 1;
	op->view = false;
	if (op->verb == VERB_age_clear || op->verb == VERB_age_test)
		op->verb = VERB_age;
	if (op->verb == VERB_protect || op->verb == VERB_unmap)
		op->verb = VERB_zap;
	if (scene_needs(op, NEEDS_PAGE))
		op->last = op->page;
}

static void operations(void)
{
	struct scene s;
	unsigned int i, n;

	for (i = 0; i < whole->nr_actors; i++)
		for (n = 0; n < whole->actor[i].nr_ops; n++) {
			s = *whole;
			plainer(&s.actor[i].op[n]);
			offer(&s);
			s = *whole;
			s.actor[i].op[n].times = (s.actor[i].op[n].times + 1) / 2;
			offer(&s);
		}
}

void smaller(const struct scene *scene)
{
	whole = scene;
	actors();
	devices();
	set_up();
	mappings();
	operations();
}
