#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: boot.sh [-k NAME] [-v] [-o DIR] WORD...	(or CMD="WORD...")
#
# Boot a kernel and run the words in the guest as its only job, for example
#
#	scripts/boot.sh -k base scenario list
#
# Quotes in CMD hold words together; everything else reaches the guest as it is.
#
#	-k NAME		which kernel of build/kernel; "base" without it
#	-o DIR		keep console and result there
#	-v		show the whole console and the result channel
#
# The last line is the verdict.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

name=base
keep=
verbose=
while getopts k:o:v opt
do
	case $opt in
	k) name=$OPTARG ;;
	o) keep=$OPTARG ;;
	v) verbose=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
if test -n "${CMD:-}"
then
	test $# -eq 0 || die "there are both words and CMD= (cure: give one of them)"
	words_split "$CMD"
	while IFS= read -r word
	do
		set -- "$@" "${word#=}"
	done <"$scratch/words"
fi
test $# -gt 0 || usage

scratch
guest_build
boot "$kernels/$name/linux" "$scratch/boot" "$@"
verdict "$scratch/boot"
if test -n "$verbose"
then
	cat "$scratch/boot/console" "$scratch/boot/result"
else
	console_show "$scratch/boot/console"
fi
if test -n "$keep"
then
	mkdir -p -- "$keep" &&
	cp -- "$scratch/boot/console" "$scratch/boot/result" "$keep/" ||
	die "cannot write to $keep (cure: -o /some/other/dir)"
fi
say "$(verdict_word "$verdict")${verdict_why:+: $verdict_why}"
exit "$verdict"
