#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: status.sh
#
# List all exercises, and how far you are with each: its state, how often it was
# checked, how many hints you have had, how many lines you had changed at the
# last check.  Then what to do next.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -eq 0 || usage

solved=0
all=0
for id in $(ex_all)
do
	all=$((all + 1))
	state=$(ex_state "$id")
	test "$state" != solved || solved=$((solved + 1))
	say "$bold$id$plain: $(ex_title "$id")" | wrap 1
	hints=$(state_get "$id" hints)
	if test "$state$hints" = new0
	then
		say "    new"
		continue
	fi
	lines=$(($(patch_lines + "$work/$id/my.patch") + $(patch_lines - "$work/$id/my.patch")))
	say "    $state; $(count "$(state_get "$id" attempts)" check), $(count "$hints" hint), $(count "$lines" line) changed" |
	wrap 1
done
say ""
say "$solved of $all solved"
ex=
ex_say_next
