#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore.sh [-k NAME] [-q] [KEY=VALUE]...
#	(or SCENARIO=, DESIGN=, CONSUMER=, BOUND=, LIMIT=)
#
# Try every schedule of a scenario with at most BOUND preemptions, on one design:
#
#	explore.sh scenario=register-punch design=v10 bound=2
#
# A preemption is a switch away from an actor that could have gone on.  For each
# way in which laws break: how often, and the schedule with the fewest
# preemptions, replayed from a fresh boot.  Other KEY=VALUE go to the scenario.
#
#	-k NAME		which kernel of build/kernel; "base", which is built when it is
#			not up to date, without it
#	-q		say what breaks; no replay, no diagram
#
# Exit status 0 when no law broke, 1 when one did.

set -u
. "$(dirname "$0")/lib.sh"

scenario=${SCENARIO:-}
design=${DESIGN:-v18}
consumer=${CONSUMER:-kvm}
bound=${BOUND:-2}
limit=${LIMIT:-1000000}
name=
more=
quiet=
while getopts k:q opt
do
	case $opt in
	k) name=$OPTARG ;;
	q) quiet=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
for word
do
	case $word in
	scenario=*) scenario=${word#*=} ;;
	design=*) design=${word#*=} ;;
	consumer=*) consumer=${word#*=} ;;
	bound=*) bound=${word#*=} ;;
	limit=*) limit=${word#*=} ;;
	explore=* | schedule=*) usage ;;
	*' '*) usage ;;
	?*=*) more="$more $word" ;;
	*) usage ;;
	esac
done
test -n "$scenario" ||
die "no scenario is named (cure: SCENARIO=register-punch; scripts/boot.sh scenario list shows all)"
case $bound$limit in
*[!0-9]*) die "bound and limit are numbers, not '$bound' and '$limit'" ;;
esac

if test -z "$name"
then
	name=base
	kernel_build base || die "the kernel does not build"
	unlock
fi
test -x "$kernels/$name/linux" ||
die "there is no kernel $name in $kernels"
guest_build
scratch
kernel_word=
test "$name" = base || kernel_word=" -k $name"
start=$(date +%s%3N)
# shellcheck disable=SC2086
boot "$kernels/$name/linux" "$scratch/explore" scenario "$scenario" \
	"design=$design" "consumer=$consumer" $more explore=1 "bound=$bound" \
	"limit=$limit"
took=$(($(date +%s%3N) - start))
verdict "$scratch/explore"
sed 's/\r$//' "$scratch/explore/result" >"$scratch/said"
case $verdict in
"$PASS" | "$FAIL") ;;
*)
	why=$(sed -n 's/^# error //p' "$scratch/said")
	warn "$(verdict_word "$verdict"): ${why:-$verdict_why}"
	exit "$verdict"
	;;
esac

sed -n 's/^# explored //p' "$scratch/said"
awk -v ms="$took" '/^# explored/ {
	printf "%.1f s with the boot, %.0f schedules a second\n", ms / 1000, $3 * 1000 / ms }' "$scratch/said"
say "$(grep -c '^# point ' "$scratch/said") points were passed"

# found LAWS TIMES PREEMPTIONS SCHEDULE: say it and replay it.
found () {
	test -n "$quiet" || say ""
	say "${bold}breaks $1$plain, in $2 schedules; the first with $3 preemptions:"
	say "    $4"
	test -z "$quiet" || return 0
	# shellcheck disable=SC2086
	boot "$kernels/$name/linux" "$scratch/replay" scenario "$scenario" \
		"design=$design" "consumer=$consumer" $more "schedule=$4" </dev/null
	verdict "$scratch/replay"
	say "replayed from a fresh boot: $(verdict_word "$verdict") $(result_laws "$scratch/replay")"
	say "    scripts/boot.sh$kernel_word -v scenario $scenario design=$design consumer=$consumer$more 'schedule=$4'"
	say ""
	diagram -v brief=1 "$scratch/replay/result"
}

sed -n 's/^# found \([^ ]*\) in \([0-9]*\) schedules, first with \([0-9]*\) preemptions: \(.*\)/\1|\2|\3|\4/p' \
	"$scratch/said" >"$scratch/found"
while IFS='|' read -r laws times preemptions schedule
do
	found "$laws" "$times" "$preemptions" "$schedule"
done <"$scratch/found"
test ! -s "$scratch/found" || exit "$FAIL"
say "no law broke"
