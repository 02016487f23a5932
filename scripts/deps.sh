#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: deps.sh [--quiet]
#
# Install what is missing, with apt, as root or through sudo.  If that is not
# possible, print the command to type.  --quiet: print nothing if everything is here
# that a build and a boot need.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/tools.sh"
. "$scripts/lib/guest.sh"

quiet=
if test "${1:-}" = --quiet
then
	quiet=1
	shift
fi
test $# -eq 0 || usage

missing=$(tools_missing "$tools_needed")
find_busybox || missing="$missing
busybox(static) busybox-static"
static_libc || missing="$missing
libc.a libc6-dev"
needed=$(printf '%s\n' "$missing" | grep .)
missing=$(printf '%s\n' "$missing" "$(tools_missing "$tools_wanted")" | grep .)

# column N: of the lines on stdin, on one line, each once.
column () {
	awk -v n="$1" '!seen[$n]++ { printf " %s", $n }'
}
tools=$(printf '%s\n' "$missing" | column 1)
packages=$(printf '%s\n' "$missing" | column 2)

# can_do_without REASON: end here when only such are missing.
can_do_without () {
	test -z "$needed" || return 0
	test -n "$quiet" || warn "$1"
	exit "$PASS"
}

if test -z "$missing"
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
$sudo env DEBIAN_FRONTEND=noninteractive $command >/dev/null || {
	quiet=
	can_do_without "apt failed; go on without:$tools (cure, as root: $command)"
	die "apt failed (cure, as root: $command)"
}
say "Installed."
