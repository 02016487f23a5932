# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# checkpatch: the kernel's checkpatch.pl over the series, the mutants and our own C files, then
# sparse over the objects that the series adds, and kernel-doc over all that is ours in the tree.

checkpatch_default='^$'
checkpatch_first='^-sparse-$'

checkpatch_cases () {
	(
		cd -- "$top" || exit
		series | sed "s,^,patches/,"
		ls scripts/tests/bugs/*.patch drivers/*/*.[ch] drivers/*/include/*/*.h drivers/*/include/*/*/*.h \
			uml/*/*.[ch] scripts/tests/guest/*.c scripts/tests/guest/*/*.[ch]
	)
	printf '%s\n' sparse doc
}

# Why these are ignored: the series does not touch MAINTAINERS and names no
# commit by its hash; a pointer in a list of types needs no name (the tracepoint
# and callback prototypes of mm have none either); our programs are no kernel
# code.
checkpatch_ignore=FILE_PATH_CHANGES,GIT_COMMIT_ID,FUNCTION_ARGUMENTS
checkpatch_program=VOLATILE,STRCPY,STRNCPY,SSCANF_TO_KSTRTO,BRACES
checkpatch_program=$checkpatch_program,ARRAY_SIZE,PREFER_DEFINED_ATTRIBUTE_MACRO
checkpatch_program=$checkpatch_program,EMBEDDED_FUNCTION_NAME,AVOID_EXTERNS
checkpatch_program=$checkpatch_program,QUOTED_WHITESPACE_BEFORE_NEWLINE

# Nobody signs a planted bug, so its message ends at the diff.
checkpatch_bug=MISSING_SIGN_OFF,DIFF_IN_COMMIT_MSG

# The list of designs is included with a macro that ends in a comma, and with one
# that ends in a semicolon.
checkpatch_list=COMPLEX_MACRO,TRAILING_SEMICOLON

# The compiler calls functions that no header declares, before accesses that may be
# volatile; the macros of late stores are barriers, and what they are for is said once.
checkpatch_access=AVOID_EXTERNS,VOLATILE,MEMORY_BARRIER,MACRO_ARG_UNUSED

# A litmus test is a list of bodies, and the list of them is included with macros of which
# each takes what it needs.
checkpatch_litmus=$checkpatch_program,LEADING_SPACE,MACRO_ARG_UNUSED,MEMORY_BARRIER,COMPLEX_MACRO
checkpatch_litmus=$checkpatch_litmus,MULTISTATEMENT_MACRO_USE_DO_WHILE,TRAILING_SEMICOLON

checkpatch_case () {
	if ! have perl
	then
		result skip "checkpatch $1" "perl is not installed"
		return
	fi
	tree_unpack
	unlock
	case $1 in
	sparse | doc)
		"checkpatch_$1"
		return
		;;
	*-mm-mmn-an-address-space-*) checkpatch_more=$checkpatch_list ;;
	drivers/interleave/*) checkpatch_more=$checkpatch_access,IN_ATOMIC ;;
	# its comment is what they do without
	scripts/*-look-for-waiters*) checkpatch_more=$checkpatch_bug,WAITQUEUE_ACTIVE ;;
	scripts/tests/bugs/*) checkpatch_more=$checkpatch_bug ;;
	*/litmus.c) checkpatch_more=$checkpatch_litmus ;;
	uml/* | scripts/tests/guest/*) checkpatch_more=$checkpatch_program ;;
	*) checkpatch_more=NONE ;;
	esac
	checkpatch_name=$1
	set -- "$top/$1"
	case $1 in
	*.patch) ;;
	*) set -- --file "$1" ;;
	esac
	(
		cd -- "$scratch" &&
		hear perl "$linux/scripts/checkpatch.pl" --no-tree --root="$linux" --quiet \
			--no-summary --terse --show-types \
			--ignore "$checkpatch_ignore,$checkpatch_more" "$@"
	)
	test ! -s "$scratch/said"
	result_of $? "checkpatch $checkpatch_name" "$scratch/said"
}

# What of the tree is ours.
checkpatch_ours='^(kernel/interleave|mm/mmn|drivers/misc/tmmu|include/(uapi/)?linux/(mmn|interleave))'

checkpatch_sparse () {
	if ! have sparse
	then
		result skip sparse "not installed"
		return
	fi
	lock
	tree_prepare
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
	grep -E "$checkpatch_ours" \
		>"$scratch/ours"
	test ! -s "$scratch/ours"
	result_of $? "sparse, $(wc -l <"$scratch/objects") objects" "$scratch/ours"
}

checkpatch_doc () {
	tree_prepare
	grep -E "$checkpatch_ours.*\.[ch]\$" "$variant/paths" >"$scratch/ours"
	(
		cd -- "$linux" &&
		xargs perl scripts/kernel-doc -none -Wall <"$scratch/ours" >"$scratch/said" 2>&1
	)
	test -s "$scratch/ours" && test ! -s "$scratch/said"
	result_of $? "kernel-doc, $(wc -l <"$scratch/ours") files" "$scratch/said"
}
