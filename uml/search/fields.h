/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fields of a cell of the search, and what the kit says to the guest besides.  This
 * is the only list of them: the guest reads what was asked for by it, and
 * uml/host/cell.c checks, names, keeps and prints a cell by it.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>

enum field_kind {
	FIELD_NAME,
	FIELD_SCENARIO,
	FIELD_NUMBER,
	FIELD_SWITCH,
	FIELD_BOUND,
	FIELD_DELAYS,
	FIELD_REDUCE,
	FIELD_SHARD,
	FIELD_KINDS,
};

/**
 * enum field_of - what a field belongs to
 * @OF_CELL: to the cell: another value is another cell, with another name
 * @OF_HOST: the same, and the guest does not hear of it
 * @OF_CALL: to one call of a search
 * @OF_KIT: to one boot; nobody but the kit says it
 */
enum field_of {
	OF_CELL,
	OF_HOST,
	OF_CALL,
	OF_KIT,
};

/**
 * struct field - one KEY=VALUE
 * @name: the key; a user's variable has it in capitals
 * @kind: of the value
 * @of: what it belongs to
 * @otherwise: the value where none is said
 */
struct field {
	const char	*name;
	enum field_kind	kind;
	enum field_of	of;
	const char	*otherwise;
};

enum {
	F_SCENARIO, F_DESIGN, F_CONSUMER, F_BOUND, F_DELAYS, F_REDUCE, F_CHANCE, F_DEPTH,
	F_SEED, F_FIRST, F_KERNEL, F_SHARD, F_LIMIT, F_EXPLORE, F_CAREFUL, F_STATES,
	F_TELL, F_BRIEF, F_THROUGH, F_MEASURE, F_ROUNDS, NR_FIELDS,
};

extern const struct field fields[NR_FIELDS];

/* The field that the word KEY=VALUE, or KEY, is of; NR_FIELDS: of none. */
unsigned int field_of_word(const char *word);
bool field_takes(const struct field *field, const char *value);
/* What the field takes, as in "bound is ..., not '7x'". */
const char *field_wants(const struct field *field);

#endif
