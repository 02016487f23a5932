// SPDX-License-Identifier: GPL-2.0
/*
 * tsc: prints how often a second the time stamp counter of the processor ticks.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#define WINDOW	200000000L	/* ns */

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(void)
{
	int64_t start = now(), end;
	uint64_t ticks = __builtin_ia32_rdtsc();

	do {
		end = now();
	} while (end - start < WINDOW);
	ticks = __builtin_ia32_rdtsc() - ticks;
	printf("%.0f\n", ticks * 1e9 / (end - start));
	return 0;
}
