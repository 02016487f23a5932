#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: claims.sh [--check] [kasan] [ID]...	(or CLAIM="ID...")
#
# Test every claim of the mail on every design: the experiments of uml/claims.  All
# run in one boot, but for those that end their kernel.  IDs choose claims, such as
# C8 or C8c.  "kasan" runs them on a kernel with KASAN.
#
# Prints a table.  The cells with their evidence go to build/results/claims.tsv.  If
# all claims ran and no cell was a surprise, they also go to docs/claims.md; --check
# compares with docs/claims.md instead.  A cell that differs from what its claim
# expects is a surprise, and a FAIL.
#
# EX=01 tests the claims on the kernel with your work on this exercise; the cells go
# to build/results/claims-01-missed-registration.tsv, and docs/claims.md is left alone.

# The functions that claim.sh calls are here, its variables there.
# shellcheck disable=SC2317,SC2154,SC2034,SC1091

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"
law_awk=$scripts/draw/law.awk
. "$uml/claims/claim.sh"

flavour=base
exercise=${EX:-}
check=
while test $# -gt 0
do
	case $1 in
	--check) check=1 ;;
	kasan) flavour=kasan ;;
	*) break ;;
	esac
	shift
done
# shellcheck disable=SC2086
test $# -gt 0 || set -- ${CLAIM:-}
for id
do
	case $id in
	C[1-9] | C[1-9][0-9] | C[1-9][a-z] | C[1-9][0-9][a-z]) ;;
	*) usage ;;
	esac
done
wanted=" $* "

# is_wanted: is $claim_id among the IDs, or its number?
is_wanted () {
	case $wanted in
	'  ' | *" $claim_id "* | *" ${claim_id%[a-z]} "*) return 0 ;;
	esac
	return 1
}

# row DESIGN CONSUMER VERDICT EXPECTED EVIDENCE [COMMAND]
row () {
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$claim_id" "$@" >>"$scratch/rows"
}

# $claim_words as one would type them.
claim_quoted () {
	printf '%s\n' "$claim_words" | sed "/ /s/.*/'&'/" | tr '\n' ' ' | sed 's/ $//'
}

claim_cell () {
	is_wanted || return 0
	claim_kernel=$flavour
	claim_command="scripts/boot.sh -v $(claim_quoted)"
	if test "$claim_alone" = weak
	then
		test "$flavour" = base || return 0
		claim_kernel=weak
		kernel_build weak || die "the kernel does not build"
		unlock
		claim_command="scripts/boot.sh -v -k weak $(claim_quoted)"
	fi
	claim_seen
	if test -z "$claim_alone"
	then
		printf '%s\t%s\n' "$claim_id" "$claim_command" >>"$scratch/commands"
		return
	fi
	run_words "$kernels/$claim_kernel/linux" "$scratch/alone" "$(claim_quoted)"
	out=$scratch/alone/result
	report=
	if test "$verdict" -eq "$CRASH"
	then
		report=$(printf '%s\n' "$verdict_why" | sed 's/ at .*\/linux\// at /')
	fi
	claim_judge
	row "$claim_design" "$claim_consumer" "$claim_verdict" \
		"$claim_expected" "$claim_evidence" "$claim_command"
}

claim_none () {
	is_wanted || return 0
	claim_seen
	row "$1" "$2" n/a n/a "$3" ''
}

claim_seen () {
	test "${claim_last:-}" != "$claim_id" || return 0
	claim_last=$claim_id
	printf '%s\t%s\t%s\n' "$claim_id" "$claim_says" "$claim_mail" >>"$scratch/says"
}

claim_found () {
	is_wanted || return 0
	printf '%s\t%s\n' "${claim_id%[a-z]}" "$claim_finding" >>"$scratch/findings"
}

kernel_build base || die "the kernel does not build"
if test "$flavour" = kasan
then
	kernel_build kasan || die "the kernel does not build"
fi
if test -n "$exercise"
then
	scratch
	ex_kernel "$exercise" || die "the kernel does not compile (make check EX=$nr says why)"
	flavour=$kernel
fi
unlock
guest_build
scratch
test "$wanted" != "  " || say "This takes about a minute and a half on a quiet machine."
: >"$scratch/rows"
: >"$scratch/commands"
: >"$scratch/says"
: >"$scratch/findings"

kit_names designs
claim_designs=$names

for file in "$uml"/claims/C*.sh
do
	# shellcheck disable=SC1090
	. "$file"
done
test -s "$scratch/says" || die "no claim is named$wanted(cure: see uml/claims)"

# The rest, in one boot; the guest gets the names as they stand in the files.
ids=$(cut -f 1 "$scratch/commands" | awk '!seen[$0]++')
status=$PASS
if test -n "$ids"
then
	# shellcheck disable=SC2086
	BOOT_MEM=${BOOT_MEM:-192M} boot "$kernels/$flavour/linux" "$scratch/main" claims $ids
	verdict "$scratch/main"
	case $verdict in
	"$PASS" | "$FAIL") ;;
	*)
		warn "the boot for all claims: $(verdict_word "$verdict"): $verdict_why"
		status=$verdict
		;;
	esac
	sed -n 's/^# claim	//p' "$scratch/main/result" |
	awk -F '\t' -v OFS='\t' '
	FNR == NR { command[FNR] = $2; next }
	{ print $0, command[FNR] }' "$scratch/commands" - >>"$scratch/rows"
fi

mkdir -p -- "$results" 2>/dev/null || unwritable "$results"
tsv=$results/claims.tsv
test "$flavour" = base || tsv=$results/claims-$flavour.tsv
{
	printf 'claim\tdesign\tconsumer\tverdict\texpected\tevidence\tcommand\n'
	awk -F '\t' -v OFS='\t' -v designs="$claim_designs" '
	BEGIN {
		n = split(designs, names, " ")
		for (i = 1; i <= n; i++)
			rank[names[i]] = i
	}
	{
		number = $1
		gsub(/[^0-9]/, "", number)
		print number + 0, substr($1, length("C" number) + 1), rank[$2], NR, $0
	}' "$scratch/rows" |
	sort -t '	' -k 1,1n -k 2,2 -k 3,3n -k 4,4n | cut -f 5-
} >"$tsv"

awk -f "$scripts/draw/claims-table.awk" -v kernel="${room##*/}" -v designs="$claim_designs" -v bold="$bold" -v plain="$plain" \
	"$scratch/says" "$tsv" || status=$FAIL

cells=$(wc -l <"$scratch/commands")
made=$(grep -c '^# claim	' "$scratch/main/result" 2>/dev/null)
if test "$status" -eq "$PASS" && test "${made:-0}" -ne "$cells"
then
	warn "one boot should have run $cells cells, and ran ${made:-0}"
	status=$ERROR
fi
say "cells and evidence: $tsv"
if test "$status" -eq "$PASS" && test "$wanted" = '  ' && test "$flavour" = base
then
	awk -f "$scripts/draw/claims-doc.awk" -v designs="$claim_designs" "$scratch/says" "$scratch/findings" "$tsv" \
		>"$scratch/claims.md" || die "cannot write to $scratch"
	if cmp -s "$scratch/claims.md" "$top/docs/claims.md"
	then
		say "the same for reading: docs/claims.md"
	elif test -n "$check"
	then
		warn "docs/claims.md differs from the results of this run (cure: make claims)"
		status=$FAIL
	else
		cp -- "$scratch/claims.md" "$top/docs/claims.md" ||
		die "cannot write docs/claims.md"
		say "the same for reading: docs/claims.md, which has changed"
	fi
fi
exit "$status"
