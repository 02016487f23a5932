/* SPDX-License-Identifier: GPL-2.0 */
/* Which of several names is nearest to a word that somebody has typed? */
#ifndef NEAR_H
#define NEAR_H

/**
 * struct lab_near - set @word, then offer name after name to lab_near()
 * @word: that is no name
 * @best: the nearest so far; NULL: none is near
 * @distance: letters of @best that are other, too many or missing
 */
struct lab_near {
	const char	*word;
	const char	*best;
	unsigned int	distance;
};

void lab_near(struct lab_near *near, const char *name);

#endif
