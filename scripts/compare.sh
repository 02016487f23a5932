#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: compare.sh [code] [verdicts]
#
# Compare the patched tree with upstream.  The peer is the same source with
# only the patches to arch/um.
#
#	code		with the lab configured out, every object that the series
#			touches has upstream's instructions; only the numbers
#			of source lines in them may differ
#	verdicts	upstream's own mm tests come to the same verdicts on the
#			lab kernel as on one without the lab
#
# Both without an argument.  Takes some minutes.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/peers.sh"

for part
do
	case $part in
	code | verdicts) ;;
	*) usage ;;
	esac
done
# Upstream is the source with the first patches, which mend it for user mode.
peer=$(series | awk '!/-um-/ { exit } { n++ } END { print n + 0 }')
status=$PASS
scratch

# The sources that the series changes.
changed_sources () {
	series | sed "1,${peer}d" | while read -r changed_patch
	do
		patched_paths "$room/$changed_patch"
	done | sort -u | grep '\.c$'
}

# compile_off DIR: disassembly of each source in $scratch/sources.  A line number
# is an immediate operand in the second or third argument register.
compile_off () {
	mkdir -p -- "$1"
	tree_prepare
	config_make off
	compile_objects=
	while read -r compile_path
	do
		compile_objects="$compile_objects ${compile_path%.c}.o"
	done <"$scratch/sources"
	# shellcheck disable=SC2086
	kmake "$build/off" -k -j "$(njobs)" $compile_objects >"$scratch/log" 2>&1
	while read -r compile_path
	do
		compile_object=$build/off/${compile_path%.c}.o
		test -f "$compile_object" || continue
		# shellcheck disable=SC2016
		objdump -d --no-show-raw-insn "$compile_object" | sed 1,3d |
		sed -E 's/mov +\$0x[0-9a-f]{1,4},%(esi|edx)$/mov LINE/' \
			>"$1/$(printf '%s' "$compile_path" | tr / _)"
		rm -f -- "$compile_object"
	done <"$scratch/sources"
}

compare_code () {
	need objdump
	changed_sources >"$scratch/changed"
	SERIES_LIMIT=$peer
	tree_prepare
	while read -r code_path
	do
		test ! -f "$linux/$code_path" || printf '%s\n' "$code_path"
	done <"$scratch/changed" >"$scratch/sources"
	test -s "$scratch/sources" || die "the series changes nothing of upstream's"
	compile_off "$scratch/upstream"
	SERIES_LIMIT=
	compile_off "$scratch/lab"
	code_objects=0
	code_lines=0
	for code_file in "$scratch/upstream"/*
	do
		code_name=${code_file##*/}
		code_objects=$((code_objects + 1))
		code_lines=$((code_lines + $(wc -l <"$code_file")))
		cmp -s -- "$code_file" "$scratch/lab/$code_name" || {
			say "  $code_name differs:"
			diff "$code_file" "$scratch/lab/$code_name" | head -n 6
			status=$FAIL
		}
	done
	if test ! -f "$code_file"
	then
		die "nothing was compiled: $(tail -n 1 "$scratch/log")"
	fi
	say "code: $code_objects objects, $code_lines lines of assembly, compared with upstream's"
}

# mm_verdicts KERNEL OUT: without those that differ from run to run.
mm_verdicts () {
	peers_boot "$1" "$scratch/mm" mm record
	sed -n 's/^either / /p' "$scripts/tests/guest/peers/mm.expect" >"$scratch/either"
	grep -E '^(# )?(ok|notok|not ok|skip|xfail) ' "$scratch/mm/result" |
	grep -vF -f "$scratch/either" |
	sed 's/0x[0-9a-f]*/0x/g' >"$2"
	test -s "$2" || die "upstream's mm tests said nothing on $1"
}

compare_verdicts () {
	SERIES_LIMIT=$peer
	kernel_build upstream || die "the kernel without the lab does not build"
	SERIES_LIMIT=
	kernel_build base || die "the kernel does not build"
	peers_build || die "upstream's tests do not compile: $peers_why"
	mm_verdicts "$kernels/upstream/linux" "$scratch/without"
	mm_verdicts "$kernels/base/linux" "$scratch/with"
	if ! diff "$scratch/without" "$scratch/with" >"$scratch/diff"
	then
		sed 's/^/  /' "$scratch/diff" | head -n 20
		status=$FAIL
	fi
	say "verdicts: $(wc -l <"$scratch/with") of upstream's mm tests, compared with the kernel without the lab"
}

test $# -gt 0 || set -- code verdicts
for part
do
	case $part in
	code) compare_code ;;
	verdicts) compare_verdicts ;;
	esac
done
say "$(verdict_word "$status")"
exit "$status"
