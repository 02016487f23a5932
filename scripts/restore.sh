#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: restore.sh EXERCISE [NAME]	(or EX=EXERCISE NAME=NAME)
#
# Bring back a copy that make save has kept; without a name, list them.  Your work as it
# is now goes to work/.backup.  What the kit has changed since is merged into it by the
# next make check.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -le 2 || usage
ex_verb ${1:+"$1"}
name=${2:-${NAME:-}}
if test -z "$name"
then
	test -n "$(saved_list)" || die "no copy of $ex is kept (cure: make save EX=$nr)"
	say "Copies of $ex, oldest first:"
	saved_list | sed 's/^/    /'
	say "Bring one back: make restore EX=$nr NAME=..."
	exit "$PASS"
fi
saved_name "$name"
test -d "$saved/$ex/$name" ||
die "no copy '$name' of $ex (cure: make restore EX=$nr lists them)"
ex_lock
new=$work/.new-$ex
rm -rf -- "$new"
work_copy "$saved/$ex/$name" "$new"
if test -d "$ex_work"
then
	ex_backup
	rm -rf -- "$ex_work"
fi
mv -- "$new" "$ex_work" || unwritable "$work"
state_started
say "$ex_at is now the copy '$name'.${ex_backup:+ What was there before is in $ex_backup}"
say "Next: make check EX=$nr"
