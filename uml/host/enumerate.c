// SPDX-License-Identifier: GPL-2.0
/*
 * All scenes of a set, from the words of uml/scenes/alphabet.list.
 *
 * A scene here is a device, a mapping and one to three parts; a part is what one actor does,
 * or two.  The alphabet has a list of each.  "first" is a list of whole scenes.  "core" has
 * a list of set-ups, one of accesses and one of changes.  What scene_parse() refuses, or
 * no driver would take, is no scene.
 *
 * "pairs" and "triples" are covering arrays: of all combinations of two, or three, of device,
 * mapping, part and part that some scene has, each is in one of the scenes that are printed.
 * They are made greedily: take a combination that no scene has yet, and of some scenes that
 * have it the one with most such combinations.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenes.h"
#include "tmmu_uapi.h"
#include "words.h"

#define MAX_VALUES	128
#define TRIES		60	/* scenes to choose from */
#define PASSES		3	/* of the set "core" */

struct list {
	const char	*name;
	char		*value[MAX_VALUES];
	unsigned int	nr;
};

static struct list device = { .name = "device" };
static struct list mapping = { .name = "mapping" };
static struct list part = { .name = "part" };
static struct list subject = { .name = "subject" };
static struct list access_part = { .name = "access" };
static struct list change = { .name = "change" };
static struct list first = { .name = "first" };

static uint64_t lot;

static unsigned int by_lot(unsigned int n)
{
	lot = lot * 6364136223846793005u + 1442695040888963407u;
	return (lot >> 33) % n;
}

/* ---- the alphabet -------------------------------------------------------------- */

static struct list *list_of(const char *name)
{
	struct list *const lists[] = { &device, &mapping, &part, &subject, &access_part, &change, &first };
	unsigned int i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(lists[i]->name, name))
			return lists[i];
	die("alphabet: there is no parameter '%s'", name);
}

static void read_alphabet(const char *path)
{
	struct list *list = NULL;
	FILE *f = fopen(path, "re");
	char line[256];

	if (!f)
		die("%s: there is no alphabet", path);
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		if (*line != '\t') {
			list = list_of(line);
			continue;
		}
		if (!list || list->nr == MAX_VALUES)
			die("%s: '%s' is of no list, or one too many", path, line + 1);
		list->value[list->nr++] = strdup(line + 1);
	}
	fclose(f);
}

/* ---- one scene ------------------------------------------------------------------- */

/* The driver, or the design, takes no such device; see struct tmmu_attach. */
static bool no_device(const struct scene_device *d)
{
	const bool pin = d->flags & TMMU_PIN, walker = !strcmp(d->consumer, "walker");
	const unsigned int sptes = TMMU_SLOTS | TMMU_CACHE | TMMU_BIG;

	return (d->gather && !pin) || (walker && d->flags & (sptes | TMMU_PIN)) ||
	       (d->flags & TMMU_BIG && d->flags & (TMMU_PIN | TMMU_SLOTS | TMMU_CACHE)) ||
	       (d->flags & TMMU_REFUSE_BARE && strcmp(d->guard, "interval"));
}

/* Does a device come to have a page, and does somebody change something? */
static bool is_about_devices(const struct scene *s)
{
	unsigned int i, n;

	for (i = 0; i < s->nr_mappings; i++)
		if (s->mapping[i].loaded || s->mapping[i].stored)
			return true;
	for (n = 0; n < s->before.nr_ops; n++)
		if (scene_needs(&s->before.op[n], NEEDS_DEVICE))
			return true;
	for (i = 0; i < s->nr_actors; i++)
		for (n = 0; n < s->actor[i].nr_ops; n++)
			if (scene_needs(&s->actor[i].op[n], NEEDS_DEVICE))
				return true;
	return false;
}

