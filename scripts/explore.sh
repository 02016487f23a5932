#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore.sh [-k KERNEL] [-q] [KEY=VALUE]...
#	(or EX=, SCENARIO=, DESIGN=, CONSUMER=, BOUND=, DELAYS=, REDUCE=, SHARD=, LIMIT=,
#	CHANCE=, DEPTH=, SEED=, FIRST=, OPTIONS=, AGAIN=)
#
# Try every schedule of a scenario with at most BOUND preemptions, on one design:
#
#	explore.sh scenario=register-punch design=v10 bound=2
#
# A preemption is a switch away from an actor that could have gone on.  For each
# way to fail: how often, and the schedule with the fewest preemptions, shrunk and
# replayed from a fresh boot.  Where the kernel ends or reports something, the next
# boot goes on.  Ctrl-C keeps what is known; the same call goes on later.
#
#	bound=all	every schedule there is
#	bound=-		no search: the scenario by its own schedule, once
#	delays=1	also with so many stores that others see late, or loads that are
#			old, of the designs, the guards and upstream's notifier; see
#			docs/weak.md.  On the kernel "weak"
#	reduce=1	with bound=all: leaves out what differs from another schedule
#			only in the order of steps that commute
#	reduce=both	does that leave anything out?  Searches in both ways and compares
#			which end states were reached, and which laws broke on the way
#	shard=2/4	the second of four parts
#	shard=all/4	adds the four parts up: build/explore/NAME.shard-I-4 may come from
#			anywhere
#	limit=1000	so many schedules in this call
#	first=1		ends with the first schedule that fails
#	chance=1000	for scenarios that are too big: walks by chance, which meet a
#	depth=2 seed=1	failure of depth ordered steps with a known probability
#
# Other KEY=VALUE go to the scenario.  What is typed last counts: words before variables,
# both before what an exercise says.
#
# EX=01 explores the kernel with your work on this exercise; without a scenario it takes
# the first one that the exercise is searched for.
#
#	-k KERNEL	which kernel of build/kernel; "base" without it
#	-q		counts and kinds only: no progress, no replay, no diagram
#	AGAIN=1		forget what an earlier call of the same search knows
#
# Exit status 0 when nothing failed, 1 when a law broke, 2 when nothing failed and the
# search did not come to its end, 3 when the kernel reported something or ended, 4 when
# it hung.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

quiet=
kernel=
while getopts k:q opt
do
	case $opt in
	k) kernel=$OPTARG ;;
	q) quiet=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
for word
do
	case $word in
	?*=*) ;;
	*) usage ;;
	esac
done
if test -z "${EX:-}"
then
	set -- -e "$@"
	cell_take "$@"
else
	ex_find "$EX"
	# a scenario of its own, or the first that the exercise is searched for
	search_is=
	case " $* " in
	*" scenario="*) ;;
	*)
		test -n "${SCENARIO:-}${SCENE:-}" ||
		search_is=$(searches_list | awk -F '|' '$3 != "-" { print "scenario=" $2 " bound=" $3; exit }')
		;;
	esac
	# shellcheck disable=SC2086
	set -- $search_is -e "$@"
	cell_take "$@"
	scratch
	weak=
	test "$(cell_is delays)" = 0 || weak=weak
	ex_kernel "$ex" "$weak" || die "the kernel does not compile (make check EX=$nr says why)"
fi
cell_prepare "$@" ${kernel:+-- "kernel=$kernel"}

# reach REDUCE: leaves the end states in $scratch/states.REDUCE, and "SCHEDULES CUT" in
# $reached.
reach () {
	# shellcheck disable=SC2046
	boot "$cell_kernel" "$scratch/run" scenario $(cell_is search) states=1 </dev/null
	verdict "$scratch/run"
	reached=$(said explored "$scratch/run" | awk '$NF == "all" { print $1, $3 }')
	test -n "$reached" ||
	die "$cell: the search did not end: $(said error "$scratch/run")${verdict_why:+ $verdict_why}"
	said state "$scratch/run" | sort -u >"$scratch/states.$1"
}

