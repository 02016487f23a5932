// SPDX-License-Identifier: GPL-2.0
/* A line of text becomes a scene; see scene.h.  No system call: the host has it, too. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "scene.h"
#include "tmmu_uapi.h"
#include "words.h"

const struct scene_verb_row scene_verbs[NR_VERBS] = {
#define VERB(name, function, needs, help)	{ name, needs, help },
#include "verbs.h"
#undef VERB
};

static const char *const consumers[] = { "dev", "dev2", "kvm", "gru", "walker", "xpmem", "vm" };
static const char *const guards[] = {
	"counter", "gru", "ignore-end", "interval", "none", "rwsem", "seqcount", "seqlock",
	"two-sided",
};

const struct scene_flag scene_flags[] = {
#define FLAG(name, bit)	{ name, bit },
#include "flags.h"
#undef FLAG
};
const unsigned int scene_nr_flags = ARRAY_SIZE(scene_flags);

const char *const scene_kinds[SCENE_KINDS] = {
	"anon", "file", "private", "zero", "disk", "block", "again",
};

const char *const scene_states[SCENE_STATES] = { "new", "ro", "free", "equal", "out" };

/* ---- a wrong line -------------------------------------------------------------- */

static const char *line, *here;
static char wrong[256];

bool scene_wrong(unsigned int at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (*wrong)
		return false;
	len = snprintf(wrong, sizeof(wrong), "scene:%u: ", at + 1);
	va_start(args, fmt);
	vsnprintf(wrong + len, sizeof(wrong) - len, fmt, args);
	va_end(args);
	return false;
}

/* The same, at a place in the line. */
#define bad(at, ...)	scene_wrong((at) - line, __VA_ARGS__)

/* Behind a word. */
static bool ends(char c)
{
	return !c || scene_blank(c) || scene_bar(c) || strchr(",+=.?", c);
}

static void skip(void)
{
	while (scene_blank(*here))
		here++;
}

/* Nothing of that kind is here: the nearest of @n names, @size bytes apart, may be meant. */
static bool unknown(const char *what, const void *names, size_t n, size_t size)
{
	char word[32];
	struct lab_near near = { .word = word };
	size_t len = 0;

	while (!ends(here[len]) && len < sizeof(word) - 1)
		len++;
	snprintf(word, sizeof(word), "%.*s", (int)len, here);
	for (; n; n--, names = (const char *)names + size)
		lab_near(&near, *(const char *const *)names);
	if (near.best)
		return bad(here, "no such %s: '%s' (is it '%s'?)", what, word, near.best);
	return bad(here, "no such %s: '%s' (cure: make scenes lists the words)", what, word);
}

/* ---- words and numbers --------------------------------------------------------- */

static bool take(const char *word)
{
	size_t len = strlen(word);

	if (strncmp(here, word, len) || !ends(here[len]))
		return false;
	here += len;
	return true;
}

/* The number of the word of @names that is here, @n: none. */
static size_t take_one(const void *names, size_t n, size_t size)
{
	size_t i;

	for (i = 0; i < n && !take(*(const char *const *)((const char *)names + i * size)); i++)
		;
	return i;
}

/* "word" or "word3": the number is @otherwise where there is none. */
static bool take_numbered(const char *word, unsigned int otherwise, unsigned int *n)
{
	const char *digits = here + strlen(word);
	char *end;

	if (strncmp(here, word, strlen(word)))
		return false;
	*n = otherwise;
	end = (char *)digits;
	if (*digits >= '0' && *digits <= '9')
		*n = strtoul(digits, &end, 10);
	if (!ends(*end))
		return false;
	here = end;
	return true;
}

static bool number(const char *what, unsigned int from, unsigned int limit, unsigned int *n)
{
	const char *at = here;
	char *end;

	skip();
	*n = *here >= '0' && *here <= '9' ? strtoul(here, &end, 10) : limit;
	if (limit <= from)
		return bad(at, "%s is not there: the set-up has none", what);
	if (*n < from || *n >= limit)
		return bad(at, "%s is a number from %u to %u", what, from, limit - 1);
	here = end;
	return true;
}

/* ---- the set-up ------------------------------------------------------------------ */

static bool vm_state(struct scene_device *d)
{
	if (take("log"))
		return d->log = true;
	if (take("private"))
		return d->private = true;
	return bad(here, "behind 'vm' may be +log or +private");
}

