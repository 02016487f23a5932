#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: start.sh EXERCISE	(or EX=EXERCISE)
#
# Put the files of an exercise into work/, with the bug in them.  Work that is
# already there stays as it is.  Without a name: the first exercise that was not begun.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -le 1 || usage
start_ex=${1:-${EX:-}}
ex_find "${start_ex:-$(ex_new)}"
test -d "$ex_work" || ex_lock
if test -d "$ex_work"
then
	ex_read_whole || ex_read
	say "$ex_at exists already. Go on with it, or begin again: make reset EX=$nr"
	exit "$PASS"
fi
ex_give
state_started

say "$bold$ex: $(ex_title "$ex")$plain"
for after in $(ex_meta after)
do
	test "$(ex_state "$(ex_all | grep "^$after-")")" = solved ||
	say "It builds on $after, which is not solved yet. You may go on; make start EX=$after is the way there."
done
say ""
say "  story   exercises/$ex/README.md"
test ! -f "$ex_work/predict" || say "  predict $ex_at/predict, before the first check"
for file in $(ex_meta files)
do
	say "  edit    $ex_at/$file"
done
say "  read    $(shown "$build/read/$ex"), the kernel tree (search it with grep -R, since most files are links)"
say "  then    make check EX=$nr"
say "  stuck   make hint EX=$nr, make debug EX=$nr"
