#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: patches.sh [--verify]
#
# Write the commits of build/tree since the tag "base" to patches/, one file
# each, and their names to the series of the kernel.  When nothing changed, not a
# byte changes.
#
# If the source is not the pinned release, the line numbers of the hunks are not
# compared, and a patch in which nothing else differs is left as it is.
#
# --verify writes nothing: it checks that the patches in patches/ are those that
# would be written.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/series.sh"

# patch_files: those that are there and those that were written, below patches/.
patch_files () {
	for list_dir in "$patches" "$scratch/patches"
	do
		(cd -- "$list_dir" && ls -d notifier/*.patch "${room##*/}"/*.patch "${room##*/}/series") 2>/dev/null
	done | sort -u
}

need git
scratch
case $# in
0)
	test -d "$tree/.git" || die "there is no $tree (cure: make tree)"
	test -z "$(kgit -C "$tree" status --porcelain)" ||
	die "$tree has changes that are not committed (cure: commit them, or git stash, there)"
	series_write "$tree" "$scratch/patches" || die "git cannot write the patches"
	patch_files >"$scratch/files"
	while read -r file
	do
		if test ! -f "$scratch/patches/$file"
		then
			say "removed $file"
			rm -f -- "$patches/$file"
		elif ! series_same "$scratch/patches/$file" "$patches/$file"
		then
			say "wrote $file"
			write_if_changed "$scratch/patches/$file" "$patches/$file" ||
			die "cannot write to $patches"
		fi
	done <"$scratch/files"
	say "patches/ has the $(series | wc -l) commits of $tree"
	;;
1)
	test "$1" = --verify || usage
	series_pristine "$scratch/tree"
	series_base "$scratch/tree" || die "git cannot make a tree"
	series_apply "$scratch/tree" || exit "$ERROR"
	series_write "$scratch/tree" "$scratch/patches" ||
	die "git cannot write the patches"
	patch_files | while read -r file
	do
		series_same "$patches/$file" "$scratch/patches/$file" ||
		diff -uN -- "$patches/$file" "$scratch/patches/$file"
	done >"$scratch/diff"
	if test -s "$scratch/diff"
	then
		head -n 20 "$scratch/diff"
		say "patches/ differs from what would be written"
		exit "$FAIL"
	fi
	say "patches/ is stable: $(series | wc -l) patches"
	;;
*)
	usage
	;;
esac
