# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# compare: the patched tree beside upstream's, which is the same source with only the patches
# to arch/um.
#
#	code		with the lab configured out, every object that the series
#			touches has upstream's instructions; only the numbers
#			of source lines in them may differ
#	verdicts	upstream's own mm tests come to the same verdicts on the
#			lab kernel as on one without the lab

compare_default='^-code-$'

compare_cases () {
	printf '%s\n' code verdicts
}

# compare_tree: a tree of the case's own, since it puts parts of the series there.  Files
# are replaced there, never written to, so links to those of the other tree will do.
compare_tree () {
	lock
	tree_prepare
	CCACHE_DIR=${CCACHE_DIR:-$build/ccache}
	compare_from=$build
	build=$scratch/build download=$scratch/build/download linux=$scratch/build/linux
	pristine=$scratch/build/pristine kernels=$scratch/build/kernel
	mkdir -p -- "$kernels" "$scratch/build/initramfs" &&
	cp -al -- "$compare_from/linux" "$compare_from/pristine" "$build/" &&
	cp -- "$compare_from/managed" "$compare_from/variant" "$build/" &&
	cp -R -- "$compare_from/download" "$download" || unwritable "$compare_from"
	unlock
	# Upstream is the source with the first patches, which mend it for user mode.
	compare_peer=$(series | awk '!/-um-/ { exit } { n++ } END { print n + 0 }')
}

compare_case () {
	if test "$1" = code && ! have objdump
	then
		result skip "with the lab left out the code is upstream's" "no objdump"
		return
	fi
	compare_tree
	"compare_$1"
}

# The sources that the series changes.
compare_sources () {
	series | sed "1,${compare_peer}d" | while read -r compare_patch
	do
		patched_paths "$patches/$compare_patch"
	done | sort -u | grep '\.c$'
}

# compare_off DIR: disassembly of each source in $scratch/sources.  A line number
# is an immediate operand in the second or third argument register.
compare_off () {
	mkdir -p -- "$1"
	tree_prepare
	config_make off
	compare_objects=
	while read -r compare_path
	do
		compare_objects="$compare_objects ${compare_path%.c}.o"
	done <"$scratch/sources"
	# shellcheck disable=SC2086
	kmake "$build/off" -k -j "$(njobs)" $compare_objects >"$scratch/log" 2>&1
	while read -r compare_path
	do
		compare_object=$build/off/${compare_path%.c}.o
		test -f "$compare_object" || continue
		# shellcheck disable=SC2016
		objdump -d --no-show-raw-insn "$compare_object" | sed 1,3d |
		sed -E 's/mov +\$0x[0-9a-f]{1,4},%(esi|edx)$/mov LINE/' \
			>"$1/$(printf '%s' "$compare_path" | tr / _)"
		rm -f -- "$compare_object"
	done <"$scratch/sources"
}

compare_code () {
	compare_sources >"$scratch/changed"
	SERIES_LIMIT=$compare_peer
	tree_prepare
	while read -r compare_path
	do
		test ! -f "$linux/$compare_path" || printf '%s\n' "$compare_path"
	done <"$scratch/changed" >"$scratch/sources"
	test -s "$scratch/sources" || die "the series changes nothing of upstream's"
	compare_off "$scratch/upstream"
	SERIES_LIMIT=
	compare_off "$scratch/lab"
	ls "$scratch/upstream" >"$scratch/objects"
	test -s "$scratch/objects" || die "nothing was compiled: $(tail -n 1 "$scratch/log")"
	diff -r "$scratch/upstream" "$scratch/lab" >"$scratch/diff"
	result_of $? "with the lab left out the code is upstream's: $(wc -l <"$scratch/objects") objects, $(cat -- "$scratch"/upstream/* | wc -l) lines of assembly" \
		"$scratch/diff"
}

# compare_mm KERNEL OUT: without those that differ from run to run.
compare_mm () {
	peers_boot "$1" "$scratch/mm" mm record
	sed -n 's/^either / /p' "$scripts/tests/guest/peers/mm.expect" >"$scratch/either"
	grep -E '^(# )?(ok|notok|not ok|skip|xfail) ' "$scratch/mm/result" |
	grep -vF -f "$scratch/either" |
	sed 's/0x[0-9a-f]*/0x/g' >"$2"
	test -s "$2" || die "upstream's mm tests said nothing on $1"
}

compare_verdicts () {
	SERIES_LIMIT=$compare_peer
	kernel_build upstream || die "the kernel without the lab does not build"
	SERIES_LIMIT=
	unlock
	build=$compare_from linux=$compare_from/linux
	peers_build || die "upstream's tests do not compile: $peers_why"
	compare_mm "$kernels/upstream/linux" "$scratch/without"
	compare_mm "$compare_from/kernel/base/linux" "$scratch/with"
	diff "$scratch/without" "$scratch/with" >"$scratch/diff"
	result_of $? "$(wc -l <"$scratch/with") of upstream's mm tests come to the same without the lab" \
		"$scratch/diff"
}
