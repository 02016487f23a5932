#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: solution.sh EXERCISE	(or EX=EXERCISE)
#
# Show the reference fix.  Needs SPOIL=1 until you have solved the exercise.  APPLY=1 puts
# the fix into your work, in place of your own change, and keeps a backup of that.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

ex_verb "$@"
ex_broken
test "${SPOIL:-}" = 1 || test "$(state_get "$ex" status)" = solved ||
die "this shows the fix of $ex (if you mean it: make solution EX=$nr SPOIL=1)"
test -f "$ex_dir/fix.patch" || die "exercise $ex has no reference fix here"

if test "${APPLY:-}" = 1
then
	ex_started
	ex_lock
	scratch
	tree_unpack
	variant_args --patch "$ex_bug" --patch "$ex_dir/fix.patch"
	variant_assemble "$scratch/fixed"
	ex_backup
	for file in $(ex_meta files)
	do
		write_if_changed "$scratch/fixed/src/$file" "$ex_work/$file" ||
		unwritable "$ex_work"
	done
	say "The reference fix is in $ex_at; your work is in $ex_backup"
	say "Next: make check EX=$nr"
else
	cat -- "$ex_dir/fix.patch"
	test ! -f "$ex_dir/debrief" || {
		say ""
		cat -- "$ex_dir/debrief"
	}
fi
