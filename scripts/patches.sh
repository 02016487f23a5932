#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: patches.sh [--verify]
#
# Write the commits of build/tree since the tag "base" to patches/, one file
# each, and their names to patches/series.  When nothing changed, not a byte
# changes.
#
# If the source is not the pinned release, the line numbers of the hunks are not
# compared, and a patch in which nothing else differs is left as it is.
#
# --verify writes nothing: it checks that the patches in patches/ are those that
# would be written.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/series.sh"

need git
scratch
case $# in
0)
	test -d "$tree/.git" || die "there is no $tree (cure: make tree)"
	test -z "$(kgit -C "$tree" status --porcelain)" ||
	die "$tree has changes that are not committed (cure: commit them, or git stash, there)"
	series_write "$tree" "$scratch/patches" || die "git cannot write the patches"
	mkdir -p -- "$room" || die "cannot write to $room"
	for file in "$room"/*.patch
	do
		if test -f "$file" && test ! -f "$scratch/patches/${file##*/}"
		then
			say "removed ${file##*/}"
			rm -f -- "$file"
		fi
	done
	for file in "$scratch/patches"/*
	do
		series_same "$file" "$room/${file##*/}" && continue
		say "wrote ${file##*/}"
		write_if_changed "$file" "$room/${file##*/}" ||
		die "cannot write to $room"
	done
	say "patches/ has the $(series | wc -l) commits of $tree"
	;;
1)
	test "$1" = --verify || usage
	series_pristine "$scratch/tree"
	series_base "$scratch/tree" || die "git cannot make a tree"
	series_apply "$scratch/tree" || exit "$ERROR"
	series_write "$scratch/tree" "$scratch/patches" ||
	die "git cannot write the patches"
	verify_status=$PASS
	for file in "$room"/*.patch "$scratch/patches"/* "$room"/series
	do
		series_same "$room/${file##*/}" "$scratch/patches/${file##*/}" &&
		continue
		diff -uN -- "$room/${file##*/}" "$scratch/patches/${file##*/}"
		verify_status=$FAIL
	done >"$scratch/diff"
	if test "$verify_status" -eq "$PASS"
	then
		say "patches/ is stable: $(series | wc -l) patches"
	else
		head -n 20 "$scratch/diff"
		say "patches/ differs from what would be written"
		exit "$FAIL"
	fi
	;;
*)
	usage
	;;
esac
