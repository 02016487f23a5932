// SPDX-License-Identifier: GPL-2.0
/* A line of text to a scene, and back; see scene.h.  No system call: the host has it, too. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "scene.h"
#include "tmmu_uapi.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

const struct scene_verb_row scene_verbs[NR_VERBS] = {
#define VERB(name, function, needs, help)	{ name, needs, help },
#include "verbs.h"
#undef VERB
};

static const char *const consumers[] = { "dev", "dev2", "kvm", "gru", "walker", "xpmem" };
static const char *const guards[] = {
	"counter", "gru", "ignore-end", "interval", "none", "rwsem", "seqcount", "seqlock",
	"two-sided",
};

static const struct flag {
	const char	*name;
	unsigned int	bit;
} flags[] = {
#define FLAG(name, bit)	{ name, bit },
#include "flags.h"
#undef FLAG
};

static const char *const kinds[SCENE_KINDS] = {
	"anon", "file", "private", "zero", "disk", "block", "again",
};

static const char *const states[] = { "new", "ro", "free", "equal", "out" };

/* ---- a wrong line -------------------------------------------------------------- */

static const char *line, *here;
static char wrong[256];

/* Only the first thing that is wrong is said.  Returns false. */
static bool __attribute__((format(printf, 2, 3))) bad(const char *at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (*wrong)
		return false;
	len = snprintf(wrong, sizeof(wrong), "scene:%d: ", (int)(at - line) + 1);
	va_start(args, fmt);
	vsnprintf(wrong + len, sizeof(wrong) - len, fmt, args);
	va_end(args);
	return false;
}

static bool blank(char c)
{
	return c == ' ' || c == '_';
}

static bool bar(char c)
{
	return c == '|' || c == ':';
}

/* Behind a word. */
static bool ends(char c)
{
	return !c || blank(c) || bar(c) || strchr(",+=.?", c);
}

static void skip(void)
{
	while (blank(*here))
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

static bool device_state(struct scene_device *d)
{
	size_t i;

	if (take_numbered("gather", 2, &d->gather))
		return true;
	if (take("absent"))
		return d->absent = true;
	i = take_one(&flags[0].name, ARRAY_SIZE(flags), sizeof(flags[0]));
	if (i < ARRAY_SIZE(flags)) {
		d->flags |= flags[i].bit;
		return true;
	}
	i = take_one(guards, ARRAY_SIZE(guards), sizeof(guards[0]));
	if (i == ARRAY_SIZE(guards))
		return unknown("flag or guard", &flags[0].name, ARRAY_SIZE(flags), sizeof(flags[0]));
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
		i = take_one(states, ARRAY_SIZE(states), sizeof(states[0]));
		if (i == ARRAY_SIZE(states))
			return unknown("state of a page", states, ARRAY_SIZE(states),
				       sizeof(states[0]));
		m->states |= 1u << i;
	}
	return true;
}

static bool mapping_word(struct scene *s)
{
	struct scene_mapping *m = &s->mapping[s->nr_mappings];
	const char *at = here;
	unsigned int i;

	for (i = 0; i < SCENE_KINDS && !take_numbered(kinds[i], i != SCENE_AGAIN, &m->pages); i++)
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
		return unknown("device or mapping", kinds, SCENE_KINDS, sizeof(kinds[0]));
	if (!n || n >= SCENE_SLOTS || *here != '=')
		return bad(at, "write slot1=PAGE to slot%d=PAGE", SCENE_SLOTS - 1);
	here++;
	return number("the page of a slot", 0, s->nr_pages, &s->slot_page[n]);
}

/* ---- the actors -------------------------------------------------------------------- */

static bool needs(const struct scene_op *op, const char *what)
{
	return strchr(scene_verbs[op->verb].needs, *what);
}

bool scene_needs(const struct scene_op *op, const char *what)
{
	return needs(op, what);
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
		return bad(here, "a signal is for an actor: write signal A");
	here++;
	return true;
}

