#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: test.sh [PART[:CASE]]...	(or TESTS="PART[:CASE]...", QUICK=1)
#
# Test the kit.  A part is a file of scripts/tests/parts; docs/testing.md says what each
# proves.  Without an argument all run but checkpatch, bisect, stress and compare's verdicts.
#
#	TESTS='kunit guest'	these parts
#	TESTS=guest:mirror-v10	of the part guest, the cases with these words in their names
#	TESTS=host:hints	scripts/tests/host/hints.bats
#	TESTS=exercises:04	all cases of exercise 04
#	QUICK=1			some cases of each part: three minutes, before a commit
#	MINUTES=40		no case begins after that time; the others are skipped, by name
#	SEED=2			draw another third of the known fixes, and another half of the
#				mutants; a part that TESTS= names runs all of them
#	RUNS=200		how often stress runs each check
#
# As many cases run at a time as there are processors (JOBS=); the results come in the
# order of the cases.  Then a table says what took how long, and the last line is the count:
# N passed, N failed, N skipped.

# what is sourced is looked at by itself; all of it together takes shellcheck a minute
# shellcheck disable=SC2154,SC2034,SC2094
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/lib/lib.sh"
# shellcheck source=/dev/null
. "$scripts/lib/search.sh"
. "$scripts/lib/scenes.sh"
# shellcheck source=/dev/null
. "$scripts/lib/peers.sh"
# shellcheck source=/dev/null
. "$scripts/tests/lib.sh"

# Each file defines NAME_cases, which prints the names of the cases, and NAME_case, which
# runs one.  Expressions for awk choose among the names as cases_of has them, in lower case with
# "-" for all but letters, digits, "_": NAME_default, those of a run without arguments;
# NAME_quick, those of QUICK=1, none without it; NAME_first, those that take long and begin
# before all others.  Of those that NAME_drawn says one in NAME_of is drawn where no part
# is named.  A part with NAME_needs=host needs no kernel.
parts='host style series kunit guest claims same peers compare exercises gdb search explorer drivers weak kasan checkpatch bisect stress'
for part in $parts
do
	# shellcheck disable=SC1090
	. "$scripts/tests/parts/$part.sh"
done

# of PART PROPERTY [DEFAULT]
of () {
	eval "printf '%s\n' \"\${$1_$2-${3:-}}\""
}

# ---------------------------------------------------------------------------
# One case, in a process of its own.

if test "${1:-}" = --case
then
	case_number=$2
	case_line=$(sed -n "${case_number}p" "$KIT_TESTS/cases")
	# goes with the run, however the case ends
	runs=$KIT_TESTS
	scratch
	test_kernel=test-$case_number
	# neither what a learner does nor what was searched before matters here
	work=$scratch/work
	WORK=$work
	KIT_EXPLORED=$scratch/explore
	export WORK KIT_EXPLORED
	explored=$KIT_EXPLORED
	if time_is_over
	then
		result skip "${case_line%%|*}: ${case_line#*|}" "no time"
	else
		# what has begun runs to its end
		unset KIT_UNTIL
		"${case_line%%|*}_case" "${case_line#*|}"
	fi
	exit "$PASS"
fi

# ---------------------------------------------------------------------------
# Which cases.

# cases_of PART WORDS LIKE: "PART|CASE" of the cases that have the WORDS, if there are any, and are LIKE
# the expression.
cases_of () {
	"$1_cases" | awk -v part="$1" -v words="$2" -v like="$3" '
	function slug(name) {
		name = tolower(name)
		gsub(/[^a-z0-9_]+/, "-", name)
		return "-" name "-"
	}
	(words == "" || index(slug($0), slug(words))) && slug($0) ~ like { print part "|" $0 }'
}

# draw PART: of the cases on stdin that may be left out by lot one in so many stays.
draw () {
	awk -F '|' -v seed="${SEED:-1}" -v drawn="$(of "$1" drawn)" -v of="$(of "$1" of 1)" '
	drawn == "" || tolower($2) !~ drawn || (++n + seed) % of == 0'
}

