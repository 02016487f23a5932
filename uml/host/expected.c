// SPDX-License-Identifier: GPL-2.0
/*
 * What may break: uml/scenes/expected.list, a row a reason,
 *
 *	LAWS | DESIGNS | words of the scene | reason, and the document
 *
 * A row covers a law of a scene when the design is one of its own, or it has "*", and all of
 * its words are in the scene: a blank is "and", "/" is "or".  A word is one of the line, with
 * its "+" where it has one; "takes" stands for each operation that a subscriber must hear of,
 * "devices" for more than one device.
 */
#include <stdio.h>
#include <string.h>

#include "scenes.h"

#define LINE	512

/* Is @word, of @len, one of @list, which has @separators between? */
static bool is_in(const char *word, size_t len, const char *list, const char *separators)
{
	size_t n;

	for (; *list; list += n, list += strspn(list, separators)) {
		n = strcspn(list, separators);
		if (n == len && !strncmp(list, word, len))
			return true;
	}
	return false;
}

/* Is a subscriber told of it? */
static bool is_told(const struct scene_op *op)
{
	switch (op->verb) {
	case VERB_fork:
	case VERB_merge:
	case VERB_write:
	case VERB_store:
	case VERB_sync:
	case VERB_scan:
	case VERB_clear_refs:
		return true;
	default:
		return scene_needs(op, TAKES_PAGE);
	}
}

static bool takes(const struct scene *s)
{
	unsigned int i, n;

	for (i = 0; i < s->nr_actors; i++)
		for (n = 0; n < s->actor[i].nr_ops; n++)
			if (is_told(&s->actor[i].op[n]))
				return true;
	return false;
}

/* All that a row may ask for, with blanks between. */
static void words_of(const struct scene *s, char *words, size_t size)
{
	char text[SCENE_TEXT], *p;
	size_t len = 0;

	scene_text(s, text);
	for (p = text; *p && len < size - 2; p++) {
		if (*p == '+')
			words[len++] = ' ';
		words[len++] = *p == ',' || *p == '|' ? ' ' : *p;
	}
	snprintf(words + len, size - len, "%s%s", takes(s) ? " takes" : "",
		 s->nr_devices > 1 ? " devices" : "");
}

static bool matches(const char *wanted, const char *words)
{
	const char *end, *p;
	size_t len;
	bool any;

	for (; *wanted; wanted = end + strspn(end, " ")) {
		end = wanted + strcspn(wanted, " ");
		any = false;
		for (p = wanted; p < end; p += len + (p[len] == '/')) {
			len = strcspn(p, "/ ");
			any |= is_in(p, len, words, " ");
		}
		if (!any)
			return false;
	}
	return true;
}

/* Of @kinds what @laws has becomes blank. */
static bool cover(char *kinds, const char *laws)
{
	bool any = false;
	size_t len;

	for (; *kinds; kinds += len + (kinds[len] != '\0')) {
		len = strcspn(kinds, ",; ");
		if (!len || !is_in(kinds, len, laws, ","))
			continue;
		memset(kinds, ' ', len);
		any = true;
	}
	return any;
}

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	for (len = strlen(text); len && strchr(" \t\n", text[len - 1]); len--)
		text[len - 1] = '\0';
	return text;
}

bool expected(const char *list, const char *design, const char *kinds, const struct scene *scene)
{
	char line[LINE], words[2 * SCENE_TEXT], left[LINE], *laws, *designs, *wanted;
	FILE *f = fopen(list, "re");
	unsigned int number = 0;

	if (!f)
		die("%s: there is no such list", list);
	words_of(scene, words, sizeof(words));
	snprintf(left, sizeof(left), "%s", kinds);
	while (fgets(line, sizeof(line), f)) {
		number++;
		if (*line == '#' || *line == '\n')
			continue;
		laws = strtok(line, "|");
		designs = strtok(NULL, "|");
		wanted = strtok(NULL, "|");
		if (!wanted || !strtok(NULL, "|"))
			die("%s:%u: a row has LAWS | DESIGNS | words | reason", list, number);
		laws = trim(laws);
		designs = trim(designs);
		if (strcmp(designs, "*") && !is_in(design, strlen(design), designs, " "))
			continue;
		if (matches(trim(wanted), words) && cover(left, laws))
			printf("%u\n", number);
	}
	fclose(f);
	return left[strspn(left, " ,;")] == '\0';
}
