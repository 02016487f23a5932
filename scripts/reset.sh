#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: reset.sh EXERCISE	(or EX=EXERCISE)
#
# Begin an exercise again.  Asks first, unless YES=1; your work so far is
# kept in work/.backup/.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

ex_verb "$@"
ex_started
ex_lock
if test "${YES:-}" != 1
then
	test -t 0 || die "reset asks a question first, and there is no terminal (cure: YES=1)"
	printf 'Begin %s again? A backup of %s is kept. [y/N] ' "$ex" "$ex_at"
	read -r answer
	case $answer in
	[yY]*)
		;;
	*)
		say "Nothing changed."
		exit "$PASS"
		;;
	esac
fi
ex_backup
ex_give
state_set "$ex" status=started
say "$ex_at has the files as you first got them; your work is in $ex_backup"
