#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: hint.sh EXERCISE	(or EX=EXERCISE)
#
# The next hint of an exercise: one for what has failed the last time, where there is
# one; else first how to look, then where, then what.

set -u
. "$(dirname "$0")/lib/lib.sh"

ex_verb "$@"
hint_next
if test -z "$hint"
then
	test "$hints" -gt 0 || die "exercise $ex has no hints"
	say "Those were all $hints hints. The last one again:"
	say ""
	cat -- "$ex_dir/hint$hint_given"
	say ""
	say "The reference fix: make solution EX=$nr SPOIL=1"
	exit "$PASS"
fi
case $hint in
*/hint-*) say "A hint for $ex, for the one whose ${hint##*/hint-} fails:" ;;
*) say "Hint ${hint##*/hint} for $ex:" ;;
esac
say ""
cat -- "$hint"
