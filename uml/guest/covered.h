/* SPDX-License-Identifier: GPL-2.0 */
/* Which blocks of the code that is looked at have run; drivers/interleave/covered.c. */
#ifndef COVERED_H
#define COVERED_H

/* Write "# covered BLOCK..." lines to @fd, nothing where no such code has run. */
void covered_say(int fd);

/*
 * How often the blocks in the ranges of the file /through have run since the boot, modulo 2^64.
 * Ends the program where there is no such file.
 */
unsigned long covered_through(void);

#endif
