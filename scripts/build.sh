#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: build.sh [FLAVOUR] [NAME [--patch FILE]... [--overlay DIR]]
#
# Fetch, patch, configure and build the kernel, then the guest's programs and
# root file system.  The kernel is kept as build/kernel/NAME/linux; the NAME is
# "base" for the flavour lab, and that of the flavour for each other (make doctor lists them).  Patches and an overlay
# of files go on top of the series for this build only.
#
# JOBS=N compiles N files at a time; NO_CCACHE=1 leaves ccache out.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/guest.sh"

flavour=lab
name=
for known in $(flavours)
do
	if test "${1:-}" = "$known"
	then
		flavour=$1
		shift
	fi
done
case ${1:-} in
'')
	;;
-* | */* | .*)
	usage
	;;
*)
	name=$1
	shift
	;;
esac
if test -z "$name"
then
	name=$(flavour_kernel "$flavour")
fi
kernel_build "$name" --flavour "$flavour" "$@" || exit "$FAIL"
guest_build
say "kernel: $kernels/$name/linux"
