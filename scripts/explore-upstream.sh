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
# one did, 2 when no schedule was tried.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -eq 0 || usage
MINUTES=${MINUTES:-60}
time_limit
delays=${DELAYS:-0}
explore_first=2
test "$delays" = 0 || explore_first=1
# shellcheck disable=SC2086
explore_ready ${SCENARIOS:-}
test "$delays" = 0 || kernel_build weak || die "the kernel does not build"
unlock

tsv=$results/upstream.tsv
printf 'scenario\tconsumer\toptions\tbound\tdelays\tcomplete\tschedules\tfailing\tkinds\n' >"$tsv" ||
unwritable "$build"
for bound in $(seq "$explore_first" 9)
do
	explore_cells "$scratch/list" upstream "${SCENARIOS:-}" bound="$bound" "delays=$delays" >"$scratch/cells"
	cut -f 4 "$scratch/cells" >"$scratch/words"
	time_is_over || {
		say "with $bound preemptions"
		search_all "$scratch/words" replay
		sed 's/^[a-z-]*\.sh: //' "$searches"/*[0-9] >&2
	}
	kit rows scenario consumer options bound delays complete schedules failing kinds <"$scratch/words" |
	awk -F '\t' '$6 != "-"' >>"$tsv" &&
	kit rows bound complete schedules broken <"$scratch/words" |
	paste "$scratch/cells" - | awk -F '\t' '$6 != "-"' >>"$scratch/known" || exit "$ERROR"
done

# The expectations are of cells that nothing breaks in: with "*" where it is incomplete.
awk -F '\t' '
!($1 in deepest) { order[++n] = $1; deepest[$1] = "-"; expect[$1] = $3 }
{
	if ($6 == "yes")
		deepest[$1] = $5
	schedules[$1] = $7
	total += $7
	laws[$1] = $8
}
function bare(s) {
	sub(/\*$/, "", s)
	return s
}
END {
	printf "\n%-32s %8s %10s   %s\n", "scenario", "complete", "schedules", "broken laws"
	for (i = 1; i <= n; i++) {
		s = order[i]
		printf "%-32s %8s %10s   %s\n", s, deepest[s], schedules[s], laws[s]
		if (bare(laws[s]) != bare(expect[s])) {
			print "surprise: " s ": expected " expect[s]
			bad = 1
		}
	}
	print ""
	if (!total) {
		print "nothing was judged: no schedule was tried (cure: a larger MINUTES=)"
		exit 2
	}
	print total " schedules in all; the same call goes deeper"
	exit bad
}' "$scratch/known"
