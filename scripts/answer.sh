#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: answer.sh EXERCISE	(or EX=EXERCISE)
#
# The questions of an exercise that only a stopped kernel answers.  Write what you have
# found in work/NN/answers; this compares it with what gdb sees in the same run of the
# kernel as you got it.  Case, quotes, "0x" and "()" make no difference.
#
# Exit status 0 when all are answered and right, 1 when not.

set -u
. "$(dirname "$0")/lib/lib.sh"

ex_verb "$@"
ex_started
test -f "$ex_dir/answers" || die "exercise $ex asks nothing"
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
say "Write into $ex_at/answers; find out with: make debug EX=$nr"
exit "$FAIL"
