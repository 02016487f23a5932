// SPDX-License-Identifier: GPL-2.0
/*
 * The cells of the search, for scripts.
 *
 *	kit BUILD CELLS UML COMMAND ...
 *
 * BUILD has the kernels and the guest, CELLS a directory for each cell; UML is uml/.
 *
 *	cell WORD...		check the words and say the cell, a line "NAME VALUE" for
 *				each field, then name, known (new, stale, open, done),
 *				parts, run and search (what the guest is told), and typed
 *				(how a person says the cell to make).
 *				A word "-e" stands for the environment, "--" ends what one
 *				source has said; what comes later counts
 *	open WORD...		begin the file of this cell anew
 *	store NAME MS [report]	what a search has told, from stdin, "# " in front
 *	sum WORD...		add up the parts of a cell with shard=all/N
 *	get FIELD... NAME	of a cell, with tabs between, "-" for what is empty
 *	all FIELD...		the same of each cell there is
 *	rows FIELD...		the same of each line of words that stdin has
 *	found NAME		NUMBER KIND TIMES PREEMPTIONS STEPS SCHEDULE, with tabs
 *	say NAME		what a person is told of it
 *	keep DIR		the last whole state that a boot has told in DIR/run/result
 *				becomes DIR/state
 *	ended RESULT HOW	what was said of the walk that has ended its kernel, and HOW.
 *				Status 1: nothing was
 *
 * Status: 0, or 2 with one line on stderr.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cell.h"
#include "scene.h"

const char *build, *cells, *uml;

char *text(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	if (vasprintf(&s, fmt, args) < 0)
		die("no memory");
	va_end(args);
	return s;
}

/* ---- what follows from a cell --------------------------------------------------- */

static bool is(const struct cell *c, unsigned int field, const char *value)
{
	return !strcmp(c->value[field], value);
}

static bool has_kind(const struct finding *f, const char *kind)
{
	char *word, *save, *kinds = text("%s", f->kind);

	for (word = strtok_r(kinds, ",", &save); word; word = strtok_r(NULL, ",", &save))
		if (!strcmp(word, kind))
			return true;
	return false;
}

static bool found_kind(const struct cell *c, const char *kind)
{
	unsigned int i;

	for (i = 0; i < c->nr_found; i++)
		if (has_kind(&c->found[i], kind))
			return true;
	return false;
}

