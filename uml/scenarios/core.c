// SPDX-License-Identifier: GPL-2.0
/*
 * Scenes of the kernel, drivers/misc/tmmu/scene.c: the notifier alone, with kernel
 * threads as actors.  A search of these tries some ten thousand schedules a second.
 */
#include "lab.h"

LAB_SCENARIO(core_register_range) = {
	.name		= "core-register-range",
	.title		= "a subscriber registers while a range is sent, in the kernel alone",
	.schedule	= "B@core.end A* B*",
	.kernel		= true,
	.actors		= { { .name = "register" }, { .name = "range" } },
};

LAB_SCENARIO(core_listed_range) = {
	.name		= "core-listed-range",
	.title		= "is the first subscriber told of a range while a second one registers?",
	.kernel		= true,
	.actors		= { { .name = "register" }, { .name = "range" } },
};

LAB_SCENARIO(core_two_ranges) = {
	.name		= "core-two-ranges",
	.title		= "a subscriber registers while two ranges that overlap are sent, in the kernel alone",
	.schedule	= "B@core.end C@core.end A* B* C*",
	.kernel		= true,
	.actors		= { { .name = "register" }, { .name = "range, low" },
			    { .name = "range, high" } },
};

LAB_SCENARIO(core_unregister_range) = {
	.name		= "core-unregister-range",
	.title		= "a subscriber unregisters while a range is sent, in the kernel alone",
	.schedule	= "B@core.end A* B*",
	.kernel		= true,
	.actors		= { { .name = "unregister" }, { .name = "range" } },
};
