#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: build.sh [lab|kasan|weak] [NAME [--patch FILE]... [--overlay DIR]]
#
# Fetch, patch, configure and build the kernel, then the guest's programs and
# root file system.  The kernel is kept as build/kernel/NAME/linux; the NAME is
# "base" for the lab flavour, "kasan" and "weak" for the others.  Patches and an overlay
# of files go on top of the series for this build only.
#
# JOBS=N compiles N files at a time; NO_CCACHE=1 leaves ccache out.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/guest.sh"

flavour=lab
name=
case ${1:-} in
lab | kasan | weak)
	flavour=$1
	shift
	;;
esac
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
