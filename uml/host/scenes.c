// SPDX-License-Identifier: GPL-2.0
/*
 * scenes COMMAND ...: what is to be known of scenes without a kernel
 *
 *	words			the language, on one screen
 *	plain LINE		the line in its plain form, or what is wrong with it
 *	list ALPHABET SET [SEED]	all scenes of a set
 *	shard I N		of the lines on stdin, the I-th of N parts; a line stays in its part
 *				whatever the others are
 *	smaller LINE		scenes that lack one thing of this, the most promising first
 *	judge LIST DESIGN KINDS LINE	is all of KINDS expected, by LIST?  Status 0 or 1
 *
 * Exit status: 0, 1 for "no", 2 with a line on stderr.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenes.h"
#include "words.h"

/* ---- the words --------------------------------------------------------------- */

static void put_flags(void)
{
	size_t i;

	printf("          + ");
	for (i = 0; i < scene_nr_flags; i++)
		printf("%s%s", i ? " " : "", scene_flags[i].name);
	printf("\n");
}

/* Verbs without a help of their own stand with the one before them. */
static void put_verbs(void)
{
	char names[80] = "";
	unsigned int i, next;
	size_t len;

	for (i = 0; i < NR_VERBS; i = next) {
		len = snprintf(names, sizeof(names), "%s", scene_verbs[i].name);
		for (next = i + 1; next < NR_VERBS && !*scene_verbs[next].help; next++)
			len += snprintf(names + len, sizeof(names) - len, " %s",
					scene_verbs[next].name);
		printf("  %-24s %s\n", names, scene_verbs[i].help);
	}
}

static void words(void)
{
	printf("SCENE='kvm+pin file+r | A load 0 | B zap 0, load 0 | C other punch 0'\n"
	       "       devices pages    actors, and what each does, one after the other\n\n"
	       "devices   kvm gru walker xpmem; dev, dev2: as CONSUMER= and OPTIONS= say\n");
	put_flags();
	printf("          + counter seqcount interval rwsem seqlock two-sided none ...: ranges=\n"
	       "          + gather2, absent\n"
	       "          vm: KVM itself, its vcpus load and store; + log private\n"
	       "pages     anon3 file3 private3 zero3 disk block again0; they count from 0\n"
	       "          + new ro free equal out; r w: each device has read, or written; r2\n"
	       "also      slot1=0  forked  far  window\n"
	       "P ...     what the process does before any actor moves\n"
	       "A other   an actor that is a process of its own\n\n");
	put_verbs();
	printf("\n  behind them: 0-3 (pages), 0.1 (by slot 1), 0.1v (its second view), by 2 (the\n"
	       "  second device), x4 (times), ? (need not succeed)\n"
	       "docs/scenes.md explains them all\n");
}

/* ---- lines --------------------------------------------------------------------- */

static const struct scene *parse(const char *line)
{
	static struct scene scene;
	const char *why = scene_parse(&scene, line);

	if (why)
		die("%s", why);
	return &scene;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *scene_canonical(const struct scene *scene, char text[SCENE_TEXT])
{
	static char plain[SCENE_TEXT];
	char *part[IL_MAX_ACTORS + 2], *p;
	unsigned int n = 0, first = 0, i;
	size_t len;

	scene_text(scene, plain);
	for (p = strtok(plain, "|"); p; p = strtok(NULL, "|"))
		part[n++] = p;
	while (first < n && strncmp(part[first], " A", 2))
		first++;
	for (i = first; i < n; i++)
		part[i] += 3 + strspn(part[i] + 3, " ");
	/* a signal is for an actor by its letter */
	if (!scene_anybody(scene, VERB_signal) && !scene_anybody(scene, VERB_kill_actor))
		qsort(part + first, n - first, sizeof(*part), by_text);
	for (i = len = 0; i < n; i++) {
		p = part[i] + strlen(part[i]);
		while (p > part[i] && p[-1] == ' ')
			*--p = '\0';
		if (i >= first)
			len += snprintf(text + len, SCENE_TEXT - len, " | %c %s", 'A' + i - first,
					part[i]);
		else
			len += snprintf(text + len, SCENE_TEXT - len, "%s%s", i ? " |" : "", part[i]);
	}
	return text;
}

static void shard(unsigned long part, unsigned long parts)
{
	char line[SCENE_TEXT];
	const char *p;
	uint64_t hash;

	if (!part || part > parts)
		die("shard: write I/N with I from 1 to N");
	while (fgets(line, sizeof(line), stdin)) {
		hash = 0xcbf29ce484222325u;
		for (p = line; *p && *p != '\n'; p++)
			hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
		if (hash % parts == part - 1)
			fputs(line, stdout);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	char text[SCENE_TEXT];
	int status = 0;

	if (!strcmp(what, "words") && argc == 2)
		words();
	else if (!strcmp(what, "plain") && argc == 3)
		puts(scene_text(parse(argv[2]), text));
	else if (!strcmp(what, "list") && (argc == 4 || argc == 5))
		enumerate(argv[2], argv[3], argc == 5 ? strtoul(argv[4], NULL, 10) : 1);
	else if (!strcmp(what, "shard") && argc == 4)
		shard(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
	else if (!strcmp(what, "smaller") && argc == 3)
		smaller(parse(argv[2]));
	else if (!strcmp(what, "judge") && argc == 6)
		status = !expected(argv[2], argv[3], argv[4], parse(argv[5]));
	else
		die("scenes: words, plain LINE, list ALPHABET SET [SEED], shard I N, smaller LINE, judge LIST DESIGN KINDS LINE");
	return status;
}