static bool device_state(struct scene_device *d)
{
	size_t i;

	if (d->vm)
		return vm_state(d);
	if (take_numbered("gather", 2, &d->gather))
		return true;
	if (take("absent"))
		return d->absent = true;
	i = take_one(&scene_flags[0].name, ARRAY_SIZE(scene_flags), sizeof(scene_flags[0]));
	if (i < ARRAY_SIZE(scene_flags)) {
		d->flags |= scene_flags[i].bit;
		return true;
	}
	i = take_one(guards, ARRAY_SIZE(guards), sizeof(guards[0]));
	if (i == ARRAY_SIZE(guards))
		return unknown("flag or guard", &scene_flags[0].name, ARRAY_SIZE(scene_flags),
			       sizeof(scene_flags[0]));
	strcpy(d->guard, guards[i]);
	return true;
}

static bool device_word(struct scene *s)
{
	struct scene_device *d = &s->device[s->nr_devices];
	size_t i = take_one(consumers, ARRAY_SIZE(consumers), sizeof(consumers[0]));

	if (i == ARRAY_SIZE(consumers))
		return false;
	if (s->nr_devices++ == SCENE_DEVICES)
		return bad(here, "more than %d devices", SCENE_DEVICES);
	if (i > 1)
		strcpy(d->consumer, consumers[i]);
	d->second = i == 1;
	d->vm = i == ARRAY_SIZE(consumers) - 1;
	while (*here == '+') {
		here++;
		if (!device_state(d))
			return false;
	}
	return true;
}

/* "r", "w", "r2": by all devices, or by one. */
static bool used_state(struct scene_mapping *m)
{
	unsigned int n;

	if (take_numbered("r", 0, &n))
		m->loaded |= n ? 1u << (n - 1) : ~0u;
	else if (take_numbered("w", 0, &n))
		m->stored |= n ? 1u << (n - 1) : ~0u;
	else
		return false;
	return n <= SCENE_DEVICES || bad(here, "no device has the number %u", n);
}

static bool mapping_states(struct scene_mapping *m)
{
	size_t i;

	while (*here == '+') {
		here++;
		if (used_state(m))
			continue;
		i = take_one(scene_states, ARRAY_SIZE(scene_states), sizeof(scene_states[0]));
		if (i == ARRAY_SIZE(scene_states))
			return unknown("state of a page", scene_states, ARRAY_SIZE(scene_states),
				       sizeof(scene_states[0]));
		m->states |= 1u << i;
	}
	return true;
}

static bool mapping_word(struct scene *s)
{
	struct scene_mapping *m = &s->mapping[s->nr_mappings];
	const char *at = here;
	unsigned int i;

	for (i = 0; i < SCENE_KINDS && !take_numbered(scene_kinds[i], i != SCENE_AGAIN, &m->pages); i++)
		;
	if (i == SCENE_KINDS)
		return false;
	if (s->nr_mappings++ == SCENE_MAPPINGS)
		return bad(at, "more than %d mappings", SCENE_MAPPINGS);
	m->kind = i;
	if (i == SCENE_AGAIN) {
		m->of = m->pages;
		if (m->of >= s->nr_mappings - 1 || s->mapping[m->of].kind != SCENE_FILE)
			return bad(at, "again%u: mapping %u is no file (they count from 0)",
				   m->of, m->of);
		m->pages = s->mapping[m->of].pages;
	} else if (i == SCENE_BLOCK) {
		m->pages = 4;
	}
	m->first = s->nr_pages;
	if (!m->pages || m->pages > SCENE_PAGES - s->nr_pages)
		return bad(at, "a scene has 1 to %d pages", SCENE_PAGES);
	s->nr_pages += m->pages;
	return mapping_states(m);
}

static bool setup_word(struct scene *s)
{
	const char *at = here;
	unsigned int n;

	if (device_word(s) || *wrong || mapping_word(s) || *wrong)
		return !*wrong;
	if (take("forked"))
		return s->forked = true;
	if (take("far"))
		return s->far = true;
	if (take("window"))
		return s->window = true;
	if (!take_numbered("slot", 0, &n))
		return unknown("device or mapping", scene_kinds, SCENE_KINDS, sizeof(scene_kinds[0]));
	if (!n || n >= SCENE_SLOTS || *here != '=')
		return bad(at, "write slot1=PAGE to slot%d=PAGE", SCENE_SLOTS - 1);
	here++;
	return number("the page of a slot", 0, s->nr_pages, &s->slot_page[n]);
}

/* ---- the actors -------------------------------------------------------------------- */

bool scene_needs(const struct scene_op *op, const char *what)
{
	return strchr(scene_verbs[op->verb].needs, *what);
}

/* "slot 1 2", "slot 1 2 ro", "slot 1 none" */
static bool slot_words(struct scene *s, struct scene_op *op)
{
	if (!number("a slot", 1, SCENE_SLOTS, &op->slot))
		return false;
	skip();
	op->none = take("none");
	if (op->none)
		return true;
	if (!number("a page", 0, s->nr_pages, &op->page))
		return false;
	skip();
	op->ro = take("ro");
	return true;
}

