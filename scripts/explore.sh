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
#	shard=2/4	the second of four parts; explore-merge.sh adds them up
#	limit=1000	so many schedules in this call
#	first=1		ends with the first schedule that fails
#	chance=1000	for scenarios that are too big: walks by chance, which meet a
#	depth=2 seed=1	failure of depth ordered steps with a known probability
#
# Other KEY=VALUE go to the scenario.
#
# EX=01 explores the kernel with your work on this exercise; without a scenario it takes
# the first one that the exercise is searched for.
#
#	-k KERNEL	which kernel of build/kernel; "base" without it
#	-q		counts and kinds only: no progress, no replay, no diagram
#	-r		no progress and no diagram; each kind is replayed, for make report
#	AGAIN=1		forget what an earlier call of the same search knows
#
# Exit status 0 when nothing failed, 1 when a law broke, 3 when the kernel reported
# something or ended, 4 when it hung.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

quiet=
replays=1
while getopts k:qr opt
do
	case $opt in
	k) explore_kernel=$OPTARG ;;
	q)
		quiet=1
		replays=
		;;
	r) quiet=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
# A scenario of its own, or the first that the exercise is searched for.
named=
for word
do
	case $word in
	scenario=*) named=1 ;;
	esac
done
if test -n "${EX:-}"
then
	scratch
	ex_kernel "$EX" || die "the kernel does not compile (make check EX=$nr says why)"
	explore_kernel=$kernel
	unlock
	if test -z "${SCENARIO:-}$named"
	then
		searches_list | grep -v '|-$' | head -n 1 >"$scratch/first-search"
		IFS='|' read -r _ words bound_of <"$scratch/first-search"
		# shellcheck disable=SC2086
		set -- "scenario=${words%% *}" ${words#* } "bound=${BOUND:-$bound_of}" \
			${DESIGN:+"design=$DESIGN"} ${CONSUMER:+"consumer=$CONSUMER"} "$@"
	fi
fi
cell_take "$@"

cell_kernel ''
guest_build
scratch
cell_open

case $(cell_get complete 2>/dev/null) in
yes | first) known=1 ;;
*) known= ;;
esac
if test -n "$known"
then
	test -n "$quiet" ||
	say "Known from an earlier call; AGAIN=1 explores anew."
else
	test ! -f "$cell_dir/state" || test -n "$quiet" ||
	say "Going on where an earlier call has stopped."
	start=$(clock_ms)
	if test "$bound" = -
	then
		cell_once
	else
		cell_search
		took=$(($(clock_ms) - start))
		cell_store "$took"
		test -z "$replays" || cell_replays
	fi
fi

# ---- what is known ----------------------------------------------------------

case $bound in
all) bound_words="every one there is" ;;
-) bound_words="its own alone" ;;
1) bound_words="at most 1 preemption" ;;
*) bound_words="at most $bound preemptions" ;;
esac
case $delays in
0) ;;
1) bound_words="$bound_words, at most 1 access out of order" ;;
*) bound_words="$bound_words, at most $delays accesses out of order" ;;
esac
test "$chance" = 0 || bound_words="by chance, depth $depth, seed $seed"
say "explored $(cell_get schedules) schedules, $bound_words, $(cell_get failing) failing, longest $(cell_get longest) steps$(
	test "$(cell_get redundant)" -eq 0 || printf ', %s cut short because they commute with others' "$(cell_get redundant)")$(
	test "$(cell_get again)" -eq 0 || printf ', %s begun again in new processes' "$(cell_get again)")"
test ! -s "$cell_dir/chance" || cat -- "$cell_dir/chance"
case $(cell_get complete) in
no) say "not complete: the same call goes on" ;;
first) say "after the default schedule the kernel is not to be trusted any more; nothing else was tried" ;;
esac
awk -v s="$(cell_get seconds)" -v n="$(cell_get schedules)" \
	'BEGIN { printf "%s s with the boots, %.0f schedules a second\n", s, (s > 0 ? n / s : 0) }'
awk '
$1 == "met" { met++; split($2, part, "."); group[part[1]] = 1 }
$1 == "unmet" { name[++n] = $2 }
END {
	for (i = 1; i <= n; i++) {
		split(name[i], part, ".")
		if (part[1] in group)
			never = never " " name[i]
	}
	print met + 0 " points were passed" (never == "" ? "" : "; never:" never)
}' "$cell_dir/points"

status=$PASS
quoted_options () {
	test -z "$options" || printf " OPTIONS='%s'" "${options# }"
}

# found NUMBER KIND TIMES PREEMPTIONS STEPS SCHEDULE
found () {
	say ""
	say "${bold}breaks $2$plain, in $3 schedules; the shortest with the fewest preemptions, $4, in $5 steps:"
	say "    ${6% =*}"
	case ,$2, in
	*,hang,*) status=$HANG ;;
	*,crash,* | *,report,*) status=$CRASH ;;
	*) test "$status" -ne "$PASS" || status=$FAIL ;;
	esac
	test -f "$cell_dir/$1/result" && test -z "$quiet" || return 0
	verdict "$cell_dir/$1"
	say "replayed from a fresh boot: $(verdict_word "$verdict") $(result_laws "$cell_dir/$1")"
	if test -z "$6"
	then
		:
	elif test -n "${EX:-}"
	then
		say "    make replay EX=$nr SCENARIO=$scenario DESIGN=$design CONSUMER=$consumer$(quoted_options) SCHEDULE='$6'"
	elif test "$explore_kernel" = "$(schedule_kernel "$6")"
	then
		say "    make replay SCENARIO=$scenario DESIGN=$design CONSUMER=$consumer$(quoted_options) SCHEDULE='$6'"
	else
		say "    scripts/replay.sh -k $explore_kernel scenario=$scenario design=$design consumer=$consumer$options '$6'"
	fi
	say ""
	diagram -v brief=1 "$cell_dir/$1/result"
	show_laws "$cell_dir/$1"
	test "$verdict" -ne "$CRASH" || say "    $verdict_why"
}
sed 1d "$cell_dir/found.tsv" >"$scratch/lines"
while IFS='	' read -r number kind times preemptions steps schedule
do
	found "$number" "$kind" "$times" "$preemptions" "$steps" "$schedule"
done <"$scratch/lines"
test "$status" -ne "$PASS" || say "no law broke"
exit "$status"
