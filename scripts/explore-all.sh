#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-all.sh	(or SCENARIOS="NAME...", DESIGNS="NAME...", BOUND=, DELAYS=, MINUTES=)
#
# Each scenario of uml/scenarios/explore.list on each design: every schedule up to the bound
# that the list gives, or up to BOUND.  The table says for each cell which laws
# break, "-" for none; build/results/matrix.tsv has all cells that are known, with the
# counts, and make report draws them.  What an earlier call knows is not searched again.
# With MINUTES=20 no search goes on after that time; the next call does.
#
# Exit status: 0 when every cell has what uml/scenarios/explore.list expects, 1 when one has
# not, 2 when one has no verdict: a search has failed, or was not begun in time.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -eq 0 || usage
time_limit
only=${SCENARIOS:-}
most=${BOUND:-}
# shellcheck disable=SC2086
explore_ready $only
kit_names designs
designs=${DESIGNS:-$names}
for design in $designs
do
	case " $names " in
	*" $design "*) ;;
	*) die "no design '$design'; there are: $names" ;;
	esac
done
explore_cells "$scratch/list" "$designs" "$only" ${most:+bound="$most"} ${DELAYS:+delays="$DELAYS"} \
	>"$scratch/cells"

start=$(clock)
say "$(grep -c . "$scratch/cells") searches, $(njobs) at a time"
cut -f 4 "$scratch/cells" >"$scratch/words"
search_all "$scratch/words" replay
kit rows name schedules broken complete <"$scratch/words" | paste "$scratch/cells" - >"$scratch/known" ||
exit "$ERROR"

status=$PASS
late=0
total=0
number=0
: >"$scratch/table"
: >"$scratch/surprises"
while IFS='	' read -r label design expect words name schedules laws complete
do
	number=$((number + 1))
	total=$((total + schedules))
	case $complete in
	-)
		laws='?'
		if test -f "$searches/$number.late"
		then
			late=$((late + 1))
		else
			laws=ERROR
			status=$ERROR
			warn "$name has no verdict: $(search_why "$scratch/words" "$words")"
		fi
		;;
	*)
		printf '%s\n' "$explored/$name/cell" >>"$scratch/files"
		test "$laws" = "$expect" ||
		say "surprise: $label $design: expected $expect, found $laws" >>"$scratch/surprises"
		;;
	esac
	printf '%s\t%s\t%s\n' "$label" "$design" "$laws" >>"$scratch/table"
done <"$scratch/known"

{
	printf 'scenario\tdesign\tconsumer\toptions\tbound\tdelays\tcomplete\tschedules\tfailing\tkinds\tdir\n'
	kit all fresh scenario design consumer options bound delays complete schedules failing kinds name |
	sed -n 's/^yes	\(.*	\)/\1explore\//p'
} >"$scratch/matrix" && mv -f -- "$scratch/matrix" "$results/matrix.tsv" || unwritable "$build"

awk -F '\t' -v designs="$designs" '
BEGIN { n = split(designs, d, " ") }
!($1 in seen) { seen[$1]; order[++rows] = $1; if (length($1) > first) first = length($1) }
{ cell[$1, $2] = $3; if (length($3) > wide[$2]) wide[$2] = length($3) }
END {
	line = sprintf("%-" first "s", "")
	for (i = 1; i <= n; i++) {
		if (wide[d[i]] < length(d[i]))
			wide[d[i]] = length(d[i])
		line = line sprintf(" %-" wide[d[i]] "s", d[i])
	}
	print line
	for (r = 1; r <= rows; r++) {
		line = sprintf("%-" first "s", order[r])
		for (i = 1; i <= n; i++)
			line = line sprintf(" %-" wide[d[i]] "s", ((order[r], d[i]) in cell ? cell[order[r], d[i]] : "n/a"))
		sub(/ *$/, "", line)
		print line
	}
}' "$scratch/table"
say ""
say "$total schedules in $(($(clock) - start)) s; \"-\": no law broke; \"*\": not complete"
test "$late" -eq 0 || say "?: $late searches did not begin, since the time was over"
if test -z "$only" && test "$late" -eq 0 && test -f "$scratch/files"
then
	never=$(xargs cat -- <"$scratch/files" | awk '$1 == "met" { met[$2] } $1 == "unmet" { unmet[$2] }
		END { for (name in unmet) if (!(name in met)) print name }' | sort | tr '\n' ' ')
	test -z "$never" || say "points that no search has passed: $never"
fi
say "make report draws the table; make explore SCENARIO=... DESIGN=... shows one cell"
test "$late" -eq 0 || test "$status" -ne "$PASS" || status=$ERROR
if test -z "$most" && test -s "$scratch/surprises"
then
	say ""
	cat -- "$scratch/surprises"
	test "$status" -eq "$ERROR" && test "$late" -eq 0 || status=$FAIL
fi
if test "$total" -eq 0
then
	warn "nothing was judged: no search has tried a schedule (cure: a larger MINUTES=)"
	status=$ERROR
fi
exit "$status"
