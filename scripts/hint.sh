#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: hint.sh EXERCISE	(or EX=EXERCISE)
#
# The next hint of an exercise: one for what has failed the last time, where there is
# one; else first how to look, then where, then what.
#
# Takes: EX

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
ex_find "${1:-${EX:-}}"
hints=$(state_get "$ex" hints)
hint_next
if test -z "$hint"
then
	test "$hints" -gt 0 || die "exercise $ex has no hints"
	last=$hint_given
	say "Those were all $hints hints. The last one again:"
	say ""
	cat -- "$ex_dir/hint$last"
	say ""
	say "The reference fix: make solution EX=${ex%%-*} SPOIL=1"
	exit "$PASS"
fi
status=$(state_get "$ex" status)
state_set "$ex" "$status" "$(state_get "$ex" attempts)" "$((hints + 1))"
case $hint in
*/hint-*) say "A hint for $ex, for the one whose ${hint##*/hint-} fails:" ;;
*) say "Hint ${hint##*/hint} for $ex:" ;;
esac
say ""
cat -- "$hint"
