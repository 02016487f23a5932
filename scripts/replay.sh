#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: replay.sh [-k KERNEL] [KEY=VALUE]... SCHEDULE
#	(or EX=, SCENARIO=, DESIGN=, CONSUMER=, OPTIONS=, SCHEDULE=, RUNS=, VERBOSE=)
#
# One schedule of a scenario, drawn, from a fresh boot:
#
#	replay.sh scenario=register-punch design=v10 'B6 A* B*'
#
# The same schedule gives the same trace, byte for byte; RUNS=1000 runs it that
# often and counts.  A schedule that a search has found ends with =SIGNATURE:CHECKS.
# Then it is refused where the scenario has other points by now, and it stops with
# "uncontrolled nondeterminism at step N" where anything is not what the search has
# seen: who can move, and from which point.
#
# A schedule with stores that others see late (A~3), or loads that are old (B^1), is run on
# the kernel "weak"; see docs/weak.md.
#
# EX=01 replays it on the kernel with your work on this exercise.
#
# Exit status: 0 no law broke, 1 one did, 2 the schedule is refused or does not
# repeat, 3 the kernel reported something or ended, 4 it hung.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

kernel=
while getopts k: opt
do
	case $opt in
	k) kernel=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
schedule=${SCHEDULE:-}
words=
for word
do
	case $word in
	schedule=*) schedule=${word#*=} ;;
	[a-z]*=*) words="$words $word" ;;
	*) schedule="${schedule:+$schedule }$word" ;;
	esac
done
# shellcheck disable=SC2086
cell_take -e $words
test -n "$schedule" ||
die "no schedule is given (cure: SCHEDULE='B6 A* B*', or make explore to find one)"
test "${#schedule}" -le 2000 ||
die "the schedule is too long: ${#schedule} characters, 2000 at most"
case $schedule in
*[!A-Za-z0-9\ @*._=:~^-]*)
	die "a schedule cannot have this character: $(printf '%s' "$schedule" | tr -d 'A-Za-z0-9 @*._=:~^-' | cut -c 1)"
	;;
esac
repeat=${RUNS:-1}
case $repeat in
*[!0-9]* | 0*) die "RUNS is a number, 1 or more, not '$repeat'" ;;
esac

flavour=$(schedule_kernel "$schedule" "$(cell_is kernel)")
if test -n "${EX:-}"
then
	scratch
	ex_kernel "$EX" "${flavour#base}" || die "the kernel does not compile (make check EX=$nr says why)"
fi
# shellcheck disable=SC2086
cell_prepare -e $words -- "kernel=${kernel:-$flavour}"

# refused: the guest did not take the schedule.  One with a signature may be
# of another kernel: the signature is that of the default schedule.
refused () {
	refused_why=$verdict_why
	case $schedule in
	*=*)
		refused_recorded=${schedule##*=}
		refused_recorded=${refused_recorded%%:*}
		# shellcheck disable=SC2046
		boot "$cell_kernel" "$scratch/default" scenario $(cell_is run) \
			explore=1 bound=0 limit=1 </dev/null
		refused_now=$(said signature "$scratch/default")
		test -z "$refused_now" || test "$refused_recorded" = 00000000 ||
		test "$refused_now" = "$refused_recorded" || {
			refused_before=${schedule%=*}
			die "schedule:$((${#refused_before} + 1)): stale: it was recorded when $(cell_is scenario) under $(cell_is design) had other points (recorded $refused_recorded, now $refused_now; cure: make explore, or leave out everything from the '=' on)"
		}
		;;
	esac
	die "$refused_why"
}

# once RUNDIR: the schedule from a fresh boot.
once () {
	cell_run "$1" "$schedule"
	test "$verdict" -ne "$ERROR" || refused
}

once "$scratch/run"
if test "$repeat" -gt 1
then
	run_hash "$scratch/run" >"$scratch/hashes"
	run=1
	while test "$run" -lt "$repeat"
	do
		once "$scratch/again"
		run_hash "$scratch/again" >>"$scratch/hashes"
		run=$((run + 1))
	done
	distinct=$(sort -u "$scratch/hashes" | grep -c .)
	say "$repeat runs, $distinct distinct trace(s)"
	verdict "$scratch/run"
	test "$distinct" -eq 1 ||
	die "uncontrolled nondeterminism: the same schedule gave $distinct traces"
fi
if test -n "${VERBOSE:-}"
then
	diagram "$scratch/run/result"
else
	diagram -v brief=1 "$scratch/run/result"
fi
sed -n 's/^# damage /    damage: /p;s/^# check /    should be: /p' "$scratch/run/result"
show_laws "$scratch/run"
say "$(verdict_word "$verdict") $(result_laws "$scratch/run")$(test "$verdict" -ne "$CRASH" || printf ': %s' "$verdict_why")"
exit "$verdict"
