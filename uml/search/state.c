// SPDX-License-Identifier: GPL-2.0
/*
 * The search as text: lines "# ck ..." on the result channel, from "ck begin" to
 * "ck end".  The host keeps the last whole one, without "# ck ", and puts it into
 * the root file system of the next boot.  What the lines mean is said here alone,
 * each kind by the file that says and reads it; explore_tell() says it to the host.
 *
 * When a kernel has ended in the middle of a walk, the host puts what
 * walk_carefully() has said of it behind the state, and behind that
 *	ended crash		or
 *	ended hang
 * It was a walk of the prefix that comes next.  Where no state was said before, it was the
 * first walk of the boot, and these lines are all there is.
 */
#include <stdio.h>
#include <string.h>

#include "explore.h"

#define FILE_NAME	"/explore.state"

void state_say(void)
{
	if (asked.brief)
		return;
	lab_say("ck begin");
	counts_say_state();
	found_say_state();
	points_say_state();
	frontier_say();
	lab_say("ck end");
}

enum state_found state_read(struct walked *ended)
{
	static char line[4 * MAX_TEXT] LAB_APART;
	bool known = false;
	FILE *f = fopen(FILE_NAME, "re");

	memset(ended, 0, sizeof(*ended));
	if (!f)
		return STATE_NONE;
	while (fgets(line, sizeof(line), f)) {
		if (counts_read(line))
			known = true;
		else if (!found_read(line) && !points_read(line) &&
			 !frontier_read(line) && !walk_read(line, ended))
			lab_die(FILE_NAME ": what is \"%.40s\"?", line);
	}
	fclose(f);
	if (!known)
		return STATE_FIRST_ENDED;
	return ended->broken ? STATE_ENDED : STATE_WHOLE;
}