if test "$(cell_is reduce)" = both
then
	both_words="$* ${kernel:+-- kernel=$kernel} -- bound=all"
	# shellcheck disable=SC2086
	cell_take $both_words reduce=0
	reach 0
	plain=${reached% *}
	# shellcheck disable=SC2086
	cell_take $both_words reduce=1
	reach 1
	say "every schedule: $plain, $(grep -c . "$scratch/states.0") end states"
	say "reduced:        ${reached% *}, $(grep -c . "$scratch/states.1") end states, and ${reached#* } runs that were cut short"
	awk -v all="$plain" -v some=$((${reached% *} + ${reached#* })) \
		'BEGIN { printf "%.1f times fewer runs\n", (some > 0 ? all / some : 0) }'
	if cmp -s "$scratch/states.0" "$scratch/states.1"
	then
		say "the same end states and the same laws"
		exit "$PASS"
	fi
	say "NOT the same; < is missing in the reduced search (a point of uml/scenarios/points.list touches more than it declares):"
	diff "$scratch/states.0" "$scratch/states.1" | grep '^[<>]' | head -n 20
	exit "$FAIL"
elif test "$(cell_is parts)" -ne 0
then
	# shellcheck disable=SC2086
	kit sum $cell_words || exit "$ERROR"
	rm -f -- "$cell_dir/state"
	test -n "$quiet" || cell_replays
else
	test -n "$quiet" || test -n "${AGAIN:-}" ||
	case $(cell_is known) in
	open) say "Going on where an earlier call has stopped." ;;
	done) say "These are the results of an earlier call; AGAIN=1 searches anew." ;;
	esac
	replay=1
	test -z "$quiet" || replay=
	cell_explore $replay
fi

# ---- what is known ----------------------------------------------------------

# kernel_of_scene: the one that a replay takes by itself.
kernel_of_scene () {
	kernel_run=$(cell_is run)
	kit cell "scenario=${kernel_run%% *}" | sed -n 's/^kernel //p'
}

# finding NUMBER KIND TIMES PREEMPTIONS STEPS SCHEDULE
finding () {
	say ""
	say "${bold}breaks $2$plain in $3 schedules"
	test -z "$6" || {
		say "The simplest has $4 preemption$(test "$4" -eq 1 || echo s) and $5 steps:"
		say "    ${6% =*}"
	}
	test -f "$cell_dir/$1/result" && test -z "$quiet" || return 0
	verdict "$cell_dir/$1"
	say "replayed from a fresh boot: $(verdict_word "$verdict") $(result_laws "$cell_dir/$1")"
	if test -z "$6"
	then
		:
	elif test -n "${EX:-}"
	then
		say "    make replay EX=$nr $(cell_is typed) SCHEDULE='$6'"
	elif test "$(cell_is kernel)" = "$(schedule_kernel "$6" "$(kernel_of_scene)")"
	then
		say "    make replay $(cell_is typed) SCHEDULE='$6'"
	else
		finding_words=$(cell_is run)
		say "    scripts/replay.sh -k $(cell_is kernel) scenario=$finding_words '$6'"
	fi
	say ""
	diagram -v brief=1 "$cell_dir/$1/result"
	show_laws "$cell_dir/$1"
	test "$verdict" -ne "$CRASH" || say "    $verdict_why"
}

kit say "$cell"
kit found "$cell" >"$scratch/lines"
while IFS='	' read -r number kind times preemptions steps schedule
do
	finding "$number" "$kind" "$times" "$preemptions" "$steps" "$schedule"
done <"$scratch/lines"
status=$(cell_of status)
case $status in
"$PASS") say "no law broke" ;;
"$ERROR")
	if test "$(cell_of schedules)" -eq 0
	then
		say "nothing was judged: no schedule was tried"
	else
		say "no law broke so far, but the search is not at its end: this is no verdict (cure: the same call again, without LIMIT=)"
	fi
	;;
esac
exit "$status"