/* The exit status of a verb that has searched it. */
static char *status_of(const struct cell *c)
{
	if (found_kind(c, "crash") || found_kind(c, "report"))
		return "3";
	if (found_kind(c, "hang"))
		return "4";
	if (c->nr_found)
		return "1";
	return !strcmp(c->complete, "yes") ? "0" : "2";
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All that broke, each once, by name; @laws: as laws. */
static char *broken(const struct cell *c, bool laws, const char *between)
{
	char *all = text("%s", ""), *name[MAX_FOUND * 8], *save, *word;
	unsigned int i, n = 0;

	for (i = 0; i < c->nr_found; i++)
		for (word = strtok_r(text("%s", c->found[i].kind), ",", &save);
		     word && n < MAX_FOUND * 8; word = strtok_r(NULL, ",", &save)) {
			if (laws && (!strcmp(word, "crash") || !strcmp(word, "report")))
				word = "L6";
			else if (laws && (!strcmp(word, "hang") || !strcmp(word, "stuck")))
				word = "L3";
			if (!laws || *word == 'L')
				name[n++] = word;
		}
	qsort(name, n, sizeof(*name), by_name);
	for (i = 0; i < n; i++)
		if (!i || strcmp(name[i], name[i - 1]))
			all = text("%s%s%s", all, *all ? between : "", name[i]);
	return all;
}

static char *kinds(const struct cell *c)
{
	char *all = text("%s", "");
	unsigned int i;

	for (i = 0; i < c->nr_found; i++)
		all = text("%s%s%s", all, i ? ";" : "", c->found[i].kind);
	return *all ? all : "-";
}

/* The easiest schedule of all. */
static char *schedule(const struct cell *c)
{
	unsigned int i;

	for (i = 0; i < c->nr_found; i++)
		if (*c->found[i].schedule)
			return c->found[i].schedule;
	return "";
}

static char *extent(const struct cell *c)
{
	const char *bound = c->value[F_BOUND], *delays = c->value[F_DELAYS];
	char *said;

	if (!is(c, F_CHANCE, "0"))
		return text("by chance, depth %s, seed %s", c->value[F_DEPTH], c->value[F_SEED]);
	if (!strcmp(bound, "-"))
		return "its own alone";
	said = !strcmp(bound, "all") ? "every one there is" :
		text("at most %s preemption%s", bound, strcmp(bound, "1") ? "s" : "");
	if (strcmp(delays, "0"))
		said = text("%s, at most %s access%s out of order", said, delays,
			    strcmp(delays, "1") ? "es" : "");
	return said;
}

/* What tells several searches of one place apart, beside the bound. */
static char *how(const struct cell *c)
{
	char *said[5], *all = text("%s", "");
	unsigned int n = 0, i;

	if (!is(c, F_CHANCE, "0"))
		said[n++] = text("%s walks by chance, depth %s, seed %s", c->value[F_CHANCE],
				 c->value[F_DEPTH], c->value[F_SEED]);
	if (!is(c, F_REDUCE, "0"))
		said[n++] = "reduced";
	if (!is(c, F_DELAYS, "0"))
		said[n++] = text("up to %s out of order", c->value[F_DELAYS]);
	if (!is(c, F_FIRST, "0"))
		said[n++] = "up to the first failure";
	if (!is(c, F_SHARD, "1/1"))
		said[n++] = text("part %s", c->value[F_SHARD]);
	for (i = 0; i < n; i++)
		all = text("%s%s%s", all, i ? ", " : "", said[i]);
	return all;
}

static char *run_words(const struct cell *c)
{
	return text("%s design=%s consumer=%s %s", c->value[F_SCENARIO], c->value[F_DESIGN],
		    c->value[F_CONSUMER], cell_options(c));
}

static char *search_words(const struct cell *c)
{
	char *words = text("%s explore=1", run_words(c));
	unsigned int f;

	for (f = F_BOUND; f < NR_FIELDS; f++)
		if (fields[f].of == OF_CELL || fields[f].of == OF_CALL)
			words = text("%s %s=%s", words, fields[f].name, c->value[f]);
	return words;
}

/* As a person writes it. */
static char *scenario_text(const struct cell *c)
{
	static struct scene scene;
	char line[SCENE_TEXT];

	if (!scene_is_line(c->value[F_SCENARIO]) || scene_parse(&scene, c->value[F_SCENARIO]))
		return c->value[F_SCENARIO];
	return text("%s", scene_text(&scene, line));
}

static char *typed(const struct cell *c)
{
	const char *scenario = c->value[F_SCENARIO];
	const bool line = scene_is_line(scenario);

	return text("%s%s%s DESIGN=%s%s%s%s%s%s", line ? "SCENE='" : "SCENARIO=",
		    scenario_text(c), line ? "'" : "", c->value[F_DESIGN],
		    line ? "" : " CONSUMER=", line ? "" : c->value[F_CONSUMER],
		    c->nr_options ? " OPTIONS='" : "", cell_options(c), c->nr_options ? "'" : "");
}

static char *known(const struct cell *c)
{
	struct cell *file = calloc(1, sizeof(*file));

	if (!file || !cell_read(file, c->name))
		return "new";
	if (strcmp(file->key, c->key))
		return "stale";
	if (!file->told)
		return "open";
	return strcmp(file->complete, "no") || (file->nr_found && is(c, F_FIRST, "1")) ?
		"done" : "open";
}

/* What a script may ask of a cell, beside its fields. */
static const struct {
	const char	*name;
	char		*(*of)(const struct cell *c);
} derived[] = {
	{ "options", cell_options }, { "status", status_of }, { "kinds", kinds },
	{ "schedule", schedule }, { "extent", extent }, { "how", how }, { "run", run_words },
	{ "search", search_words }, { "typed", typed }, { "known", known },
};

static const char *ask(const struct cell *c, const char *what)
{
	const unsigned int f = field_of_word(what);
	char *words = NULL;
	size_t i;

	for (i = 0; i < sizeof(derived) / sizeof(derived[0]); i++)
		if (!strcmp(what, derived[i].name))
			return derived[i].of(c);
	for (i = 0; i < NR_COUNTS; i++)
		if (!strcmp(what, count_name[i]))
			return text("%lu", c->count[i]);
	if (!strcmp(what, "broken"))
		words = broken(c, false, ",");
	else if (!strcmp(what, "laws"))
		return broken(c, true, " ");
	else if (!strcmp(what, "name"))
		return c->name;
	else if (!strcmp(what, "complete"))
		return c->complete;
	else if (!strcmp(what, "signature"))
		return c->signature;
	else if (!strcmp(what, "seconds"))
		return c->seconds;
	else if (!strcmp(what, "fresh"))
		return cell_fresh(c) ? "yes" : "no";
	else if (f < NR_FIELDS)
		return c->value[f];
	else
		die("a cell has no '%s'", what);
	return text("%s%s", *words ? words : "-", strcmp(c->complete, "yes") ? "*" : "");
}

static void print_row(const struct cell *c, char **field, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		const char *value = ask(c, field[i]);

		printf("%s%s", i ? "\t" : "", *value ? value : "-");
	}
	putchar('\n');
}