static bool is_scene(const char *text, struct scene *s)
{
	unsigned int i, other = 0;

	if (scene_parse(s, text) || !is_about_devices(s))
		return false;
	for (i = 0; i < s->nr_devices; i++)
		if (no_device(&s->device[i]))
			return false;
	for (i = 0; i < s->nr_actors; i++)
		other += s->actor[i].other && !s->exits;
	/* at the end of a process each page is a step */
	return other < 2 && !(s->exits && s->nr_pages > 64);
}

/*
 * "device pages | A part | B part"; false where that is no scene.  Behind a ";" @devices has an
 * actor more.
 */
static bool compose_text(const char *devices, const char *pages, const char *parts,
			 char text[SCENE_TEXT])
{
	const int len_devices = strcspn(devices, ";");
	char actors[SCENE_TEXT], *one, *save;
	char letter = 'A';
	struct scene s;
	size_t len;

	snprintf(actors, sizeof(actors), "%s%s%s", parts, devices[len_devices] ? "|" : "",
		 devices[len_devices] ? devices + len_devices + 1 : "");
	len = snprintf(text, SCENE_TEXT, "%.*s %s", len_devices, devices, pages);
	for (one = strtok_r(actors, "|", &save); one; one = strtok_r(NULL, "|", &save), letter++)
		len += snprintf(text + len, SCENE_TEXT - len, " | %c %s", letter, one + strspn(one, " "));
	if (len >= SCENE_TEXT || !is_scene(text, &s))
		return false;
	scene_canonical(&s, text);
	return true;
}

static bool compose(unsigned int d, unsigned int m, const unsigned int *p, unsigned int nr,
		    char text[SCENE_TEXT])
{
	char parts[SCENE_TEXT];
	unsigned int i;
	size_t len = 0;

	for (i = 0; i < nr; i++)
		len += snprintf(parts + len, sizeof(parts) - len, "%s%s", i ? "|" : "", part.value[p[i]]);
	return compose_text(device.value[d], mapping.value[m], parts, text);
}

static void print(unsigned int d, unsigned int m, const unsigned int *p, unsigned int nr)
{
	char text[SCENE_TEXT];

	if (compose(d, m, p, nr, text))
		puts(text);
}

/* ---- all of them ------------------------------------------------------------------- */

/* Part @p on the first device with each mapping, and on each device with one of them. */
static void print_one(unsigned int p)
{
	char text[SCENE_TEXT];
	unsigned int d, m, tries;

	for (m = 0; m < mapping.nr; m++)
		print(0, m, &p, 1);
	for (d = 1; d < device.nr; d++) {
		for (tries = 0; tries < TRIES; tries++)
			if (compose(d, by_lot(mapping.nr), &p, 1, text))
				break;
		if (tries < TRIES)
			puts(text);
	}
}

/* One part, and one part that one of the first two follows in the same actor. */
static void set_one(void)
{
	unsigned int p, after, nr = part.nr;
	char both[SCENE_TEXT];

	for (p = 0; p < nr; p++)
		print_one(p);
	if (nr == MAX_VALUES)
		die("alphabet: too many parts");
	part.value[nr] = both;
	for (p = 0; p < nr; p++)
		for (after = 0; after < 2; after++) {
			snprintf(both, sizeof(both), "%s, %s", part.value[p], part.value[after]);
			if (!strchr(part.value[p], '|'))
				print_one(nr);
		}
}

/* Two parts; on the first device only, or on all. */
static void set_two_parts(unsigned int devices)
{
	unsigned int d, m, p[2];

	for (d = 0; d < devices; d++)
		for (m = 0; m < mapping.nr; m++)
			for (p[0] = 0; p[0] < part.nr; p[0]++)
				for (p[1] = p[0]; p[1] < part.nr; p[1]++)
					print(d, m, p, 2);
}

