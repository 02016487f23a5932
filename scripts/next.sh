#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: next.sh
#
# Say where you are, and what to do now.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -eq 0 || usage

here=$(ex_open)
test -n "$here" || here=$(ex_new)
if test -z "$here"
then
	say "All exercises are solved: make status"
	exit "$PASS"
fi

ex_find "$here"
say "$bold$ex: $(ex_title "$ex")$plain" | wrap 1
if test ! -d "$ex_work"
then
	say "    new; some $(ex_meta minutes) minutes"
	say ""
	say "Next: make start EX=$nr, then read exercises/$ex/README.md"
	exit "$PASS"
fi
failed=$(state_get "$ex" failed)
attempts=$(state_get "$ex" attempts)
say "    $(ex_state "$ex"), checked $attempts times$(test "$failed" = - || printf ', %s failed first the last time' "$failed")"

say ""
if test "$attempts" -eq 0 && questions_open predict
then
	say "Next: read exercises/$ex/README.md, predict in $ex_at/predict,"
	say "      then make check EX=$nr"
elif test -z "$ex_bug"
then
	say "Next: make debug EX=$nr, write what you find in $ex_at/answers,"
	say "      then make check EX=$nr"
else
	say "Next: edit"
	for file in $(ex_meta files)
	do
		say "          $ex_at/$file"
	done
	say "      and make check EX=$nr"
fi
say "Stuck: make hint EX=$nr, make debug EX=$nr"
! questions_open answers || say "Questions to solve in gdb: $ex_at/answers, with $ex_debug_given, then make answer EX=$nr"
