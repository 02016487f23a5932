/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MANY_H
#define MANY_H

#include <stdbool.h>

/*
 * Have @one search each scene of a list with these options, which it has taken.  The last
 * line on the result channel is a result.  0, or why the rest was not searched: 2, one had an
 * error; 3, the kernel is not to be trusted any more.
 */
int many(int argc, char **argv, bool (*one)(const char *name));

#endif