/* The first actor has two operations, on the first device. */
static void set_two(void)
{
	unsigned int m, p[2], after, nr = part.nr;
	char both[SCENE_TEXT];

	if (nr == MAX_VALUES)
		die("alphabet: too many parts");
	part.value[nr] = both;
	for (m = 0; m < mapping.nr; m++)
		for (p[0] = 0; p[0] < nr; p[0]++)
			for (after = 0; after < nr; after++)
				for (p[1] = 0; p[1] < nr; p[1]++) {
					if (strpbrk(part.value[p[0]], "|") || strpbrk(part.value[after], "|") ||
					    !strncmp(part.value[after], "other", 5))
						continue;
					snprintf(both, sizeof(both), "%s, %s", part.value[p[0]],
						 part.value[after]);
					print(0, m, (unsigned int[]){ nr, p[1] }, 2);
				}
}

static void set_three(void)
{
	unsigned int m, p[3];

	for (m = 0; m < mapping.nr; m++)
		for (p[0] = 0; p[0] < part.nr; p[0]++)
			for (p[1] = p[0]; p[1] < part.nr; p[1]++)
				for (p[2] = p[1]; p[2] < part.nr; p[2]++)
					print(0, m, p, 3);
}

/* As they stand; one that is no scene is a mistake of the list. */
static void set_first(void)
{
	struct scene s;
	const char *why;
	unsigned int i;

	for (i = 0; i < first.nr; i++) {
		why = scene_parse(&s, first.value[i]);
		if (why)
			die("alphabet: %s: %s", first.value[i], why);
		puts(first.value[i]);
	}
}

/*
 * Each subject with each change, and an access by lot; once more, by another lot.  Of a part of
 * this each subject has as many changes as any other, and each change as many subjects.
 */
static void set_core(void)
{
	char text[SCENE_TEXT], parts[SCENE_TEXT];
	unsigned int pass, c, s, tries;

	for (pass = 0; pass < PASSES; pass++)
		for (c = 0; c < change.nr; c++)
			for (s = 0; s < subject.nr; s++)
				for (tries = 0; tries < TRIES; tries++) {
					snprintf(parts, sizeof(parts), "%s|%s",
						 access_part.value[by_lot(access_part.nr)],
						 change.value[(c + s) % change.nr]);
					if (!compose_text(subject.value[s], "", parts, text))
						continue;
					puts(text);
					break;
				}
}

/* ---- covering arrays ----------------------------------------------------------------- */

/* A row: device, mapping, part, part. */
struct row {
	unsigned int v[4];
};

static unsigned char *feasible, *covered;
static unsigned int strength;

static size_t at_row(const struct row *r)
{
	return ((r->v[0] * (size_t)mapping.nr + r->v[1]) * part.nr + r->v[2]) * part.nr + r->v[3];
}

/* The next row, by number of its values; of two that differ in the order of the parts the first. */
static bool next_row(struct row *r)
{
	if (++r->v[3] < part.nr)
		return true;
	if (++r->v[2] == part.nr) {
		r->v[2] = 0;
		if (++r->v[1] == mapping.nr) {
			r->v[1] = 0;
			r->v[0]++;
		}
	}
	r->v[3] = r->v[2];
	return r->v[0] < device.nr;
}

static void find_feasible(void)
{
	struct row r = { { 0 } }, mirror;
	char text[SCENE_TEXT];

	feasible = calloc((size_t)device.nr * mapping.nr * part.nr, part.nr);
	if (!feasible)
		die("no memory");
	do {
		mirror = (struct row){ { r.v[0], r.v[1], r.v[3], r.v[2] } };
		feasible[at_row(&r)] = feasible[at_row(&mirror)] =
			compose(r.v[0], r.v[1], &r.v[2], 2, text);
	} while (next_row(&r));
}

/*
 * Combination number @c of a row, of those that its strength looks at; false: no more.  The
 * parts have no order, so the smaller one comes first.
 */
