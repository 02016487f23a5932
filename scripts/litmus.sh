#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: litmus.sh [TEST]...	(or TEST="mp sb")
#
# Does the flavour weak of the kernel show what the memory model of Linux allows, and
# nothing that it forbids?  For each litmus test every schedule is tried, of three actors
# with up to three preemptions and of four with two; and with every set of up to three
# late stores (of four actors: two).  The tests are those of the kernel's
# tools/memory-model/litmus-tests that need only loads, stores, barriers and locks.
#
#	model	what the kernel's model says of the outcome: allowed or forbidden
#	here	whether it was seen
#
# What is allowed and never seen is what this model does not do: loads that are old, and
# stores that reach one reader before another; see docs/weak.md.  Exit status 1 when
# something is seen that is forbidden, or not seen that should be.
#
# Takes: TEST

set -u
. "$(dirname "$0")/lib/lib.sh"

only=${*:-${TEST:-}}
case $only in
*[!a-z0-9\ -]*) die "TEST has names of tests, such as mp or sb-mb, not '$only'" ;;
esac
scratch
kernel_build weak --flavour weak || die "the kernel does not build"
unlock
guest_build

# the list, a line each: name, actors, name in the kernel, model, here
sed -n 's/^LITMUS([a-z0-9_]*, "\([^"]*\)", \([0-9]\), "\([^"]*\)", \([A-Z]*\), \([A-Z]*\))$/\1 \2 \3 \4 \5/p' \
	"$drivers/tmmu/litmus_list.h" | tr '[:upper:]' '[:lower:]' >"$scratch/lower"
sed -n 's/^LITMUS([a-z0-9_]*, "[^"]*", [0-9], "\([^"]*\)".*/\1/p' \
	"$drivers/tmmu/litmus_list.h" | paste -d ' ' "$scratch/lower" - >"$scratch/tests"
test -s "$scratch/tests" || die "there are no tests in $drivers/tmmu/litmus_list.h"
for test in $only
do
	grep -q "^$test " "$scratch/tests" || die "there is no litmus test '$test'"
done

# Each actor has two stores at most: all sets of up to three of these.
late_sets () {
	awk -v actors="$1" 'BEGIN {
		for (i = 0; i < actors; i++)
			for (j = 1; j <= 2; j++)
				s[n++] = substr("ABCD", i + 1, 1) j
		print "-"
		for (a = 0; a < n; a++) {
			print s[a]
			for (b = a + 1; b < n; b++) {
				print s[a] "," s[b]
				for (c = b + 1; c < n && actors < 4; c++)
					print s[a] "," s[b] "," s[c]
			}
		}
	}'
}

say "tries the schedules of each test, with every set of up to three late stores"
say ""
printf '%-15s %-50s %-10s %-6s %-5s %s\n' test "in the kernel's tree" model here bound schedules
status=$PASS
while read -r test actors _ model expect name
do
	case " ${only:-$test} " in
	*" $test "*) ;;
	*) continue ;;
	esac
	late_sets "$actors" >"$scratch/sets"
	case $actors in
	1 | 2) bound=all ;;
	3) bound=3 ;;
	*) bound=2 ;;
	esac
	# shellcheck disable=SC2016,SC2046
	boot "$kernels/weak/linux" "$scratch/run" sh -c \
		'for late; do scenario ${0%:*} explore$(printf \\075)1 bound$(printf \\075)${0#*:} fine$(printf \\075)2 design$(printf \\075)v18 late$(printf \\075)$late; done; true' \
		"litmus-$test:$bound" $(cat "$scratch/sets") </dev/null
	verdict "$scratch/run"
	tried=$(tr -d '\r' <"$scratch/run/result" | awk '/^# explored / { n += $3; runs++ } END { print n + 0, runs + 0 }')
	test "${tried#* }" -eq "$(grep -c . "$scratch/sets")" ||
	die "litmus-$test: ${tried#* } of $(grep -c . "$scratch/sets") searches came to an end: ${verdict_why:-see $scratch}"
	here=never
	! tr -d '\r' <"$scratch/run/result" | grep -q '^# found L1 ' || here=seen
	wrong=
	test "$here" = "$expect" || wrong="   <-- expected: $expect"
	test "$here$model" != seenforbidden || wrong="   <-- forbidden"
	test -z "$wrong" || status=$FAIL
	printf '%-15s %-50s %-10s %-6s %-5s %s%s\n' "$test" "$name" "$model" "$here" "$bound" "${tried% *}" "$wrong"
done <"$scratch/tests"
say ""
test "$status" -eq "$PASS" || {
	say "not as expected: see docs/weak.md"
	exit "$FAIL"
}
say "nothing forbidden was seen, and all that is to be seen was"
