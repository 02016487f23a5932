#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: help.sh
#
# The targets of the Makefile, from its own "##" lines.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
say "Usage: make TARGET [NAME=value ...]"
awk '
/^##@ / { print "\n" substr($0, 5); next }
/^[a-z-]+:.*## / {
	name = $0
	sub(/:.*/, "", name)
	text = $0
	sub(/.*## /, "", text)
	printf "  %-16s %s\n", name, text
}' "$top/Makefile"
say ""
if test ! -x "$kernels/base/linux"
then
	say "Begin with: make doctor, then make run"
else
	say "Begin with: make run, then make list"
fi
