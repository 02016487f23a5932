#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: clean.sh [all]
#
# Remove what was built: kernels, objects, the guest.  The kernel source stays,
# so that no download is needed again; with "all" it goes too.  Work of
# learners (work/) is never touched.

set -u
. "$(dirname "$0")/lib/lib.sh"

case $# in
0)
	lock
	rm -rf -- "$build/lab" "$build/kasan" "$kernels" "$guest_dir" "$results" \
		"$build/tree" "$build/base" "$build/variant" "$build/bench"
	;;
1)
	test "$1" = all || usage
	lock
	rm -rf -- "$build"
	;;
*)
	usage
	;;
esac
