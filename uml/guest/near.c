// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "near.h"

#define MAX_NEAR	40		/* letters that are looked at */

/* How many letters are other, one too many, or missing. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[MAX_NEAR + 1], before, above, i, j;

	for (j = 0; j <= strlen(b) && j <= MAX_NEAR; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		before = row[0]++;
		for (j = 0; b[j] && j < MAX_NEAR; j++) {
			above = row[j + 1];
			row[j + 1] = before + (a[i] != b[j]);
			if (above + 1 < row[j + 1])
				row[j + 1] = above + 1;
			if (row[j] + 1 < row[j + 1])
				row[j + 1] = row[j] + 1;
			before = above;
		}
	}
	return row[j];
}

void lab_near(struct lab_near *near, const char *name)
{
	const unsigned int d = distance(near->word, name);

	if (d < strlen(name) / 2 + 1 && (!near->best || d < near->distance)) {
		near->best = name;
		near->distance = d;
	}
}