/* ---- the commands -------------------------------------------------------------------- */

/* A cell by its words; which of them belong together says "--". */
static struct cell *cell_of_words(char **word, int nr)
{
	struct cell *c = calloc(1, sizeof(*c));
	unsigned int source = 1;
	int i;

	if (!c)
		die("no memory");
	for (i = 0; i < nr; i++) {
		if (!strcmp(word[i], "-e")) {
			cell_environment(c, ++source);
			source++;
		} else if (!strcmp(word[i], "--")) {
			source++;
		} else {
			cell_word(c, word[i], source);
		}
	}
	cell_settle(c);
	return c;
}

static struct cell *cell_of_name(const char *name)
{
	struct cell *c = calloc(1, sizeof(*c));

	if (!c || !cell_read(c, name))
		die("nothing is known of %s", name);
	return c;
}

static int do_cell(char **arg, int nr)
{
	const struct cell *c = cell_of_words(arg, nr);

	cell_say(c, stdout);
	printf("limit %s\nname %s\nparts %u\nknown %s\nrun %s\nsearch %s\ntyped %s\n",
	       c->value[F_LIMIT], c->name, c->parts, known(c), run_words(c), search_words(c), typed(c));
	return 0;
}

static int do_open(char **arg, int nr)
{
	cell_write(cell_of_words(arg, nr));
	return 0;
}

static int do_store(char **arg, int nr)
{
	struct cell *old = cell_of_name(arg[0]), *c = calloc(1, sizeof(*c));
	char *line = NULL;
	size_t size = 0;

	if (!c)
		die("no memory");
	memcpy(c, old, offsetof(struct cell, told));
	while (getline(&line, &size, stdin) > 0)
		if (!strncmp(line, "# ", 2))
			cell_hear(c, line + 2);
	if (!c->told)
		die("%s: the search has told nothing", c->name);
	snprintf(c->seconds, sizeof(c->seconds), "%.1f", strtod(arg[1], NULL) / 1000);
	/* what the kernel has reported behind the last schedule, none of them has seen */
	if (nr > 2 && !found_kind(c, "report") && !found_kind(c, "crash")) {
		c->count[C_FAILING]++;
		cell_found_add(c, "report", 1, 0, 0, "");
	}
	cell_write(c);
	return 0;
}

static int do_sum(char **arg, int nr)
{
	struct cell *sum = cell_of_words(arg, nr), part;
	unsigned int i;

	for (i = 1; i <= sum->parts; i++) {
		struct cell *name = cell_of_words(arg, nr);

		cell_shard(name, i, sum->parts);
		if (!cell_read(&part, name->name) || !part.told)
			die("%s was not searched here (cure: make explore SHARD=%u/%u with the same arguments, or copy build/explore/%s)",
			    name->name, i, sum->parts, name->name);
		if (strcmp(part.complete, "yes"))
			die("%s is not complete (cure: make explore SHARD=%u/%u with the same arguments)",
			    name->name, i, sum->parts);
		cell_add(sum, &part);
	}
	cell_write(sum);
	return 0;
}

static int do_get(char **arg, int nr)
{
	print_row(cell_of_name(arg[nr - 1]), arg, nr - 1);
	return 0;
}

static int do_all(char **arg, int nr)
{
	struct dirent **entry;
	int i, n = scandir(cells, &entry, NULL, alphasort);
	struct cell *c = malloc(sizeof(*c));

	for (i = 0; c && i < n; i++)
		if (cell_read(c, entry[i]->d_name) && c->told)
			print_row(c, arg, nr);
	return 0;
}

static int do_rows(char **arg, int nr)
{
	struct cell *c = malloc(sizeof(*c)), *asked;
	char *line = NULL, *word[64], *save;
	size_t size = 0;
	int n;

	while (c && getline(&line, &size, stdin) > 0) {
		n = 0;
		for (word[0] = strtok_r(line, " \t\n", &save); word[n] && n < 63;
		     word[++n] = strtok_r(NULL, " \t\n", &save))
			;
		asked = cell_of_words(word, n);
		if (!cell_read(c, asked->name) || strcmp(c->key, asked->key))
			c = asked;
		print_row(c, arg, nr);
	}
	return 0;
}

