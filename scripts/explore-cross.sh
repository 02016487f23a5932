#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-cross.sh [KEY=VALUE]...	(or SCENARIO=, DESIGN=, CONSUMER=, OPTIONS=)
#
# Does the reduction leave anything out?  Search a scenario twice without a bound,
# every schedule and with reduce=1, and compare what was reached: the set of end
# states, and of each the laws that broke on the way.
#
# A difference means that a point of uml/scenarios/points.list touches more than it declares.
# Exit status 0 when both are the same, 1 when not.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

cell_take "$@"
kernel_build base || die "the kernel does not build"
unlock
guest_build
scratch

# reach NAME REDUCE: sets $reach_counts, leaves the states in $scratch/NAME.
reach () {
	# shellcheck disable=SC2086
	boot "$kernels/base/linux" "$scratch/run" scenario "$scenario" \
		"design=$design" "consumer=$consumer" $options explore=1 \
		bound=all "reduce=$2" states=1 </dev/null
	verdict "$scratch/run"
	sed 's/\r$//' "$scratch/run/result" >"$scratch/said"
	reach_counts=$(sed -n 's/^# explored //p' "$scratch/said")
	case $reach_counts in
	*' all') ;;
	*) die "$1: the search has no end: $(sed -n 's/^# error //p' "$scratch/said")${verdict_why:+ $verdict_why}" ;;
	esac
	sed -n 's/^# state //p' "$scratch/said" | sort -u >"$scratch/$1"
}

reach plain 0
plain=${reach_counts%% *}
reach reduced 1
# shellcheck disable=SC2086
set -- $reach_counts
reduced=$1
cut=$3
say "every schedule: $plain, $(grep -c . "$scratch/plain") end states"
say "reduced:        $reduced, $(grep -c . "$scratch/reduced") end states, and $cut walks that were cut short"
awk -v all="$plain" -v some=$((reduced + cut)) \
	'BEGIN { printf "%.1f times fewer walks\n", (some > 0 ? all / some : 0) }'
if cmp -s "$scratch/plain" "$scratch/reduced"
then
	say "the same end states and the same laws"
	exit "$PASS"
fi
say "NOT the same; < is missing in the reduced search:"
diff "$scratch/plain" "$scratch/reduced" | grep '^[<>]' | head -n 20
exit "$FAIL"
