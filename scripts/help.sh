#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: help.sh
#
# The targets of the Makefile, from its own "##" lines, on one screen.

set -u
reads_only=1
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
{
	say "Usage: make TARGET [NAME=value ...]    Begin with: make doctor, then make run"
	awk '
	function flush() {
		if (line != "")
			print " " line
		line = ""
	}
	/^##@/ {
		compact = sub(/^##@@ /, "")
		sub(/^##@ /, "")
		flush()
		print
		next
	}
	/^[a-z-]+: ##/ {
		name = $1
		sub(/:$/, "", name)
		if (compact) {
			if (length(line) + length(name) > 76)
				flush()
			line = line " " name
			next
		}
		sub(/^[^#]*## /, "")
		printf "  %-12s %s\n", name, $0
	}
	END { flush() }' "$top/Makefile"
} | wrap 1
