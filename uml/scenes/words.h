/* SPDX-License-Identifier: GPL-2.0 */
/* What words.c, settle.c and text.c share: the names, and what is wrong with a line. */
#ifndef WORDS_H
#define WORDS_H

#include "scene.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

struct scene_flag {
	const char	*name;
	unsigned int	bit;
};

#define SCENE_STATES	5
extern const struct scene_flag scene_flags[];
extern const unsigned int scene_nr_flags;
extern const char *const scene_kinds[SCENE_KINDS];
extern const char *const scene_states[SCENE_STATES];	/* in the order of enum scene_state */

static inline bool scene_blank(char c)
{
	return c == ' ' || c == '_';
}

static inline bool scene_bar(char c)
{
	return c == '|' || c == ':';
}

/* The line is wrong at character @at, from 0.  Only the first is kept.  Returns false. */
bool scene_wrong(unsigned int at, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * settle.c: what one word says of the others, and whether they go together; false after
 * scene_wrong().
 */
bool scene_settle(struct scene *scene);

#endif
