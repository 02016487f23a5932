#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: deps.sh [--quiet]
#
# Install what is missing, with apt, as root or through sudo.  Where that is
# not possible, say what to type.  --quiet: nothing is said when nothing is
# missing that a kernel and a boot need.

set -u
. "$(dirname "$0")/lib/lib.sh"

quiet=
if test "${1:-}" = --quiet
then
	quiet=1
	shift
fi
test $# -eq 0 || usage

# want PACKAGE TOOL...: note the package unless all its tools are there.
packages=
tools=
want () {
	want_package=$1
	shift
	for want_tool
	do
		if ! have "$want_tool"
		then
			packages="$packages $want_package"
			tools="$tools $want_tool"
			return
		fi
	done
}

want make make
want gcc gcc cc
want binutils ld
want bison bison
want flex flex
want bc bc
want patch patch
want xz-utils xz
want util-linux flock
want git git
want perl perl
find_busybox || {
	packages="$packages busybox-static"
	tools="$tools busybox(static)"
}
test -f /usr/lib/x86_64-linux-gnu/libc.a || {
	packages="$packages libc6-dev"
	tools="$tools libc.a"
}

needed=$packages

# Without these something is left out, and says so.
want gdb gdb
want ccache ccache
want bats bats
want shellcheck shellcheck
want sparse sparse
want gnuplot-nox gnuplot

# can_do_without REASON: end here when only such are missing.
can_do_without () {
	test -z "$needed" || return 0
	test -n "$quiet" || warn "$1"
	exit "$PASS"
}

if test -z "$packages"
then
	test -n "$quiet" || say "Nothing is missing."
	exit "$PASS"
fi
if ! have apt-get
then
	can_do_without "not installed:$tools"
	die "this is not Debian; install with your own package manager:$tools"
fi
command="apt-get install -y --no-install-recommends$packages"
if test "$(id -u)" -eq 0
then
	sudo=
elif have sudo && sudo -n true 2>/dev/null
then
	sudo=sudo
else
	can_do_without "not installed:$packages (cure, as root: apt-get update && $command)"
	die "missing:$packages (cure, as root: apt-get update && $command)"
fi
say "Installing as root:$packages"
# shellcheck disable=SC2086
$sudo apt-get -q=2 update &&
$sudo env DEBIAN_FRONTEND=noninteractive $command >/dev/null ||
die "apt failed (cure, as root: $command)"
say "Installed."
