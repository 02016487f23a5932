#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: hint.sh EXERCISE	(or EX=EXERCISE)
#
# The next hint of an exercise: first how to look, then where, then what.
#
# Takes: EX

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
ex_find "${1:-${EX:-}}"
hints=$(state_get "$ex" hints)
next=$((hints + 1))
if test ! -f "$ex_dir/hint$next"
then
	test "$hints" -gt 0 || die "exercise $ex has no hints"
	say "Those were all $hints hints. The last one again:"
	say ""
	cat -- "$ex_dir/hint$hints"
	say ""
	say "The reference fix: make solution EX=${ex%%-*} SPOIL=1"
	exit "$PASS"
fi
status=$(state_get "$ex" status)
state_set "$ex" "$status" "$(state_get "$ex" attempts)" "$next"
say "Hint $next for $ex:"
say ""
cat -- "$ex_dir/hint$next"
