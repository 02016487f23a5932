#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: restore.sh EXERCISE [NAME]	(or EX=EXERCISE NAME=NAME)
#
# Bring back a copy that make save has kept; without a name, list them.  Your work as it
# is now goes to work/.backup.  What the kit has changed since is merged into it by the
# next make check.
#
# Takes: EX NAME

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 2 || usage
ex_find "${1:-${EX:-}}"
name=${2:-${NAME:-}}
if test -z "$name"
then
	test -n "$(saved_list)" || die "no copy of $ex is kept (cure: make save EX=${ex%%-*})"
	say "Copies of $ex, oldest first:"
	saved_list | sed 's/^/    /'
	say "Bring one back: make restore EX=${ex%%-*} NAME=..."
	exit "$PASS"
fi
saved_name "$name"
test -d "$saved/$ex/$name" ||
die "no copy '$name' of $ex (cure: make restore EX=${ex%%-*} lists them)"
ex_lock
rm -rf -- "$work/.new-$ex"
cp -R -- "$saved/$ex/$name" "$work/.new-$ex" 2>/dev/null || {
	rm -rf -- "$work/.new-$ex"
	unwritable "$work"
}
if test -d "$ex_work"
then
	ex_backup
	rm -rf -- "$ex_work"
fi
mv -- "$work/.new-$ex" "$ex_work" || unwritable "$work"
test "$(state_get "$ex" status)" != new ||
state_set "$ex" started "$(state_get "$ex" attempts)" "$(state_get "$ex" hints)"
say "work/$ex is '$name' again${ex_backup:+; as it was before it is in work/.backup/${ex_backup##*/}}"
say "Next: make check EX=${ex%%-*}"
