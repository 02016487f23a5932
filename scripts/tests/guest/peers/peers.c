// SPDX-License-Identifier: GPL-2.0
/*
 * peers SUITE [record]
 *
 * Run upstream's own tests in the guest and compare every verdict with what
 * is expected of an unpatched kernel.  An exit status is no evidence: some of
 * these programs leave with 0 when they tested nothing.
 *
 *	/peers/SUITE.run	a command a line, run in /tmp; "!" in front: for
 *				the shell, not judged
 *	/peers/SUITE.expect	VERDICT PROGRAM:TEST a line; "ok PROGRAM:* N": so many more
 *				of its tests are ok
 *
 * VERDICT is ok, notok, skip or xfail; "either" is for what depends on how far
 * KSM has come by the clock: not judged, but said.  Each command also yields the verdict
 * PROGRAM:exit.  Digits of addresses and times in a name become "N".
 * "record" prints the verdicts in the format of the expect file.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIR		"/peers/"
#define CHANNEL_FD	3
#define MAX_VERDICTS	1024
#define NAME_LEN	200
#define LINE_LEN	1024
#define MAX_ARGS	40
#define EXIT_SKIP	4	/* KSFT_SKIP */
#define EITHER		"either"

static struct verdict {
	char name[NAME_LEN];
	char what[8];
	bool met;
	int more, left;		/* of PROGRAM:* */
} expected[MAX_VERDICTS];

static int nr_expected, nr_judged, nr_results, nr_failed, nr_strange;
static char strange[NAME_LEN + 8];	/* the first */
static bool recording;
static FILE *channel;

static void result(bool ok, const char *name, const char *why)
{
	nr_results++;
	nr_failed += !ok;
	fprintf(channel, "%sok %d %s%s%s\n", ok ? "" : "not ", nr_results,
		name, *why ? ", " : "", why);
	fflush(channel);
}

static struct verdict *find_expected(const char *name)
{
	int i;

	for (i = 0; i < nr_expected; i++)
		if (!expected[i].met && !strcmp(expected[i].name, name))
			return &expected[i];
	return NULL;
}

/* Is @name, which is ok, one of those that are only counted? */
static bool is_one_more(const char *name)
{
	const int len = strcspn(name, ":");
	struct verdict *v;
	char all[NAME_LEN];

	snprintf(all, sizeof(all), "%.*s:*", len, name);
	v = find_expected(all);
	if (!v)
		return false;
	v->left--;
	fprintf(channel, "# ok %s\n", name);
	return true;
}

static void judge_more(const struct verdict *v)
{
	char why[64];

	snprintf(why, sizeof(why), "%d ok where %d are expected", v->more - v->left, v->more);
	result(!v->left, v->name, v->left ? why : "");
}

static void judge(const char *what, const char *name)
{
	struct verdict *v;
	char why[64];

	if (recording) {
		fprintf(channel, "%s %s\n", what, name);
		fflush(channel);
		return;
	}
	v = find_expected(name);
	if (!v && !strcmp(what, "ok") && is_one_more(name))
		return;
	if (!v) {
		if (!nr_strange++)
			snprintf(strange, sizeof(strange), "%s %s", what, name);
		fprintf(channel, "# unexpected: %s %s\n", what, name);
		return;
	}
	v->met = true;
	if (!strcmp(v->what, EITHER)) {
		fprintf(channel, "# not judged: %s %s\n", what, name);
		return;
	}
	snprintf(why, sizeof(why), "%s where %s is expected", what, v->what);
	if (!strcmp(v->what, what))
		snprintf(why, sizeof(why), "%s",
			 strcmp(what, "ok") ? what : "");
	result(!strcmp(v->what, what), name, why);
}

/* Copy a test's name without what differs from run to run. */
static void clean_name(char *to, size_t size, const char *from)
{
	size_t len = 0, digits;

	while (*from && len < size - 1) {
		if (!strncmp(from, "0x", 2)) {
			from += 2;
			digits = strspn(from, "0123456789abcdefABCDEF");
			from += digits;
			to[len++] = 'N';
			continue;
		}
		digits = strspn(from, "0123456789");
		if (digits >= 4 || (digits && !strncmp(from + digits, "ns", 2))) {
			from += digits;
			to[len++] = 'N';
			continue;
		}
		to[len++] = *from == '\t' ? ' ' : *from;
		from++;
	}
	while (len && isspace((unsigned char)to[len - 1]))
		len--;
	to[len] = '\0';
}

/* "Testing NAME... done", as uffd-unit-tests has it. */
static void take_plain_line(const char *program, char *line)
{
	char name[NAME_LEN], text[NAME_LEN - 40];
	const char *what = "notok";
	char *end = strstr(line, "... ");

	if (!end)
		return;
	*end = '\0';
	end += strlen("... ");
	if (!strncmp(end, "done", 4))
		what = "ok";
	else if (!strncmp(end, "skipped", 7))
		what = "skip";
	clean_name(text, sizeof(text), line + strlen("Testing "));
	snprintf(name, sizeof(name), "%.32s:%s", program, text);
	judge(what, name);
}

