#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: tree.sh
#
# Make a kernel tree under git in build/tree, in which the series is one commit a
# patch on top of the tag "base".  What is in drivers/ is linked into its place, so
# that the tree builds.  Rework the commits as you like, then: make patches.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/series.sh"

# drivers_link FILE PLACE: git does not see it.
drivers_link () {
	mkdir -p -- "${2%/*}" && rm -f -- "$2" && ln -s -- "$1" "$2" &&
	printf '%s\n' "${2#"$tree.new"}" >>"$tree.new/.git/info/exclude"
}

test $# -eq 0 || usage
need git
if test -d "$tree/.git"
then
	say "$tree exists already (make patches writes it back; to begin again, delete it)"
	exit "$PASS"
fi
tree_unpack
lock
scratch
start=$(clock)
rm -rf -- "$tree.new"
cp -R -- "$linux" "$tree.new" || die "cannot write to $build"
rm -f -- "$tree.new/.kit-source"
# the one of Debian ignores every file that is new
rm -f -- "$tree.new/.gitignore"
# back to what the source has
if test -f "$build/managed"
then
	while read -r path
	do
		if test -f "$pristine/$path"
		then
			cp -p -- "$pristine/$path" "$tree.new/$path"
		else
			rm -f -- "$tree.new/$path"
		fi
	done <"$build/managed"
fi
series_base "$tree.new" >/dev/null || die "git cannot make $tree"
drivers_each drivers_link "$tree.new"
mv -- "$tree.new" "$tree" || die "cannot write to $build"
series_apply "$tree" || exit "$ERROR"
say "$tree: $(series | wc -l) commits on top of 'base', in $(($(clock) - start)) s"
