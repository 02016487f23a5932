// SPDX-License-Identifier: GPL-2.0
/* A scene becomes a line of text, in its plain form. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

static char *out, *out_end;

static void __attribute__((format(printf, 1, 2))) put(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(out, out_end - out, fmt, args);
	va_end(args);
	out = n < out_end - out ? out + n : out_end - 1;
}

static void put_device(const struct scene_device *d)
{
	size_t i;

	put("%s", *d->consumer ? d->consumer : d->second ? "dev2" : "dev");
	for (i = 0; i < scene_nr_flags; i++)
		if (d->flags & scene_flags[i].bit)
			put("+%s", scene_flags[i].name);
	if (*d->guard)
		put("+%s", d->guard);
	if (d->gather)
		put("+gather%u", d->gather);
	put("%s%s%s ", d->absent ? "+absent" : "", d->log ? "+log" : "",
	    d->private ? "+private" : "");
}

static void put_used(char letter, unsigned int devices)
{
	unsigned int d;

	if (devices == ~0u)
		put("+%c", letter);
	for (d = 0; devices != ~0u && d < SCENE_DEVICES; d++)
		if (devices & 1u << d)
			put("+%c%u", letter, d + 1);
}

static void put_mapping(const struct scene_mapping *m)
{
	size_t i;

	put("%s", scene_kinds[m->kind]);
	if (m->kind == SCENE_AGAIN)
		put("%u", m->of);
	else if (m->pages > 1 && m->kind != SCENE_BLOCK)
		put("%u", m->pages);
	for (i = 0; i < ARRAY_SIZE(scene_states); i++)
		if (m->states & 1u << i)
			put("+%s", scene_states[i]);
	put_used('r', m->loaded);
	put_used('w', m->stored);
	put(" ");
}

static void put_op(const struct scene_op *op)
{
	put("%s", scene_verbs[op->verb].name);
	if (scene_needs(op, NEEDS_SLOT)) {
		put(" %u", op->slot);
		if (op->none)
			put(" none");
		else
			put(" %u%s", op->page, op->ro ? " ro" : "");
	} else if (scene_needs(op, NEEDS_ACTOR)) {
		put(" %c", 'A' + op->page);
	} else if (scene_needs(op, NEEDS_PAGE)) {
		put(" %u", op->page);
		if (op->last != op->page)
			put("-%u", op->last);
		if (op->slot)
			put(".%u%s", op->slot, op->view ? "v" : "");
	}
	if (op->to != SCENE_PAGES)
		put(" to %u", op->to);
	if (op->dev)
		put(" by %u", op->dev + 1);
	if (op->times > 1)
		put(" x%u", op->times);
	put("%s", op->may_fail ? "?" : "");
}

size_t scene_op_text(const struct scene_op *op, char *text, size_t size)
{
	out = text;
	out_end = text + size;
	put_op(op);
	return out - text;
}

static void put_ops(const struct scene_actor *a)
{
	unsigned int n;

	for (n = 0; n < a->nr_ops; n++) {
		put("%s", n ? ", " : "");
		put_op(&a->op[n]);
	}
}

char *scene_text(const struct scene *s, char text[SCENE_TEXT])
{
	unsigned int i;

	out = text;
	out_end = text + SCENE_TEXT;
	for (i = 0; i < s->nr_devices; i++)
		put_device(&s->device[i]);
	for (i = 0; i < s->nr_mappings; i++)
		put_mapping(&s->mapping[i]);
	for (i = 1; i < SCENE_SLOTS; i++)
		if (s->slot_page[i] != SCENE_PAGES)
			put("slot%u=%u ", i, s->slot_page[i]);
	put("%s%s%s", s->forked ? "forked " : "", s->far ? "far " : "", s->window ? "window " : "");
	if (s->before.nr_ops) {
		put("| P ");
		put_ops(&s->before);
		put(" ");
	}
	for (i = 0; i < s->nr_actors; i++) {
		put("%s| %c %s", i ? " " : "", 'A' + i,
		    s->actor[i].other && !s->exits ? "other " : "");
		put_ops(&s->actor[i]);
	}
	return text;
}

char *scene_word(char *text)
{
	char *to = text, *from;

	for (from = text; *from; from++) {
		if (scene_bar(*from) && to > text && to[-1] == '_')
			to--;
		if (!scene_blank(*from))
			*to++ = scene_bar(*from) ? ':' : *from;
		else if (to > text && !strchr(",:", to[-1]))
			*to++ = '_';
	}
	*to = '\0';
	return text;
}
