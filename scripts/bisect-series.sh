#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: bisect-series.sh [FROM [TO]]
#
# Build and boot the kernel with the first N patches of the series, for every N
# (or for those from FROM to TO).  Takes some minutes.

set -u
. "$(dirname "$0")/lib/lib.sh"

case "$*" in
*[!0-9\ ]*)
	usage
	;;
esac
total=$(series | wc -l)
from=${1:-1}
to=${2:-$total}
kernel_build base || die "the kernel does not build"
guest_build
scratch
status=$PASS
n=$from
while test "$n" -le "$to"
do
	SERIES_LIMIT=
	patch=$(series | sed -n "${n}p")
	if test "$n" -lt "$total"
	then
		SERIES_LIMIT=$n
	fi
	if ! (kernel_build prefix) >"$scratch/log" 2>&1
	then
		say "$n FAIL does not build: $patch"
			tail -n 5 "$scratch/log"
		grep -E 'error|undefined' "$scratch/log" | head -n 5 | sed 's/^/    /'
		status=$FAIL
	else
		boot "$kernels/prefix/linux" "$scratch/boot" uname -a
		if verdict "$scratch/boot"
		then
			say "$n $(verdict_word "$PASS") $patch"
		else
			say "$n $(verdict_word "$verdict") $patch: $verdict_why"
			status=$FAIL
		fi
	fi
	n=$((n + 1))
done
SERIES_LIMIT=
rm -rf -- "$kernels/prefix"
tree_prepare
exit "$status"
