#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: hint.sh EXERCISE	(or EX=EXERCISE)
#
# Give the next hint of an exercise: first the hint for the check that failed the last
# time, if there is one; then how to look, then where, then what is wrong.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

ex_verb "$@"
hint_next
if test -z "$hint"
then
	test "$hints" -gt 0 || die "exercise $ex has no hints"
	say "These were all $hints hints. The last one again:"
	say ""
	cat -- "$ex_dir/hint$hint_given"
	say ""
	say "The reference fix: make solution EX=$nr SPOIL=1"
	exit "$PASS"
fi
case $hint in
*/hint-*) say "A hint for $ex, where \"${hint##*/hint-}\" fails:" ;;
*) say "Hint ${hint##*/hint} for $ex:" ;;
esac
say ""
cat -- "$hint"
