#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: save.sh EXERCISE [NAME]	(or EX=EXERCISE NAME=NAME)
#
# Keep a copy of your work on an exercise, under a name; without one it is a number.
# make restore brings it back, even if the kit or the kernel has changed by then.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -le 2 || usage
ex_verb ${1:+"$1"}
name=${2:-${NAME:-}}
ex_started
work_lock
if test -z "$name"
then
	name=1
	while test -e "$saved/$ex/$name"
	do
		name=$((name + 1))
	done
fi
saved_name "$name"
test ! -e "$saved/$ex/$name" ||
die "there is a copy '$name' of $ex already (cure: another NAME=)"
work_copy "$ex_work" "$saved/$ex/$name"
say "$ex_at is kept as '$name'."
say "Bring it back: make restore EX=$nr NAME=$name"
