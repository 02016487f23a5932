#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: litmus.sh [TEST]...	(or TEST="mp sb")
#
# Does the flavour weak of the kernel show every outcome that the memory model of Linux
# allows, and none that it forbids?  For each litmus test try every schedule with up to
# four late stores and old loads; with three actors up to three preemptions and three
# such accesses, with four actors up to two of each.  The tests are those of the kernel's
# tools/memory-model/litmus-tests that need only loads, stores, barriers and locks.
#
#	model	is the outcome allowed or forbidden in the kernel's model?
#	here	was the outcome seen?
#
# Some allowed outcomes are never seen here: those that need a load of a later value, or a
# store that reaches one reader before another; see docs/weak.md.  Exit status 1 if a
# forbidden outcome was seen, or an expected one was not.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/guest.sh"

only=${*:-${TEST:-}}
case $only in
*[!a-z0-9\ -]*) die "TEST takes names of tests, such as mp or sb-mb, not '$only'" ;;
esac
scratch
kernel_build weak || die "the kernel does not build"
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

say "tries the schedules of each test, with late stores and old loads"
say ""
printf '%-15s %-50s %-10s %-6s %-5s %-6s %s\n' test "in the kernel's tree" model here bound delays schedules
status=$PASS
while read -r test actors _ model expect name
do
	case " ${only:-$test} " in
	*" $test "*) ;;
	*) continue ;;
	esac
	case $actors in
	1 | 2) bound=all delays=4 ;;
	3) bound=3 delays=3 ;;
	*) bound=2 delays=2 ;;
	esac
	boot "$kernels/weak/linux" "$scratch/run" scenario "litmus-$test" design=v18 explore=1 \
		fine=2 "bound=$bound" "delays=$delays" </dev/null
	verdict "$scratch/run"
	tried=$(sed -n 's/^# explored \([0-9]*\) .* all$/\1/p' "$scratch/run/result")
	test -n "$tried" ||
	die "litmus-$test: the search did not end: ${verdict_why:-see $scratch}"
	here=never
	! grep -q '^# found L1 ' "$scratch/run/result" || here=seen
	wrong=
	test "$here" = "$expect" || wrong="   <-- expected: $expect"
	test "$here$model" != seenforbidden || wrong="   <-- forbidden"
	test -z "$wrong" || status=$FAIL
	printf '%-15s %-50s %-10s %-6s %-5s %-6s %s%s\n' "$test" "$name" "$model" "$here" "$bound" "$delays" "$tried" "$wrong"
done <"$scratch/tests"
say ""
test "$status" -eq "$PASS" || {
	say "an outcome was not as expected: see docs/weak.md"
	exit "$FAIL"
}
say "no forbidden outcome was seen; every expected one was"
