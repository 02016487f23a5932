// SPDX-License-Identifier: GPL-2.0
/*
 * A list of scenes in one boot.  Each is searched by a process of its own, which is forked
 * for it: all that is static in search and scene is new, and all that the scene has opened
 * goes with it.  Of the kernel nothing may be left: what the search does not come to the end
 * of, and what the kernel has reported, ends the boot, and the host goes on with the next.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explore.h"
#include "lab.h"
#include "many.h"
#include "play.h"

#define LIST	"/scenes"	/* lines "NUMBER BOUND SCENE" */
#define SPOILT	3		/* status of a child whose kernel is not to be trusted */
#define MAX_WORDS 32

static int search_one(const char *line, int argc, char **argv, bool (*one)(const char *))
{
	static char bound[32], brief[] = "brief=1";
	static char *words[MAX_WORDS];
	char scene[SCENE_TEXT], value[16];
	bool ok;

	if (sscanf(line, "%*u %15s %511s", value, scene) != 2 || argc + 2 > MAX_WORDS)
		lab_die(LIST ": '%s'", line);
	snprintf(bound, sizeof(bound), "bound=%s", value);
	memcpy(words, argv, argc * sizeof(*argv));
	words[argc] = bound;
	words[argc + 1] = brief;
	lab_take_options(argc + 2, words);
	ok = one(scene);
	if (run_left)
		return SPOILT;
	lab_swap_off();
	scene_say_idle();
	return !ok;
}

int many(int argc, char **argv, bool (*one)(const char *name))
{
	unsigned int number, searched = 0;
	char line[SCENE_TEXT + 32];
	FILE *f = fopen(LIST, "re");
	int status = 0;
	pid_t pid;

	if (!f)
		lab_die(LIST ": %s", strerror(errno));
	lab_warm();
	while (status < 2 && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%u", &number) != 1)
			continue;
		lab_say("scene %u", number);
		pid = fork();
		if (!pid)
			_exit(search_one(line, argc, argv, one));
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		status = WIFEXITED(status) ? WEXITSTATUS(status) : SPOILT;
		lab_say("scene-end %u %d", number, status);
		searched++;
	}
	fclose(f);
	lab_line("ok 1 %u scenes", searched);
	return status < 2 ? 0 : status;
}
