#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: deps.sh
#
# Install what is missing, with apt, as root or through sudo.  Where that is
# not possible, say what to type.

set -u
. "$(dirname "$0")/lib.sh"

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
want gdb gdb
want ccache ccache
want bats bats
want shellcheck shellcheck
want sparse sparse
find_busybox || {
	packages="$packages busybox-static"
	tools="$tools busybox(static)"
}
test -f /usr/lib/x86_64-linux-gnu/libc.a || {
	packages="$packages libc6-dev"
	tools="$tools libc.a"
}

if test -z "$packages"
then
	say "Nothing is missing."
	exit "$PASS"
fi
if ! have apt-get
then
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
	die "missing:$packages (cure, as root: apt-get update && $command)"
fi
say "Installing as root:$packages"
# shellcheck disable=SC2086
$sudo apt-get -q=2 update &&
$sudo env DEBIAN_FRONTEND=noninteractive $command >/dev/null ||
die "apt failed (cure, as root: $command)"
say "Installed."