static bool op_object(struct scene *s, struct scene_op *op)
{
	if (needs(op, NEEDS_SLOT))
		return slot_words(s, op);
	if (needs(op, NEEDS_ACTOR))
		return actor_word(op);
	return !needs(op, NEEDS_PAGE) || page_words(s, op);
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
		} else if (needs(op, NEEDS_TO) && take("to")) {
			if (!number("the page", 0, s->nr_pages, &op->to))
				return false;
		} else if (!take_numbered("x", 0, &op->times) || !op->times || op->times > 4096) {
			return bad(here, "behind an operation may be 'by DEVICE', 'x4' or '?'%s",
				   needs(op, NEEDS_TO) ? ", or 'to PAGE'" : "");
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

/* ---- what one word says of the others ------------------------------------------------ */

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

static bool settle_op(struct scene *s, const struct scene_actor *a, const struct scene_op *op,
		      bool before)
{
	const char *at = line + op->at, *name = scene_verbs[op->verb].name;
	const bool other = a->other || (s->exits && !before);
	const enum scene_kind kind = needs(op, NEEDS_PAGE) ?
		scene_mapping_of(s, op->page)->kind : SCENE_ANON;

	if (op->verb == VERB_exit && (before || a->nr_ops > 1))
		return bad(at, "exit is all that its actor does");
	if (needs(op, NEEDS_MEMORY) && other)
		return bad(at, "only a thread of P can '%s', %s", name, a->other ?
			   "and this actor is another process (cure: leave 'other' out)" :
			   "and beside an exit there is none (cure: P does it, or nobody exits)");
	if (needs(op, NEEDS_EXIT) && !s->exits)
		return bad(at, "'%s' is for a process that exits (cure: | C exit)", name);
	if (needs(op, NEEDS_FILE) && kind != SCENE_FILE && kind != SCENE_AGAIN && kind != SCENE_PRIVATE)
		return bad(at, "page %u is in no file (cure: a mapping 'file')", op->page);
	if (op->verb == VERB_sync && other && kind != SCENE_DISK)
		return bad(at, "another process can sync a page of a 'disk' only");
	if (needs(op, NEEDS_ACTOR) && op->page >= s->nr_actors)
		return bad(at, "there is no actor %c", 'A' + op->page);
	if (needs(op, NEEDS_PAGE) && !needs(op, NEEDS_DEVICE) &&
	    scene_mapping_of(s, op->page) != scene_mapping_of(s, op->last))
		return bad(at, "pages %u to %u are not of one mapping, and there is a hole between",
			   op->page, op->last);
	if (op->slot && needs(op, NEEDS_PAGE) && !slot_has_page(s, op->slot))
		return bad(at, "slot %u has no page (cure: slot%u=%u)", op->slot, op->slot, op->page);
	if (op->verb >= VERB_unmap_window && op->verb <= VERB_unmap_second && !s->window)
		return bad(at, "no device is mapped (cure: the word 'window' in the set-up)");
	if (op->verb == VERB_attach && !s->device[op->dev].absent && !scene_anybody(s, VERB_detach))
		return bad(at, "device %u is attached already (cure: +absent)", op->dev + 1);
	if (needs(op, NEEDS_DEVICE) && s->device[op->dev].absent && !scene_anybody(s, VERB_attach))
		return bad(at, "device %u is absent, and nobody attaches it", op->dev + 1);
	if (!op->slot && needs(op, NEEDS_DEVICE) && needs(op, NEEDS_PAGE) && by_device_address(op) &&
	    s->device[op->dev].flags & TMMU_SLOTS && has_slot(s))
		return bad(at, "device %u has this page by a slot (cure: %s %u.1)", op->dev + 1, name,
			   op->page);
	if (op->slot && *s->device[op->dev].consumer && !(s->device[op->dev].flags & TMMU_SLOTS))
		return bad(at, "device %u has no slots (cure: +slots)", op->dev + 1);
	if ((op->verb == VERB_free || op->verb == VERB_move) && kind != SCENE_ANON)
		return bad(at, "'%s' is for pages of 'anon'", name);
	if (op->verb == VERB_move && (s->forked || scene_anybody(s, VERB_fork)))
		return bad(at, "a page that a child shares cannot be moved");
	if (op->verb == VERB_fork && s->forked)
		return bad(at, "there is a child already");
	if ((op->verb == VERB_store || op->verb == VERB_write) && !op->may_fail && !op->slot &&
	    scene_mapping_of(s, op->page)->states & SCENE_RO && !scene_anybody(s, VERB_allow))
		return bad(at, "page %u is read-only, so nothing is stored there (cure: '%s %u?' where that is meant)",
			   op->page, name, op->page);
	if (needs(op, NEEDS_ACTOR) && s->actor[op->page].other)
		return bad(at, "actor %c is no thread of P", 'A' + op->page);
	if ((op->verb == VERB_close || op->verb == VERB_attach) && scene_anybody(s, VERB_serve))
		return bad(at, "the device that is served is attached, and stays open");
	if (op->verb == VERB_end_child && !s->forked && !scene_anybody(s, VERB_fork))
		return bad(at, "there is no child (cure: 'forked' in the set-up, or an operation 'fork')");
	s->passed |= a->other && !s->exits &&
		     (needs(op, NEEDS_DEVICE) || scene_anybody(s, VERB_serve));
	s->swaps |= needs(op, NEEDS_SWAP) && kind != SCENE_FILE && kind != SCENE_PRIVATE;
	s->device[op->dev].closes |= op->verb == VERB_close;
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

static bool settle(struct scene *s)
{
	unsigned int i, n;

	if (!s->nr_devices)
		return bad(line, "there is no device (cure: begin with kvm)");
	if (!s->nr_mappings)
		return bad(line, "there is no page (cure: anon behind the device)");
	if (!s->nr_actors)
		return bad(here, "there is no actor (cure: | A load 0)");
	if (s->window && s->device[0].absent)
		return bad(line, "window: the first device is absent");
	for (i = n = 0; i < s->nr_actors; i++)
		n += scene_does(&s->actor[i], VERB_exit);
	if (n > 1)
		return bad(line, "more than one actor exits");
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
		return bad(line, "the disk is where swap is: no pageout beside it");
	return true;
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
	line = here = text;
	*wrong = '\0';
	if (strlen(text) >= SCENE_TEXT) {
		bad(line, "a scene has %d characters at most", SCENE_TEXT - 1);
		return wrong;
	}
	for (skip(); *here && !bar(*here); skip())
		if (!setup_word(s))
			return wrong;
	while (bar(*here) && here++)
		if (!actor_words(s))
			return wrong;
	if (*here)
		bad(here, "'%.20s' is too much (cure: a comma between operations, a bar between actors)",
		    here);
	else
		settle(s);
	return *wrong ? wrong : NULL;
}

/* ---- back to a line ---------------------------------------------------------------- */

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
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (d->flags & flags[i].bit)
			put("+%s", flags[i].name);
	if (*d->guard)
		put("+%s", d->guard);
	if (d->gather)
		put("+gather%u", d->gather);
	put("%s ", d->absent ? "+absent" : "");
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

	put("%s", kinds[m->kind]);
	if (m->kind == SCENE_AGAIN)
		put("%u", m->of);
	else if (m->pages > 1 && m->kind != SCENE_BLOCK)
		put("%u", m->pages);
	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (m->states & 1u << i)
			put("+%s", states[i]);
	put_used('r', m->loaded);
	put_used('w', m->stored);
	put(" ");
}

static void put_op(const struct scene_op *op)
{
	put("%s", scene_verbs[op->verb].name);
	if (needs(op, NEEDS_SLOT)) {
		put(" %u", op->slot);
		if (op->none)
			put(" none");
		else
			put(" %u%s", op->page, op->ro ? " ro" : "");
	} else if (needs(op, NEEDS_ACTOR)) {
		put(" %c", 'A' + op->page);
	} else if (needs(op, NEEDS_PAGE)) {
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
		if (bar(*from) && to > text && to[-1] == '_')
			to--;
		if (!blank(*from))
			*to++ = bar(*from) ? ':' : *from;
		else if (to > text && !strchr(",:", to[-1]))
			*to++ = '_';
	}
	*to = '\0';
	return text;
}
