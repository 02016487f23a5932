#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: save.sh EXERCISE [NAME]	(or EX=EXERCISE NAME=NAME)
#
# Keep a copy of your work on an exercise, under a name; without one it is a number.
# make restore brings it back, also when the kit or the kernel is another one by then.
#
# Takes: EX NAME

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 2 || usage
ex_find "${1:-${EX:-}}"
name=${2:-${NAME:-}}
ex_started
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
rm -rf -- "$saved/$ex/.new"
mkdir -p -- "$saved/$ex" 2>/dev/null &&
cp -R -- "$ex_work" "$saved/$ex/.new" 2>/dev/null &&
mv -- "$saved/$ex/.new" "$saved/$ex/$name" || {
	rm -rf -- "$saved/$ex/.new"
	unwritable "$work"
}
say "work/$ex is kept as '$name'."
say "Bring it back: make restore EX=${ex%%-*} NAME=$name"