static bool combination(const struct row *r, unsigned int c, size_t *at)
{
	/* @sort: with the one part or with the other it is the same combination */
	static const struct combined {
		unsigned char	sort, of[3];
	} pairs[] = {
		{ 0, { 0, 1 } }, { 1, { 0, 2 } }, { 1, { 0, 3 } }, { 2, { 1, 2 } }, { 2, { 1, 3 } },
		{ 3, { 2, 3 } },
	}, triples[] = {
		{ 0, { 0, 1, 2 } }, { 0, { 0, 1, 3 } }, { 1, { 0, 2, 3 } }, { 2, { 1, 2, 3 } },
	};
	const struct combined *which = (strength == 2 ? pairs : triples) + c;
	struct row ordered = *r;
	unsigned int i;

	if (c >= (strength == 2 ? ARRAY_SIZE(pairs) : ARRAY_SIZE(triples)))
		return false;
	if (r->v[2] > r->v[3]) {
		ordered.v[2] = r->v[3];
		ordered.v[3] = r->v[2];
	}
	*at = which->sort;
	for (i = 0; i < strength; i++)
		*at = *at * MAX_VALUES + ordered.v[which->of[i]];
	return true;
}

static unsigned int news(const struct row *r, bool take)
{
	unsigned int c, n = 0;
	size_t at;

	for (c = 0; combination(r, c, &at); c++) {
		n += !covered[at];
		covered[at] |= take;
	}
	return n;
}

/* Of some rows that are like @r in most values, the one with most news. */
static struct row best_like(const struct row *r)
{
	struct row try, best = *r;
	unsigned int i, most = news(r, false), n;

	for (i = 0; i < TRIES; i++) {
		try = *r;
		try.v[by_lot(2)] = 0;
		try.v[0] = by_lot(3) ? r->v[0] : by_lot(device.nr);
		try.v[1] = by_lot(3) ? r->v[1] : by_lot(mapping.nr);
		try.v[2] = by_lot(3) ? r->v[2] : by_lot(part.nr);
		try.v[3] = by_lot(3) ? r->v[3] : by_lot(part.nr);
		n = feasible[at_row(&try)] ? news(&try, false) : 0;
		if (n > most) {
			most = n;
			best = try;
		}
	}
	return best;
}

static void take_row(const struct row *r)
{
	news(r, true);
	print(r->v[0], r->v[1], &r->v[2], 2);
}

/* Rows by lot as long as they have news enough, then all rows that have any. */
static void set_covering(unsigned int t)
{
	struct row r, best;
	size_t i, rows;

	strength = t;
	find_feasible();
	covered = calloc((size_t)MAX_VALUES * MAX_VALUES * (t == 3 ? MAX_VALUES : 1), 4);
	if (!covered)
		die("no memory");
	rows = (size_t)device.nr * mapping.nr * part.nr * part.nr;
	for (i = 0; i < rows; i++) {
		r = (struct row){ { by_lot(device.nr), by_lot(mapping.nr), by_lot(part.nr), by_lot(part.nr) } };
		if (!feasible[at_row(&r)])
			continue;
		best = best_like(&r);
		if (news(&best, false) < t) {
			if (i > rows / 8)
				break;
			continue;
		}
		take_row(&best);
	}
	r = (struct row){ { 0 } };
	do {
		while (feasible[at_row(&r)] && news(&r, false)) {
			best = best_like(&r);
			take_row(&best);
		}
	} while (next_row(&r));
}

void enumerate(const char *alphabet, const char *set, unsigned long seed)
{
	lot = seed;
	read_alphabet(alphabet);
	if (!strcmp(set, "one"))
		set_one();
	else if (!strcmp(set, "core"))
		set_core();
	else if (!strcmp(set, "first"))
		set_first();
	else if (!strcmp(set, "ops"))
		set_two_parts(1);
	else if (!strcmp(set, "small"))
		set_two_parts(device.nr);
	else if (!strcmp(set, "two"))
		set_two();
	else if (!strcmp(set, "three"))
		set_three();
	else if (!strcmp(set, "pairs"))
		set_covering(2);
	else if (!strcmp(set, "triples"))
		set_covering(3);
	else
		die("there is no set '%s'; there are list, one, first, core, ops, pairs, triples, small, two and three (cure: SET=pairs)", set);
}
