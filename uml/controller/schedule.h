/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Schedules as text: tokens between blanks.
 *
 *	A	one step of actor A
 *	A3	three steps
 *	A@point	until A is held at the point
 *	A*	until A has ended
 *	A~3	no step: the others see the third store of A late
 *	A^2	no step: the second load of A that can be old is
 *
 * The last word may be a check: "=SIGNATURE:CHECKS", where SIGNATURE stands for
 * the points of the scenario and CHECKS has a character for each step.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stddef.h>

#include <linux/interleave.h>

/* What a token can be beside enum il_mode. */
enum token_mode {
	TOKEN_LATE = 16,
	TOKEN_OLD,
};

/**
 * struct token - one token of a schedule
 * @actor: letter
 * @mode: enum il_mode, or enum token_mode
 * @count: steps, for IL_COUNT; number of the access
 * @point: for IL_UNTIL
 * @pos: where it begins in the schedule, from 1
 * @error: what is wrong, when next_token() said so
 */
struct token {
	char		actor;
	int		mode;
	unsigned int	count;
	char		point[IL_NAME_LEN];
	int		pos;
	const char	*error;
};

/*
 * Take the next token at *@p of @schedule.  Returns 1, 0 at the end, -1 when
 * it is malformed; then only @pos and @error are set.
 */
int next_token(const char *schedule, const char **p, struct token *token);

/*
 * The accesses of @schedule that are out of order; it is well formed and has no more
 * than IL_MAX_CHOICES of them.
 */
void schedule_choices(const char *schedule, struct il_choices *choices);

/*
 * The same as words, "A~3 B^2 ", with @between behind each; "" for none, but "-" with a
 * comma between, as unpack_choices() reads it.
 */
void pack_choices(const struct il_choices *choices, char between, char *text,
		  size_t size);

void unpack_choices(char *text, struct il_choices *choices);

/*
 * A character that says who could move before a step, who did, and from which
 * point.  Another run of the same schedule must have the same at each step.
 */
char step_check(char actor, unsigned int enabled, const char *point);

/*
 * Cut "=SIGNATURE:CHECKS" off the end of @schedule; *@check is CHECKS then, NULL
 * without one.  Returns -1 when it is malformed; then @pos and @error of @token are
 * set.
 */
int split_check(char *schedule, const char **check, struct token *token);

/*
 * Letters, one a step, as a word, "A3B2A", "-" for none, and back.  The latter returns
 * how many there are, -1 when @text is no such word or has more than @max.
 */
void pack_letters(const char *letters, unsigned int len, char *text, size_t size);
int unpack_letters(const char *text, char *letters, unsigned int max);

#endif
