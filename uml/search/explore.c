// SPDX-License-Identifier: GPL-2.0
/*
 * A whole call of the search: begin or go on, until the end, the limit, or a kernel
 * that is not to be trusted any more; then say what is known.  options.c has the
 * words.
 */
#include <string.h>

#include "covered.h"
#include "explore.h"

const char *explore_refuses(const struct lab_scenario *scenario)
{
	if (!run_count_actors(scenario))
		return "no actors, so there is only one schedule";
	return lab_option("delays", NULL) ? NULL : scenario->unsearched;
}

void explore_check_point(const char *point, int pos)
{
	struct lab_near near = { .word = point };

	if (!points_listed(point, &near))
		lab_die("schedule:%d: there is no point %s%s%s%s", pos, point,
			near.best ? "; is it '" : "", near.best ? near.best : "",
			near.best ? "'?" : "");
}

/* Each kind to its shortest form; @sure: there is none with fewer preemptions. */
static void shrink_found(bool sure)
{
	struct walked *best;
	unsigned int i;

	for (i = 0; (best = found_best(i)); i++)
		shrink(best, sure);
}

static bool report(const char *how_far)
{
	counts_say(how_far);
	found_say();
	if (!asked.brief)
		points_say();
	return !counts.failing;
}

/* What another boot has left, as if this one had ended with it. */
static bool tell(void)
{
	enum state_found found;

	points_list();
	found = search_resume();
	return report(found == STATE_FIRST_ENDED ? "first" :
		      frontier_empty() ? "all" : "some");
}

/* Another boot goes on, and this one ends at once. */
static bool give_up(void)
{
	run_left = true;
	if (asked.brief)
		return report("some");
	state_say();
	lab_say("restart %s", walk_lost() ? "stuck" : "report");
	return !counts.failing;
}

/* What was asked for, after the first walk.  False: another boot is to go on. */
static bool search_and_shrink(void)
{
	search_resume();
	if (!search(asked.limit, true))
		return false;
	search_note_first();
	state_say();
	if (asked.chance && !chance())
		return false;
	shrink_found(frontier_empty() && !asked.chance);
	return !walk_lost();
}

/*
 * The end of all processes and devices.  What is left over then, or does not come to its
 * end, which was said as law L3, belongs to no schedule.
 */
static void end_all(void)
{
	static struct walked none LAB_APART;

	run_left = !run_stop() || !lab_close();
	none.broken = run_left ? 1u << 3 : lab_over();
	lab_forget();
	if (!none.broken)
		return;
	counts.failing++;
	if (!found_has(none.broken))
		found_note(&none);
}

/* P has failed a check before there was anything to search. */
static bool no_start(void)
{
	static struct walked none LAB_APART = { .broken = KIND_CHECK };

	if (!lab->failed)
		lab_die("P does not start");
	counts.failing++;
	found_note(&none);
	return report("first");
}

bool explore(void)
{
	const char *why = explore_refuses(sc);
	unsigned long through = 0;

	if (why)
		lab_die("%s is not searched: %s", sc->name, why);
	options_take();
	if (asked.tell)
		return tell();
	lab_keep_apart();
	lab_say("actors %u", nr_actors);
	if (asked.through)
		through = covered_through();
	if (sc->prepare)
		sc->prepare();
	if (run_start() != P_DONE) {
		run_left = true;
		return no_start();
	}
	points_declare();
	if (!search_first()) {
		run_left = true;
		return report("first");
	}
	lab_refuse_unasked();
	if (asked.measure) {
		measure(asked.measure, asked.rounds);
		return true;
	}
	if (asked.through && !counts.failing && through == covered_through()) {
		end_all();
		return report("apart");
	}
	if (!search_and_shrink())
		return give_up();
	end_all();
	return report(frontier_empty() ? "all" : "some");
}
