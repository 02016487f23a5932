#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: answer.sh EXERCISE	(or EX=EXERCISE)
#
# Judge your answers to the questions of an exercise that you can only solve in gdb.  Write
# them into work/NN/answers; this compares them with what gdb sees in the same run of the
# kernel as you got it.  Case, quotes, "0x" and "()" make no difference.
#
# Exit status 0 if all answers are there and right, else 1.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

ex_verb "$@"
ex_started
test -f "$ex_dir/answers" || die "exercise $ex has no questions"
scratch
test -f "$ex_work/answers" || {
	ex_lock
	questions_give answers "$ex_work"
}
given_dir
say "$bold$ex: $(ex_title "$ex")$plain"
say ""
answers
say ""
if test "$answers_open$answers_wrong" = 00
then
	say "$(verdict_word "$PASS"): you have seen it yourself."
	exit "$PASS"
fi
say "Find out with $ex_debug_given, and write it into $ex_at/answers"
exit "$FAIL"
