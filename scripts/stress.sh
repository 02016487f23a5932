#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: stress.sh EXERCISE [RUNS]	(or EX=EXERCISE RUNS=200)
#
# Run each check of an exercise RUNS times on the broken kernel and as often on
# the fixed one, and count the verdicts: all as declared, and the same bytes
# every time.
#
# Takes: EX RUNS

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 2 || usage
ex_find "${1:-${EX:-}}"
times=${2:-${RUNS:-200}}
case $times in
'' | *[!0-9]*)
	usage
	;;
esac

status=$PASS
scratch
for variant_name in broken fixed
do
	if test "$variant_name" = broken
	then
		set -- --patch "$ex_dir/bug.patch"
	else
		set -- --patch "$ex_dir/bug.patch" --patch "$ex_dir/fix.patch"
	fi
	kernel_build "stress-$variant_name" --access "$(ex_access)" "$@" || die "the kernel does not build"
	unlock
	guest_build
	checks_list >"$scratch/lines"
	while IFS='|' read -r name law _
	do
		want=$law
		test "$variant_name" = broken || want=PASS
		: >"$scratch/counts"
		start=$(clock)
		n=0
		while test "$n" -lt "$times"
		do
			check_run "$kernels/stress-$variant_name/linux" "$name" \
				"$scratch/check" </dev/null
			what=$(verdict_word "$verdict" | tr -cd '[:upper:]')
			if test "$want" = PASS
			then
				met=$((verdict == PASS))
			elif test "$verdict" -ne "$PASS" && has_law "$check_laws" "$want"
			then
				met=1
				what="$what $check_laws"
			else
				met=0
			fi
			hash=$(run_hash "$scratch/check")
			printf '%s %s %s\n' "$met" "$hash" "$what" >>"$scratch/counts"
			n=$((n + 1))
		done
		met=$(grep -c '^1 ' "$scratch/counts")
		logs=$(cut -d ' ' -f 2 "$scratch/counts" | sort -u | wc -l)
		test "$met" -eq "$times" || status=$FAIL
		test "$logs" -eq 1 || status=$FAIL
		say "$ex $variant_name $name: $met of $times are $want, $logs different logs, $(($(clock) - start)) s"
		cut -d ' ' -f 3- "$scratch/counts" | sort | uniq -c |
		sed 's/^ */    /'
	done <"$scratch/lines"
	rm -rf -- "${kernels:?}/stress-$variant_name"
done
exit "$status"
