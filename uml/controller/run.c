// SPDX-License-Identifier: GPL-2.0
/*
 * One schedule of a scenario: its processes are started, its actors moved, the laws
 * judged, the trace passed on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lab.h"
#include "run.h"
#include "schedule.h"

#define PATIENCE	100		/* times 10 ms without a step: deadlock */
#define RECORD_LEN	8192

static unsigned int laws_broken;

/* ---- the schedule as it was executed ----------------------------------- */

static char record[RECORD_LEN] LAB_APART;
static size_t record_len;
static char last_letter;
static unsigned int last_count;

static void flush_record(void)
{
	const char *between = record_len && record[record_len - 1] != ' ' ? " " : "";
	int len;

	if (!last_count)
		return;
	len = snprintf(record + record_len, sizeof(record) - record_len,
		       last_count > 1 ? "%s%c%u" : "%s%c",
		       between, last_letter, last_count);
	record_len += len;
	if (record_len >= sizeof(record))
		lab_die("the executed schedule is longer than %d characters",
			RECORD_LEN);
	last_count = 0;
}

static void record_steps(char letter, unsigned int count)
{
	if (letter != last_letter)
		flush_record();
	last_letter = letter;
	last_count += count;
}

/* ---- trace and laws ---------------------------------------------------- */

/* The point where the schedule is about to stop an actor; NULL. */
static const struct token *awaited;
struct run_unmet run_unmet[RUN_MAX_UNMET];
unsigned int run_nr_unmet;

/* What each actor was last seen to do. */
static char last_event[IL_MAX_ACTORS][IL_NAME_LEN];

static void note_event(const char *line)
{
	char letter, kind, name[IL_NAME_LEN];

	if (sscanf(line, "%*u %c %c %39s", &letter, &kind, name) == 3 &&
	    letter >= 'A' && letter < 'A' + IL_MAX_ACTORS &&
	    (kind == 'p' || kind == 'n'))
		memcpy(last_event[letter - 'A'], name, sizeof(name));
	if (awaited && kind == 'n' && letter == awaited->actor &&
	    !strcmp(name, awaited->point))
		run_unmet[run_nr_unmet].passed = true;
}

/* Pass the trace on, each line with "# T " in front, or throw it away. */
static void drain_trace(bool say_it)
{
	char buf[4096], *line, *save;
	ssize_t n;

	while ((n = read(run_fd, buf, sizeof(buf) - 1)) > 0) {
		buf[n] = '\0';
		for (line = strtok_r(buf, "\n", &save); say_it && line;
		     line = strtok_r(NULL, "\n", &save)) {
			lab_say("T %s", line);
			note_event(line);
		}
	}
}

static void drain(void)
{
	drain_trace(true);
	laws_broken |= lab_reports(true);
}

/* ---- stepping ---------------------------------------------------------- */

/* The check of the schedule, a character a step; NULL: it has none. */
static const char *expected;
static unsigned int nr_taken;

/* What happens must be what was recorded, or the verdict is about something else. */
static void compare(char actor, const struct il_status *status)
{
	const char *at = status->at[actor - 'A'];
	const char check = step_check(actor, who_can_move(status), at);

	if (expected && check != expected[nr_taken])
		lab_die("uncontrolled nondeterminism at step %u: %c at %s is not what was recorded",
			nr_taken + 1, actor, at);
	nr_taken++;
}

/* One step of an actor that is held.  Returns what it does then. */
static enum il_state step(char actor)
{
	struct il_step st = { .actor = actor, .mode = IL_COUNT, .count = 1 };
	struct il_status status;

	get_status(&status);
	compare(actor, &status);
	if (ioctl(run_fd, IL_STEP, &st))
		lab_die("step %c: %s", actor, strerror(errno));
	record_steps(actor, st.taken);
	drain();
	return st.state;
}

static enum il_state look(char actor, char *at)
{
	struct il_status status;

	get_status(&status);
	snprintf(at, IL_NAME_LEN, "%s", status.at[actor - 'A']);
	return status.state[actor - 'A'];
}


