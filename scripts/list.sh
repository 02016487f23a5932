#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: list.sh
#
# All exercises, and how far you are with each.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
for id in $(ex_all)
do
	printf '%-28s %-8s %s\n' "$id" "$(state_get "$id" status)" "$(ex_title "$id")"
done
say ""
say "make start EX=01 begins one; its story is in exercises/NAME/README.md"
