#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: start.sh EXERCISE	(or EX=EXERCISE)
#
# Put the files of an exercise into work/, as the bug left them.  Work that is
# already there stays as it is.
#
# Takes: EX

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
ex_find "${1:-${EX:-}}"
if test -d "$ex_work"
then
	say "work/$ex is there already; go on with it, or: make reset EX=${ex%%-*}"
	exit "$PASS"
fi
ex_give
test "$(state_get "$ex" status)" != new ||
state_set "$ex" started "$(state_get "$ex" attempts)" "$(state_get "$ex" hints)"

say "$bold$ex: $(ex_title "$ex")$plain"
say ""
say "  story   exercises/$ex/README.md"
test ! -f "$ex_work/predict" || say "  predict work/$ex/predict, before the first check"
for file in $(ex_meta files)
do
	say "  edit    work/$ex/$file"
done
say "  read    build/read/$ex, the kernel tree (grep -R: most of it are links)"
say "  then    make check EX=${ex%%-*}"
say "  stuck   make hint EX=${ex%%-*}, make debug EX=${ex%%-*}"