wanted=$(printf '%s\n' "$* ${TESTS:-}" | tr -s ' ' '\n' | grep .)
quick=${QUICK:-}
case ${SEED:-1} in
*[!0-9]*) die "SEED is a number, not '$SEED'" ;;
esac
scratch
time_limit
KIT_TESTS=$scratch/tests
export KIT_TESTS
mkdir -p -- "$KIT_TESTS" "$results" 2>/dev/null || unwritable "$build"
rm -rf -- "$results/failed" "${kernels:?}"/test-*
"$scripts/deps.sh" --quiet || exit

for want in ${wanted:-$parts}
do
	case " $(echo "$parts" | tr '\n' ' ') " in
	*" ${want%%:*} "*) ;;
	*) die "no part '${want%%:*}' of make test; there are: $parts" ;;
	esac
	case $want in
	*[!A-Za-z0-9_.:-]* | *:*:*) die "'$want' is not PART or PART:CASE" ;;
	esac
done
drawn=0
for want in ${wanted:-$parts}
do
	part=${want%%:*}
	words=${want#"$part"}
	like=.
	if test -z "$words" && test -n "$quick"
	then
		like=$(of "$part" quick '^$')
	elif test -z "$wanted"
	then
		like=$(of "$part" default .)
	fi
	(cases_of "$part" "${words#:}" "$like") >"$scratch/cases" ||
	die "the cases of $part cannot be listed"
	test -s "$scratch/cases" || test -z "$words" ||
	die "$part has no case '${words#:}'; there are: $("${part}_cases" | paste -s -d , | sed 's/,/, /g')"
	if test -z "$wanted$quick"
	then
		draw "$part" <"$scratch/cases" >"$scratch/drawn"
		drawn=$((drawn + $(grep -c . "$scratch/cases") - $(grep -c . "$scratch/drawn")))
		mv -f -- "$scratch/drawn" "$scratch/cases"
	fi
	cat -- "$scratch/cases"
done >"$scratch/listed"
awk '!seen[$0]++' "$scratch/listed" >"$KIT_TESTS/cases"
test -s "$KIT_TESTS/cases" || die "there is no case to run"
for part in $(cut -d '|' -f 1 "$KIT_TESTS/cases" | uniq)
do
	test "$(of "$part" needs kernel)" = kernel || continue
	kernel_build base || die "the kernel does not build"
	unlock
	guest_build
	break
done
start=$(clock)

# ---------------------------------------------------------------------------
# Run them, and say what each has said.

# queue: the numbers of the cases in the order in which they begin.
queue () {
	awk -F '|' '
	function slug(name) {
		name = tolower(name)
		gsub(/[^a-z0-9_]+/, "-", name)
		return "-" name "-"
	}
	FNR == NR { first[$1] = $2; next }
	first[$1] != "" && slug($2) ~ first[$1] { print FNR; next }
	{ rest[++n] = FNR }
	END { for (i = 1; i <= n; i++) print rest[i] }' "$scratch/first" "$KIT_TESTS/cases"
}
for part in $parts
do
	printf '%s|%s\n' "$part" "$(of "$part" first)"
done >"$scratch/first"
queue >"$scratch/queue"

# What xargs runs: a case, whatever becomes of it; how long it took, and with which CPU time.
# shellcheck disable=SC2016
one='read -r begun _ </proc/uptime
"$0" "$2" --case "$1" >"$KIT_TESTS/$1.log" 2>&1 </dev/null
echo $? >"$KIT_TESTS/$1.status"
read -r ended _ </proc/uptime
{ echo "$begun $ended"; times; } >"$KIT_TESTS/$1.times"
: >"$KIT_TESTS/$1.done"'

supervisor
# shellcheck disable=SC2016
"$host/supervise" sh -c 'xargs -P "$1" -I {} sh -c "$2" "$3" {} "$5" <"$4"' sh \
	"$(njobs)" "$one" "$0" "$scratch/queue" "RUNS=${RUNS:-}" &
lib_child=$!

# show: the results of a case, with their numbers.
show () {
	awk -v n="$number" '
	function end() { if (line != "") print line; line = "" }
	/^\t/ && skip { line = line " # SKIP " substr($0, 2); skip = 0; next }
	/^\t/ { end(); print "    # " substr($0, 2); next }
	{
		end()
		how = $1
		sub(/^[^ ]* /, "")
		skip = how == "skip"
		line = (how == "not-ok" ? "not ok " : "ok ") ++n " - " $0
	}
	END { end() }' "$1"
	number=$((number + $(grep -vc '^	' "$1")))
}

number=0
case_number=0
part=
said=$start
while IFS='|' read -r case_part case_name
do
	case_number=$((case_number + 1))
	until test -f "$KIT_TESTS/$case_number.done" || ! kill -0 "$lib_child" 2>/dev/null
	do
		sleep 0.1
		# those that take the longest have begun first
		test $(($(clock) - said)) -lt 30 || {
			said=$(clock)
			say "# $(find "$KIT_TESTS" -name '*.done' | grep -c .) of $(grep -c . "$KIT_TESTS/cases") cases have ended, $((said - start)) s"
		}
	done
	if test "$(cat "$KIT_TESTS/$case_number.status" 2>/dev/null)" != 0
	then
		result not-ok "$case_part: $case_name ends" "$(tail -n 4 "$KIT_TESTS/$case_number.log" 2>/dev/null)"
	elif test ! -s "$KIT_TESTS/$case_number.results"
	then
		result not-ok "$case_part: $case_name judges something"
	fi
	test "$part" = "$case_part" || {
		part=$case_part
		say ""
		say "# $part"
	}
	show "$KIT_TESTS/$case_number.results"
	said=$(clock)
done <"$KIT_TESTS/cases"
wait "$lib_child"
lib_child=
rm -rf -- "${kernels:?}"/test-*
# a part of the series may be what is unpacked
test ! -f "$build/variant" || (tree_prepare) >"$scratch/said" 2>&1

# No file of the kit has a name that no file of the kit would have.
names_odd=
! have git || ! git -C "$top" rev-parse --git-dir >/dev/null 2>&1 ||
names_odd=$(git -C "$top" -c core.quotePath=true ls-files --cached --others --exclude-standard |
	grep '[^A-Za-z0-9._/-]')
case_number=$((case_number + 1))
test -z "$names_odd" || {
	result not-ok "names have letters, digits, dots, dashes and underscores" "$names_odd"
	show "$KIT_TESTS/$case_number.results"
}
test "$drawn" -eq 0 || {
	case_number=$((case_number + 1))
	result skip "$drawn cases" "not drawn by SEED=${SEED:-1}; a part that is named has all"
	show "$KIT_TESTS/$case_number.results"
}

# ---------------------------------------------------------------------------
# What took how long, and the count.

n=0
while IFS='|' read -r case_part case_name
do
	n=$((n + 1))
	tr 'ms\n' '   ' 2>/dev/null <"$KIT_TESTS/$n.times" |
	awk -v part="$case_part" -v name="$case_name" '{
		cpu = 60 * ($3 + $5 + $7 + $9) + $4 + $6 + $8 + $10
		printf "%s|%.1f|%.1f|%s\n", part, $2 - $1, cpu, name
	}'