/* Take a verdict from a line of TAP; other lines are the program's own. */
static void take_line(const char *program, char *line)
{
	const char *what = "ok";
	char name[NAME_LEN], text[NAME_LEN - 40];
	char *rest = line, *hash;

	if (!strncmp(line, "Testing ", 8)) {
		take_plain_line(program, line);
		return;
	}
	if (!strncmp(rest, "not ", 4)) {
		what = "notok";
		rest += 4;
	}
	if (strncmp(rest, "ok ", 3) || !isdigit((unsigned char)rest[3]))
		return;
	rest += 3;
	hash = strstr(rest, "# SKIP");
	if (hash)
		what = "skip";
	if (!hash) {
		hash = strstr(rest, "# XFAIL");
		if (hash)
			what = "xfail";
	}
	if (hash) {
		/* Some put the name after the directive. */
		memmove(hash, hash + strcspn(hash + 2, " ") + 2,
			strlen(hash + strcspn(hash + 2, " ") + 2) + 1);
	}
	clean_name(text, sizeof(text), rest);
	snprintf(name, sizeof(name), "%.32s:%s", program, text);
	judge(what, name);
}

static void take_exit(const char *program, int status)
{
	char name[NAME_LEN];
	const char *what = "notok";

	if (WIFEXITED(status) && !WEXITSTATUS(status))
		what = "ok";
	else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIP)
		what = "skip";
	snprintf(name, sizeof(name), "%.32s:exit", program);
	judge(what, name);
}

static void run_command(char *command)
{
	char *argv[MAX_ARGS + 1], path[256], line[LINE_LEN], *save;
	int argc = 0, out[2], status;
	FILE *f;
	pid_t pid;

	if (command[0] == '!') {
		if (system(command + 1))
			fprintf(stderr, "peers: fails: %s", command + 1);
		return;
	}
	for (argv[0] = strtok_r(command, " \n", &save);
	     argv[argc] && argc < MAX_ARGS - 1;
	     argv[++argc] = strtok_r(NULL, " \n", &save))
		;
	argv[argc] = NULL;
	if (!argc || argv[0][0] == '#')
		return;
	if (pipe(out))
		return;
	snprintf(path, sizeof(path), DIR "%s", argv[0]);
	pid = fork();
	if (!pid) {
		dup2(out[1], 1);
		close(out[0]);
		close(out[1]);
		close(CHANNEL_FD);
		execv(path, argv);
		fprintf(stderr, "peers: %s: %s\n", path, strerror(errno));
		_exit(127);
	}
	close(out[1]);
	f = fdopen(out[0], "r");
	while (fgets(line, sizeof(line), f)) {
		fputs(line, stdout);
		fflush(stdout);
		take_line(argv[0], line);
	}
	fclose(f);
	if (waitpid(pid, &status, 0) == pid)
		take_exit(argv[0], status);
}

static bool read_expected(const char *suite)
{
	char path[256], line[LINE_LEN], *name;
	FILE *f;

	snprintf(path, sizeof(path), DIR "%s.expect", suite);
	f = fopen(path, "r");
	if (!f)
		return false;
	while (nr_expected < MAX_VERDICTS && fgets(line, sizeof(line), f)) {
		struct verdict *v = &expected[nr_expected];

		name = strchr(line, ' ');
		if (line[0] == '#' || !name)
			continue;
		*name++ = '\0';
		name[strcspn(name, "\n")] = '\0';
		snprintf(v->what, sizeof(v->what), "%.7s", line);
		snprintf(v->name, sizeof(v->name), "%s", name);
		if (sscanf(name, "%*[^:]:* %d", &v->more) == 1)
			v->name[strcspn(v->name, " ")] = '\0';
		v->left = v->more;
		nr_expected++;
		nr_judged += strcmp(v->what, EITHER) != 0;
	}
	fclose(f);
	return true;
}

int main(int argc, char **argv)
{
	char path[256], line[LINE_LEN];
	const char *nonce = getenv("LAB_NONCE");
	FILE *f;
	int i;

	if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "record"))) {
		fprintf(stderr, "usage: peers SUITE [record]\n");
		return 2;
	}
	recording = argc == 3;
	channel = fdopen(fcntl(CHANNEL_FD, F_GETFD) < 0 ? dup(1) : CHANNEL_FD,
			 "w");
	snprintf(path, sizeof(path), DIR "%s.run", argv[1]);
	f = fopen(path, "re");
	if (!f || chdir("/tmp") ||
	    (!recording && !read_expected(argv[1]))) {
		fprintf(stderr, "peers: %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	if (!recording) {
		fprintf(channel, "KTAP version 1\n# run %s\n1..%d\n",
			nonce ? nonce : "-", nr_judged + 1);
		fflush(channel);
	}
	while (fgets(line, sizeof(line), f))
		run_command(line);
	if (recording)
		return 0;
	for (i = 0; i < nr_expected; i++)
		if (expected[i].more)
			judge_more(&expected[i]);
		else if (!expected[i].met && strcmp(expected[i].what, EITHER))
			result(false, expected[i].name, "no verdict");
	result(!nr_strange, "nothing but what is expected", strange);
	return nr_failed > 0;
}
