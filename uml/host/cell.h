/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A cell of the search on the host: one scenario under one design, searched to a bound.
 * What is known of it is the file CELLS/NAME/cell, lines of a name and a value:
 * the fields of uml/search/fields.c, options, key, and when a search has told
 *
 *	schedules failing redundant steps again longest
 *			numbers
 *	complete	yes; no: the same call goes on; first: the kernel is not to be
 *			trusted after the first schedule
 *	signature	of the default schedule
 *	seconds		with the boots
 *	promise		what walks by chance are sure to meet
 *	found		KIND TIMES PREEMPTIONS STEPS [SCHEDULE], a line each, the easiest to
 *			read first; number N of them is replayed in the directory N
 *	met, unmet	a point, and how often
 */
#ifndef CELL_H
#define CELL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "die.h"
#include "fields.h"

#define MAX_OPTIONS	32
#define MAX_FOUND	64
#define MAX_POINTS	512
#define CELL_NAME	240	/* a name of a directory, with what others put behind it */

struct finding {
	char		*kind;		/* "L1,L4,stuck" */
	unsigned long	times;
	unsigned int	preemptions, steps;
	char		*schedule;	/* "" for none */
};

struct point {
	char		*name;
	unsigned long	times;
};

enum { C_SCHEDULES, C_FAILING, C_REDUNDANT, C_STEPS, C_AGAIN, C_LONGEST, NR_COUNTS };

struct cell {
	char		*value[NR_FIELDS];
	unsigned int	source[NR_FIELDS];	/* who said so; 0: nobody */
	char		*option[MAX_OPTIONS];	/* sorted */
	unsigned int	option_source[MAX_OPTIONS];
	unsigned int	nr_options;
	unsigned int	parts;			/* that are to be added up; 0: it is no sum */
	char		name[CELL_NAME];
	char		key[20];

	bool		told;			/* what follows is known */
	unsigned long	count[NR_COUNTS];
	char		complete[8], signature[16], seconds[16];
	char		*promise;
	struct finding	found[MAX_FOUND];
	unsigned int	nr_found;
	struct point	point[MAX_POINTS];
	unsigned int	nr_points;
};

extern const char *build, *cells, *uml;
extern const char *const count_name[NR_COUNTS];

char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * KEY=VALUE, as source number @source, from 1, says it; a later source overrules an
 * earlier one, and none says a thing twice.  Dies where it is no such word.
 */
void cell_word(struct cell *c, const char *word, unsigned int source);
/* The same from SCENARIO, DESIGN, ..., and OPTIONS of the environment. */
void cell_environment(struct cell *c, unsigned int source);
/* What was not said gets its value, and the cell its name and its key. */
void cell_settle(struct cell *c);
/* The same cell with shard @part of @parts. */
void cell_shard(struct cell *c, unsigned int part, unsigned int parts);
/* False: there is no such file. */
bool cell_read(struct cell *c, const char *name);
/* The fields, options and key, as lines. */
void cell_say(const struct cell *c, FILE *f);
void cell_write(const struct cell *c);
/* A line that a boot of the search has said, or one of the file. */
void cell_hear(struct cell *c, char *line);
void cell_found_add(struct cell *c, const char *kind, unsigned long times,
		    unsigned int preemptions, unsigned int steps, const char *schedule);
/* @part adds up into @sum. */
void cell_add(struct cell *sum, const struct cell *part);
/* Is the cell of the kernel and the scenarios as they are built? */
bool cell_fresh(const struct cell *c);
char *cell_options(const struct cell *c);

#endif
