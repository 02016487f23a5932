# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# stress: each check of an exercise RUNS=200 times, broken and fixed: each time the declared
# verdict, and the same bytes.  For who writes an exercise.

stress_default='^$'

stress_cases () {
	for stress_id in $(ex_all)
	do
		test ! -f "$exercises/$stress_id/bug.patch" || printf "$stress_id %s\n" broken fixed
	done
}

stress_case () {
	stress_times=${RUNS:-200}
	case $stress_times in
	0* | *[!0-9]*) die "RUNS is a number, 1 or more, not '$stress_times'" ;;
	esac
	ex_find "${1% *}"
	stress_side=${1##* }
	set -- --patch "$ex_dir/bug.patch"
	test "$stress_side" = broken || set -- "$@" --patch "$ex_dir/fix.patch"
	kernel_build "$test_kernel" --access "$(ex_access)" "$@" || die "the kernel does not build"
	unlock
	checks_list >"$scratch/lines"
	while IFS='|' read -r name want _
	do
		test "$stress_side" = broken || want=PASS
		for _ in $(seq "$stress_times")
		do
			check_run "$kernels/$test_kernel/linux" "$name" "$scratch/check" </dev/null
			stress_what=$(verdict_word "$verdict" | tr -cd '[:upper:]')
			stress_met=0
			if test "$want" = PASS
			then
				stress_met=$((verdict == PASS))
			elif test "$verdict" -ne "$PASS" && has_law "$check_laws" "$want"
			then
				stress_met=1
			fi
			printf '%s %s %s\n' "$stress_met" "$(run_hash "$scratch/check")" "$stress_what $check_laws"
		done >"$scratch/counts"
		test "$(grep -c '^1 ' "$scratch/counts")" -eq "$stress_times" &&
		test "$(cut -d ' ' -f 2 "$scratch/counts" | sort -u | wc -l)" -eq 1
		result_of $? "$ex $stress_side $name: $stress_times runs are $want, with the same bytes" \
			"$scratch/counts"
	done <"$scratch/lines"
}
