#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-all.sh	(or SCENARIOS="NAME...", DESIGNS="NAME...", BOUND=, MINUTES=)
#
# Each scenario of uml/scenarios/explore.list on each design: every schedule up to the bound
# that the list gives, or up to BOUND.  The table says for each cell which laws
# break, "-" for none; build/results/matrix.tsv has it with the counts, and make
# report draws it.  What an earlier call knows is not searched again.
# With MINUTES=20 no search begins after that time; the others are named.
#
# Exit status: 0 when every cell has what uml/scenarios/explore.list expects, 1 when one has
# not, 2 when a cell has no verdict.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -eq 0 || usage
time_limit
only=${SCENARIOS:-}
most=${BOUND:-}
tests=${JOBS:-$(njobs)}

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

while IFS='|' read -r scenario consumer options bound expect
do
	test -z "$only" ||
	case " $only " in
	*" $scenario "*) ;;
	*) continue ;;
	esac
	for design in $designs
	do
		test "$(explore_expected "$expect" "$design")" != n/a || continue
		printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$scenario" "$design" "$consumer" \
			"${options:--}" "${most:-$bound}" "$(explore_expected "$expect" "$design")"
	done
done <"$scratch/list" >"$scratch/cells"

# Several at a time; each call locks its own cell.
start=$(clock)
say "$(grep -c . "$scratch/cells") searches, $tests at a time"
errors=$scratch/errors
late=$scratch/late
: >"$errors"
: >"$late"
orders="${AGAIN:+AGAIN=1} ${CRASHES:+CRASHES=$CRASHES}"
export scripts errors late orders
while IFS='	' read -r scenario design consumer options bound _
do
	printf '%s\n' "scenario=$scenario design=$design consumer=$consumer bound=$bound ${options#-}"
done <"$scratch/cells" >"$scratch/words"
# shellcheck disable=SC2016
supervised sh -c 'xargs -P "$1" -I @ sh -c "set -f
	if test -n \"\$KIT_UNTIL\" && test \"\$(date +%s)\" -ge \"\$KIT_UNTIL\"
	then
		echo \$1 >>\"\$late\"
	else
		\"\$scripts/explore.sh\" \$orders -r \$1 >/dev/null 2>>\"\$errors\"
	fi" sh @ <"$2"' \
	sh "$tests" "$scratch/words"

# ---- the table ----------------------------------------------------------------

printf 'scenario\tdesign\tconsumer\tbound\tcomplete\tschedules\tfailing\tkinds\tdir\n' \
	>"$scratch/matrix"
status=$PASS
total=0
: >"$scratch/table"
: >"$scratch/surprises"
: >"$scratch/points"
while IFS='	' read -r scenario design consumer options bound expect
do
	label=$scenario
	test "$consumer" = kvm || label="$label $consumer"
	test "$options" = - || label="$label $options"
	# shellcheck disable=SC2086
	set -- "scenario=$scenario" "design=$design" "consumer=$consumer" "bound=$bound" ${options#-}
	if grep -qxF -- "$*" "$late"
	then
		printf '%s\t%s\t?\n' "$label" "$design" >>"$scratch/table"
		continue
	fi
	delays=0 reduce=0 chance=0 shard=1/1 depth=2 seed=1 first=0
	case $options in
	-) options= ;;
	*) options=" $options" ;;
	esac
	cell_name
	if test ! -f "$cell_dir/cell.tsv"
	then
		printf '%s\t%s\tERROR\n' "$label" "$design" >>"$scratch/table"
		warn "$cell has no verdict: $(grep -F "$cell" "$errors" | tail -n 1)"
		status=$ERROR
		continue
	fi
	matrix_row >>"$scratch/matrix"
	cat -- "$cell_dir/points" >>"$scratch/points"
	total=$((total + $(cell_get schedules)))
	laws=$(cell_laws)
	printf '%s\t%s\t%s\n' "$label" "$design" "$laws" >>"$scratch/table"
	test "$laws" = "$expect" ||
	printf '%s\t%s\t%s\t%s\n' "$label" "$design" "$expect" "$laws" \
		>>"$scratch/surprises"
done <"$scratch/cells"
# What other calls have searched stays.
if test -f "$results/matrix.tsv"
then
	awk -F '\t' 'NR == FNR { new[$9]; next } !($9 in new)' \
		"$scratch/matrix" "$results/matrix.tsv" >"$scratch/others"
	while IFS= read -r line
	do
		test ! -f "$build/${line##*	}/cell.tsv" ||
		printf '%s\n' "$line" >>"$scratch/matrix"
	done <"$scratch/others"
fi
mv -f -- "$scratch/matrix" "$results/matrix.tsv" ||
die "cannot write to $build"

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
say "$total schedules in $(($(clock) - start)) s; - is: no law broke, * is: not complete"
never=$(awk '$1 == "met" { met[$2]; next } { unmet[$2] }
	END { for (name in unmet) if (!(name in met)) print name }' \
	"$scratch/points" | sort | tr '\n' ' ')
test ! -s "$late" ||
say "?: not begun, the time was over: $(grep -c . "$late") searches"
test -z "$never" || test -n "$only" || test -s "$late" ||
say "points that no search has passed: $never"
say "make report draws it; make explore SCENARIO=... DESIGN=... shows one cell"
if test -z "$most" && test -s "$scratch/surprises"
then
	say ""
	while IFS='	' read -r scenario design expect laws
	do
		say "surprise: $scenario $design: expected $expect, found $laws"
	done <"$scratch/surprises"
	test "$status" -ne "$PASS" || status=$FAIL
fi
exit "$status"
