// SPDX-License-Identifier: GPL-2.0
/*
 * Litmus tests, drivers/misc/tmmu/litmus.c: make litmus.
 */
#include "lab.h"

#define NAMES_1	{ .name = "0" }
#define NAMES_2	NAMES_1, { .name = "1" }
#define NAMES_3	NAMES_2, { .name = "2" }
#define NAMES_4	NAMES_3, { .name = "3" }

#define LITMUS(ident, short_name, nr, of, model, here)			\
LAB_SCENARIO(litmus_##ident) = {					\
	.name		= "litmus-" short_name,				\
	.title		= of,						\
	.kernel		= true,						\
	.unsearched	= "make litmus searches it, with late stores",	\
	.actors		= { NAMES_##nr },				\
};
#include "litmus_list.h"
