#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: watch.sh EXERCISE	(or EX=EXERCISE)
#
# Run make check each time that you save a file of the exercise.  On a terminal Return
# checks again, and q and Return end it, as Ctrl-C does.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

ex_verb "$@"
ex_started
scratch

# saves: changes with each save.
saves () {
	for saves_file in $(ex_meta files) predict why
	do
		stat -c '%n %Y %s %i' -- "$ex_work/$saves_file" 2>/dev/null
	done
	ex_hash "$ex"
}

# pressed: what was typed, within half a second; always empty without a terminal.
pressed () {
	pressed_line=
	if test -t 0
	then
		pressed_line=$(timeout 0.5 head -n 1 </dev/tty 2>/dev/null | sed 's/^$/again/')
	else
		sleep 0.5
	fi
	printf '%s\n' "$pressed_line"
}

before=
while :
do
	now=$(saves)
	if test "$now" != "$before"
	then
		before=$now
		"$scripts/check.sh" "$ex"
		say ""
		say "Waiting for a save in $ex_at (Ctrl-C ends)."
	fi
	case $(pressed) in
	q*) exit "$PASS" ;;
	'') ;;
	*) before= ;;
	esac
done