static int do_found(char **arg, int nr)
{
	const struct cell *c = cell_of_name(arg[nr - 1]);
	const struct finding *f;

	for (f = c->found; f < c->found + c->nr_found; f++)
		printf("%d\t%s\t%lu\t%u\t%u\t%s\n", (int)(f - c->found) + 1, f->kind,
		       f->times, f->preemptions, f->steps, f->schedule);
	return 0;
}

/* How many points were passed, and which others of the same hooks and designs never. */
static void say_points(const struct cell *c)
{
	const struct point *p, *q, *end = c->point + c->nr_points;
	unsigned int met = 0;
	bool never = false;

	for (p = c->point; p < end; p++)
		met += p->times != 0;
	printf("%u points were passed", met);
	for (p = c->point; p < end; p++) {
		const size_t group = strcspn(p->name, ".");

		for (q = c->point; q < end; q++)
			if (!p->times && q->times && strcspn(q->name, ".") == group &&
			    !strncmp(p->name, q->name, group))
				break;
		if (q == end)
			continue;
		printf("%s %s", never ? "" : "; never:", p->name);
		never = true;
	}
	putchar('\n');
}

static int do_say(char **arg, int nr)
{
	const struct cell *c = cell_of_name(arg[nr - 1]);
	const double seconds = strtod(c->seconds, NULL);

	printf("explored %lu schedules, %s, %lu failing, longest %lu steps", c->count[C_SCHEDULES],
	       extent(c), c->count[C_FAILING], c->count[C_LONGEST]);
	if (c->count[C_REDUNDANT])
		printf(", %lu cut short because they commute with others", c->count[C_REDUNDANT]);
	if (c->count[C_AGAIN])
		printf(", %lu begun again in new processes", c->count[C_AGAIN]);
	putchar('\n');
	if (c->promise)
		printf("%s\n", c->promise);
	if (!strcmp(c->complete, "no"))
		printf("not complete: the same call goes on\n");
	if (!strcmp(c->complete, "first"))
		printf("the first schedule already ended the search: the kernel is not to be trusted after it\n");
	printf("%s s with the boots, %.0f schedules a second\n", c->seconds,
	       seconds > 0 ? c->count[C_SCHEDULES] / seconds : 0);
	say_points(c);
	return 0;
}

/* ---- what a boot leaves --------------------------------------------------------------- */

/* The next line of @f that begins with "# ", without that; NULL: there is none. */
static char *next_said(FILE *f)
{
	static char *line;
	static size_t size;

	while (f && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!strncmp(line, "# ", 2))
			return line + 2;
	}
	return NULL;
}

static int do_keep(char **arg, int nr)
{
	char *state = text("%s/state", arg[nr - 1]), *new = text("%s.new", state), *said;
	FILE *f = fopen(text("%s/run/result", arg[nr - 1]), "re"), *out = NULL;
	char *whole = NULL, *part = NULL;
	size_t size;

	while ((said = next_said(f))) {
		if (!strcmp(said, "ck begin")) {
			out = open_memstream(&part, &size);
		} else if (!strcmp(said, "ck end") && out) {
			fclose(out);
			out = NULL;
			whole = part;
		} else if (!strncmp(said, "ck ", 3) && out) {
			fprintf(out, "%s\n", said + 3);
		}
	}
	if (!whole)
		return 0;
	out = fopen(new, "we");
	if (!out || fputs(whole, out) == EOF || fclose(out) || rename(new, state))
		die("%s: %s (cure: free space)", state, strerror(errno));
	return 0;
}

static int do_ended(char **arg, int nr)
{
	FILE *f = fopen(arg[0], "re");
	char *said, *part = text("%s", "");

	while ((said = next_said(f)))
		if (!strncmp(said, "ck ", 3))
			*part = '\0';
		else if (!strncmp(said, "at ", 3))
			part = text("%s%s\n", part, said);
	printf("%sended %s\n", part, arg[nr - 1]);
	return !*part;
}

static const struct {
	const char	*name;
	int		(*run)(char **arg, int nr);
	int		least;
} commands[] = {
	{ "cell", do_cell, 0 }, { "open", do_open, 0 }, { "store", do_store, 2 },
	{ "sum", do_sum, 0 }, { "get", do_get, 2 }, { "all", do_all, 1 },
	{ "rows", do_rows, 1 }, { "found", do_found, 1 }, { "say", do_say, 1 },
	{ "keep", do_keep, 1 }, { "ended", do_ended, 2 },
};

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 5)
		die("usage: kit BUILD CELLS UML COMMAND ...");
	build = argv[1];
	cells = argv[2];
	uml = argv[3];
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[4], commands[i].name) && argc - 5 >= commands[i].least)
			return commands[i].run(argv + 5, argc - 5);
	die("kit: what is '%s'?", argv[4]);
}
