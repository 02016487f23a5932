#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: clean.sh [all]
#
# Remove what was built: kernels and objects of each flavour, the guest, results.  The kernel
# source stays, so that no download is needed again, what searches know, and ccache's cache;
# with "all" they go, too.  Work of
# learners (work/) is never touched.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/kernel.sh"

case $# in
0)
	lock
	# what other verbs are at stays
	scratch
	for name in $(flavours) kernel initramfs results tree base variant bench debug peers read \
		ccache-bin report.html compile_commands.json
	do
		rm -rf -- "${build:?}/$name"
	done
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
