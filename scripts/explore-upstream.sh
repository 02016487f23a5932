#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-upstream.sh	(or MINUTES=60, SCENARIOS="NAME...", DELAYS=1)
#
# Upstream's own notifier, as deep as the time allows: each scenario of
# uml/scenarios/explore.list with 2 preemptions, then all with 3, and so on.  What an earlier
# call has done is not done again: call it as often as you like.  The table has the
# deepest bound that is complete, and how far the next is;
# build/results/upstream.tsv has it, too.  With DELAYS=1 also with so many accesses out of
# order, from one preemption on.
#
# Exit status: 0 when no law broke but where uml/scenarios/explore.list expects it, 1 when
# one did.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -eq 0 || usage
minutes=${MINUTES:-60}
only=${SCENARIOS:-}
case $minutes in
*[!0-9]* | '') die "MINUTES is a number, not '$minutes'" ;;
esac
delays=${DELAYS:-0}
delays_check
explore_first=2
test "$delays" = 0 || explore_first=1
explore_portion=20000	# schedules before the clock is looked at
explore_deepest=9

# shellcheck disable=SC2086
explore_ready $only
test "$delays" = 0 || kernel_build weak || die "the kernel does not build"
unlock

until=$(($(clock) + minutes * 60))
left () {
	test "$(clock)" -lt "$until"
}

# cell_of: the cell of $scenario at $bound.
cell_of () {
	design=upstream reduce=0 chance=0 shard=1/1 depth=2 seed=1 first=0
	options=${options:+ ${options# }}
	cell_name
}

# deepen: $scenario at $bound, portion by portion.
deepen () {
	while left
	do
		# shellcheck disable=SC2086
		supervised "$scripts/explore.sh" ${AGAIN:+AGAIN=1} ${CRASHES:+CRASHES="$CRASHES"} -r "scenario=$scenario" design=upstream \
			"consumer=$consumer" "bound=$bound" "delays=$delays" $options \
			"limit=$explore_portion" >"$scratch/said" 2>&1 </dev/null
		test $? -ne "$ERROR" || {
			warn "$scenario: $(tail -n 1 "$scratch/said")"
			return
		}
		cell_of
		case $(cell_get complete) in
		no) ;;
		*) return ;;
		esac
	done
}

bound=$explore_first
while left && test "$bound" -le "$explore_deepest"
do
	say "with $bound preemptions"
	while IFS='|' read -r scenario consumer options _ expect <&3
	do
		test "$(explore_expected "$expect" upstream)" != n/a || continue
		case " ${only:-$scenario} " in
		*" $scenario "*) ;;
		*) continue ;;
		esac
		left || break
		deepen
		cell_of
		test -f "$cell_dir/cell.tsv" || continue
		say "  $scenario: $(cell_get schedules) schedules, $(cell_get failing) failing, complete: $(cell_get complete)"
	done 3<"$scratch/list"
	bound=$((bound + 1))
done

status=$PASS
printf 'scenario\tconsumer\tbound\tdelays\tcomplete\tschedules\tfailing\tkinds\n' \
	>"$results/upstream.tsv"
printf '\n%-21s %8s %10s   %s\n' scenario complete schedules "broken laws"
total=0
while IFS='|' read -r scenario consumer options _ expect
do
	expected=$(explore_expected "$expect" upstream)
	test "$expected" != n/a || continue
	deepest=- schedules=0 kinds=-
	bound=$explore_first
	while test "$bound" -le "$explore_deepest"
	do
		cell_of
		if test -f "$cell_dir/cell.tsv"
		then
			printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$scenario" "$consumer" \
				"$bound" "$delays" "$(cell_get complete)" "$(cell_get schedules)" \
				"$(cell_get failing)" "$(cell_kinds)" >>"$results/upstream.tsv"
			test "$(cell_get complete)" != yes || deepest=$bound
			schedules=$(cell_get schedules)
			total=$((total + schedules))
			kinds=$(cell_laws)
		fi
		bound=$((bound + 1))
	done
	test "$deepest$schedules" != -0 || continue
	printf '%-21s %8s %10s   %s\n' "$scenario" "$deepest" "$schedules" "$kinds"
	test "${kinds%\*}" = "${expected%\*}" || {
		say "surprise: $scenario: expected $expected"
		status=$FAIL
	}
done <"$scratch/list"
say ""
say "$total schedules in all; the same call goes deeper"
exit "$status"
