#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: checkpatch.sh
#
# The kernel's checkpatch.pl over the series, the mutants and our own C files,
# then sparse over the objects that the series adds, where sparse is installed.

# ignore= in a subshell is meant for that call alone
# shellcheck disable=SC2030,SC2031
set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
need perl
scratch
tree_prepare
status=$PASS

# Why these are ignored: the series does not touch MAINTAINERS and names no
# commit by its hash; a pointer in a list of types needs no name (the tracepoint
# and callback prototypes of mm have none either); our programs are no kernel
# code.
ignore=FILE_PATH_CHANGES,GIT_COMMIT_ID,FUNCTION_ARGUMENTS
program_ignore=$ignore,VOLATILE,STRCPY,STRNCPY,SSCANF_TO_KSTRTO,BRACES
program_ignore=$program_ignore,ARRAY_SIZE,PREFER_DEFINED_ATTRIBUTE_MACRO
program_ignore=$program_ignore,EMBEDDED_FUNCTION_NAME,AVOID_EXTERNS
program_ignore=$program_ignore,QUOTED_WHITESPACE_BEFORE_NEWLINE

checkpatch () {
	(
		cd -- "$scratch" &&
		perl "$linux/scripts/checkpatch.pl" --no-tree --root="$linux" --quiet \
			--no-summary --terse --show-types --ignore "$ignore" "$@"
	) |
	sed "s,^$top/,," >"$scratch/out"
	cat -- "$scratch/out"
	test ! -s "$scratch/out"
}

# The list of designs is included with a macro that ends in a comma, and with one
# that ends in a semicolon.
list_ignore=$ignore,COMPLEX_MACRO,TRAILING_SEMICOLON

# The compiler calls functions that no header declares, before accesses that may be
# volatile; the macros of late stores are barriers, and what they are for is said once.
access_ignore=$ignore,AVOID_EXTERNS,VOLATILE,MEMORY_BARRIER,MACRO_ARG_UNUSED

# A litmus test is a list of bodies, and the list of them is included with macros of which
# each takes what it needs.
litmus_ignore=$program_ignore,LEADING_SPACE,MACRO_ARG_UNUSED,MEMORY_BARRIER,COMPLEX_MACRO
litmus_ignore=$litmus_ignore,MULTISTATEMENT_MACRO_USE_DO_WHILE,TRAILING_SEMICOLON

for patch in $(series | sed "s,^,$room/,") "$scripts"/tests/bugs/*.patch
do
	case $patch in
	*-mm-mmn-subscribers-*)
		(ignore=$list_ignore && checkpatch "$patch")
		;;
	*-interleave-points-that-nobody-* | *-interleave-stores-that-others-* | \
	*-interleave-loads-that-* | *-interleave-a-release-* | *-interleave-a-barrier-*)
		(ignore=$access_ignore && checkpatch "$patch")
		;;
	*/mutants/*-look-for-waiters*)
		# its comment is what they do without
		(ignore=$ignore,WAITQUEUE_ACTIVE && checkpatch "$patch")
		;;
	*)
		checkpatch "$patch"
		;;
	esac || status=$FAIL
done
for file in "$drivers"/*/*.[ch] "$uml"/*/*.[ch] "$uml"/*/*/*.[ch]
do
	test -f "$file" || continue
	case $file in
	*/litmus.c) file_ignore=$litmus_ignore ;;
	"$uml"/*) file_ignore=$program_ignore ;;
	*) file_ignore=$ignore ;;
	esac
	(ignore=$file_ignore && checkpatch --file "$file") || status=$FAIL
done
say "checkpatch: $(series | wc -l) patches, the mutants and our own files: $(verdict_word "$status")"

if have sparse
then
	kernel_build base || die "the kernel does not build"
	lock
	tree_prepare
	scratch
	grep -E '\.c$' "$variant/paths" | while read -r path
	do
		object=${path%.c}.o
		test ! -f "$build/lab/$object" || printf '%s\n' "$object"
	done >"$scratch/objects"
	# shellcheck disable=SC2046
	kmake "$build/lab" C=2 CF=-D__CHECK_ENDIAN__ $(cat "$scratch/objects") \
		>"$scratch/sparse" 2>&1 || {
		tail -n 5 "$scratch/sparse" >&2
		die "sparse could not run over the tree"
	}
	# what sparse says of lines that are not ours is upstream's affair
	grep -E '(warning|error):' "$scratch/sparse" | sed "s,$linux/,,;s,\.\./linux/,," |
	grep -E '^(kernel/interleave|mm/mmn|drivers/misc/tmmu|include/linux/(mmn|interleave))' \
		>"$scratch/ours"
	if test -s "$scratch/ours"
	then
		cat -- "$scratch/ours"
		status=$FAIL
		say "sparse: $(wc -l <"$scratch/ours") messages"
	else
		say "sparse: $(wc -l <"$scratch/objects") objects: $(verdict_word "$PASS")"
	fi
else
	say "sparse: not installed, skipped"
fi
exit "$status"