done <"$KIT_TESTS/cases" >"$scratch/times"
say ""
awk -F '|' '
BEGIN { printf "%-12s %6s %9s %9s\n", "part", "cases", "seconds", "of CPU" }
!($1 in cases) { order[++n] = $1 }
{ cases[$1]++; wall[$1] += $2; cpu[$1] += $3; all += $2; all_cpu += $3; m++ }
END {
	for (i = 1; i <= n; i++)
		printf "%-12s %6d %9.0f %9.0f\n", order[i], cases[order[i]], wall[order[i]], cpu[order[i]]
	printf "%-12s %6d %9.0f %9.0f\n", "all", m, all, all_cpu
}' "$scratch/times"
say ""
say "the slowest:"
sort -t '|' -k 2,2nr "$scratch/times" | head -n 8 |
awk -F '|' '{ printf "%8.0f s  %s: %s\n", $2, $1, $4 }'
say ""
say "took $(($(clock) - start)) s, $(njobs) at a time"
cat -- "$KIT_TESTS"/*.results >"$results/test.log"
awk '
$1 == "ok" { passed++ }
$1 == "not-ok" { failed++; names = names "\n    " substr($0, 8) }
$1 == "skip" { skipped++ }
END {
	if (failed)
		print "failed:" names
	line = passed + 0 " passed, " failed + 0 " failed"
	if (skipped)
		line = line ", " skipped " skipped"
	print line
	if (!failed && !passed)
		print "nothing was judged"
	exit failed ? 1 : passed ? 0 : 2
}' "$results/test.log"