/* Execute one token; a law that breaks on the way is reported, not the end. */
static void execute(const struct token *token)
{
	unsigned int left = token->count;
	char at[IL_NAME_LEN];
	enum il_state state;

	if (token->mode == TOKEN_LATE || token->mode == TOKEN_OLD)
		return;

	awaited = token->mode == IL_UNTIL ? token : NULL;
	run_unmet[run_nr_unmet].passed = false;
	for (state = look(token->actor, at); state == IL_PARKED;
	     state = look(token->actor, at)) {
		if (token->mode == IL_COUNT && !left--)
			return;
		if (token->mode == IL_UNTIL && !strcmp(at, token->point))
			return;
		step(token->actor);
	}
	if (token->mode == IL_COUNT && left)
		lab_die("schedule:%d: %c made %u of %u steps and %s",
			token->pos, token->actor, token->count - left,
			token->count,
			state == IL_BLOCKED ? "sleeps" : "has ended");
	if (token->mode != IL_UNTIL)
		return;
	lab_say("note %c %s before it came to %s", token->actor,
		state == IL_BLOCKED ? "sleeps" : "ended", token->point);
	if (state != IL_BLOCKED && run_nr_unmet + 1 < RUN_MAX_UNMET)
		run_unmet[run_nr_unmet++].token = *token;
}

static void report_deadlock(void)
{
	char seen[256] = "", who[64] = "";
	struct il_status status;
	unsigned int i;
	size_t len = 0;

	get_status(&status);
	for (i = 0; i < nr_actors; i++) {
		if (status.state[i] != IL_BLOCKED)
			continue;
		if (len < sizeof(seen))
			len += snprintf(seen + len, sizeof(seen) - len,
					"%s%c sleeps after %s",
					len ? ", " : "", 'A' + i,
					last_event[i]);
		if (!who[0])
			snprintf(who, sizeof(who), "%s/%d", sc->actors[i].name,
				 status.pid[i]);
	}
	laws_broken |= 1u << 3;
	lab_say("law L3 tmmu=0 addr=0x0 who=%s expected=\"no actor waits for ever\" seen=\"%s\"",
		who, seen);
}

/*
 * Run all actors to their ends, in letter order, round and round.  False when
 * those that are left sleep and nothing wakes them.
 */
static bool run_to_end(void)
{
	struct il_status status;
	unsigned int i, idle, undone;
	enum il_state state;

	for (idle = 0; idle < PATIENCE; idle++) {
		undone = 0;
		for (i = 0; i < nr_actors; i++) {
			get_status(&status);
			if (status.state[i] == IL_DONE)
				continue;
			state = status.state[i];
			while (state == IL_PARKED) {
				state = step('A' + i);
				idle = 0;
			}
			if (state == IL_DONE)
				continue;
			undone++;
		}
		if (!undone)
			return true;
		/* It may wait for RCU or a timer rather than for an actor. */
		if (idle)
			sleep_ms(10);
	}
	report_deadlock();
	return false;
}

static bool move_actors(const char *schedule)
{
	const char *p = schedule;
	struct il_choices choices;
	struct token token;
	bool live;

	drain_trace(false);	/* what setup() did */
	schedule_choices(schedule, &choices);
	run_choose(&choices);
	pack_choices(&choices, ' ', record, sizeof(record));
	record_len = strlen(record);
	bind_actors();
	while (next_token(schedule, &p, &token) > 0)
		execute(&token);
	live = run_to_end();
	if (expected && expected[nr_taken])
		lab_die("uncontrolled nondeterminism at step %u: no actor can move, %zu steps were recorded",
			nr_taken + 1, strlen(expected));
	drain();
	flush_record();
	lab_say("schedule %s", record);
	return live;
}

/* ---- its whole life ----------------------------------------------------- */

/* Has P done what it was told? */
static bool heard(enum p_answer answer)
{
	if (answer == P_SLEEPS)
		laws_broken |= 1u << 3;
	return answer == P_DONE;
}

unsigned int run_schedule(const char *schedule, const char *check)
{
	bool live = true;

	expected = check;
	if (sc->prepare)
		sc->prepare();
	if (heard(run_start())) {
		if (nr_actors)
			live = move_actors(schedule);
		if (live)
			laws_broken |= lab_laws(true, true);
		if (live && heard(tell_p('f', "finish"))) {
			laws_broken |= lab_laws(true, true);
			heard(tell_p('x', "exit"));
		}
	}
	run_left = !run_end() || !lab_close();
	if (run_left)
		laws_broken |= 1u << 3;
	laws_broken |= lab_laws(false, true);
	if (!run_left && !sc->leaves)
		laws_broken |= lab_over();
	lab_say_unsaid();
	lab_swap_off();
	return laws_broken;
}
