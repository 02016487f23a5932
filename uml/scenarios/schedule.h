/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Schedules as text: tokens between blanks.
 *
 *	A	one step of actor A
 *	A3	three steps
 *	A@point	until A is held at the point
 *	A*	until A has ended
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <linux/interleave.h>

/**
 * struct token - one token of a schedule
 * @actor: letter
 * @mode: enum il_mode
 * @count: steps, for IL_COUNT
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

#endif