/* "2", "0-3", "0.1", "0.1v" */
static bool page_words(struct scene *s, struct scene_op *op)
{
	if (!number("a page", 0, s->nr_pages, &op->page))
		return false;
	op->last = op->page;
	if (*here == '-') {
		here++;
		if (!number("the last page", op->page, s->nr_pages, &op->last))
			return false;
	}
	if (*here != '.')
		return true;
	here++;
	if (!number("a slot", 1, SCENE_SLOTS, &op->slot))
		return false;
	op->view = *here == 'v';
	here += op->view;
	return true;
}

static bool actor_word(struct scene_op *op)
{
	skip();
	op->page = *here - 'A';
	if (op->page >= IL_MAX_ACTORS)
		return bad(here, "which actor? write its letter");
	here++;
	return true;
}

static bool op_object(struct scene *s, struct scene_op *op)
{
	if (scene_needs(op, NEEDS_SLOT))
		return slot_words(s, op);
	if (scene_needs(op, NEEDS_ACTOR))
		return actor_word(op);
	return !scene_needs(op, NEEDS_PAGE) || page_words(s, op);
}

/* What may stand behind each operation. */
static bool op_rest(struct scene *s, struct scene_op *op)
{
	for (skip(); !ends(*here) || *here == '?'; skip()) {
		if (*here == '?') {
			op->may_fail = true;
			here++;
		} else if (take("by")) {
			if (!number("a device", 1, s->nr_devices + 1, &op->dev))
				return false;
			op->dev--;
		} else if (scene_needs(op, NEEDS_TO) && take("to")) {
			if (!number("the page", 0, s->nr_pages, &op->to))
				return false;
		} else if (!take_numbered("x", 0, &op->times) || !op->times || op->times > 4096) {
			return bad(here, "behind an operation may be 'by DEVICE', 'x4' or '?'%s",
				   scene_needs(op, NEEDS_TO) ? ", or 'to PAGE'" : "");
		}
	}
	return true;
}

static bool op_words(struct scene *s, struct scene_actor *a)
{
	struct scene_op *op = &a->op[a->nr_ops];
	size_t verb;

	skip();
	if (a->nr_ops == SCENE_OPS)
		return bad(here, "more than %d operations", SCENE_OPS);
	op->at = here - line;
	verb = take_one(&scene_verbs[0].name, NR_VERBS, sizeof(scene_verbs[0]));
	if (verb == NR_VERBS)
		return unknown("operation", &scene_verbs[0].name, NR_VERBS, sizeof(scene_verbs[0]));
	a->nr_ops++;
	op->verb = verb;
	op->to = SCENE_PAGES;
	op->times = 1;
	return op_object(s, op) && op_rest(s, op);
}

static bool ops_words(struct scene *s, struct scene_actor *a)
{
	do {
		if (!op_words(s, a))
			return false;
	} while (*here == ',' && here++);
	return true;
}

static bool actor_words(struct scene *s)
{
	struct scene_actor *a = &s->actor[s->nr_actors];

	skip();
	if (take("P"))
		return s->before.nr_ops ? bad(here, "P is there twice") : ops_words(s, &s->before);
	if (s->nr_actors == IL_MAX_ACTORS)
		return bad(here, "more than %d actors", IL_MAX_ACTORS);
	if (*here != (char)('A' + s->nr_actors) || !ends(here[1]))
		return bad(here, "here is actor %c", 'A' + s->nr_actors);
	s->nr_actors++;
	here++;
	skip();
	a->other = take("other");
	return ops_words(s, a);
}

bool scene_is_line(const char *text)
{
	return strpbrk(text, " |:");
}

const char *scene_parse(struct scene *s, const char *text)
{
	unsigned int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < SCENE_SLOTS; i++)
		s->slot_page[i] = SCENE_PAGES;
	s->length = strlen(text);
	line = here = text;
	*wrong = '\0';
	if (strlen(text) >= SCENE_TEXT) {
		bad(line, "a scene has %d characters at most", SCENE_TEXT - 1);
		return wrong;
	}
	for (skip(); *here && !scene_bar(*here); skip())
		if (!setup_word(s))
			return wrong;
	while (scene_bar(*here) && here++)
		if (!actor_words(s))
			return wrong;
	if (*here)
		bad(here, "'%.20s' is too much (cure: a comma between operations, a bar between actors)",
		    here);
	else
		scene_settle(s);
	return *wrong ? wrong : NULL;
}
