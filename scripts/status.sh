#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: status.sh
#
# How far you are: for each exercise its state, how often it was checked, how
# many hints were taken, and how many lines your work changes.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
solved=0
all=0
printf '%-28s %-8s %8s %6s %6s\n' exercise state checks hints lines
for id in $(ex_all)
do
	all=$((all + 1))
	state=$(state_get "$id" status)
	test "$state" != solved || solved=$((solved + 1))
	lines=-
	if test -f "$work/$id/my.patch"
	then
		lines=$(grep -c '^[-+][^-+]' "$work/$id/my.patch")
	fi
	printf '%-28s %-8s %8s %6s %6s\n' "$id" "$state" \
		"$(state_get "$id" attempts)" "$(state_get "$id" hints)" "$lines"
done
say ""
say "$solved of $all solved"
