/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIE_H
#define DIE_H

/* A line on stderr, and status 2: usage or environment. */
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
