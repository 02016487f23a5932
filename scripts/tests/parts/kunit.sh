# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# kunit: the kernel's own tests of the secondary MMU, in one boot.

kunit_quick=.

kunit_cases () {
	echo 'one boot'
}

kunit_case () {
	BOOT_ARGS='kunit.enable=1' BOOT_LOGLEVEL=4
	boot "$kernels/base/linux" "$scratch/kunit" sh -c \
		'cat /sys/kernel/debug/kunit/*/results'
	result_run "the KUnit run ends" PASS "$scratch/kunit"
	sed -n 's/^ *# Subtest: //p;s/^    \(not ok\|ok\) [0-9]* /\1 /p' "$scratch/kunit/console" >"$scratch/cases"
	suite=
	cases=0
	while IFS= read -r line
	do
		case $line in
		'ok '*'# SKIP'*)
			result skip "KUnit $suite: ${line#ok }" ""
			;;
		'ok '*)
			result ok "KUnit $suite: ${line#ok }"
			;;
		'not ok '*)
			result not-ok "KUnit $suite: ${line#not ok }" \
				"$(grep -a -B 8 -F -- "${line#not ok }" "$scratch/kunit/console" | head -n 8)"
			;;
		*)
			suite=$line
			continue
			;;
		esac
		cases=$((cases + 1))
	done <"$scratch/cases"
	test "$cases" -gt 0 || result not-ok "KUnit has tests" "none ran"
}
