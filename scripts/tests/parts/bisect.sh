# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# bisect: the kernel with the first N patches of the series builds and boots, for every N.

bisect_default='^$'

bisect_cases () {
	series | awk '{ print NR " " $0 }'
}

bisect_case () {
	bisect_all=$(series | wc -l)
	test "${1%% *}" -eq "$bisect_all" || SERIES_LIMIT=${1%% *}
	if (kernel_build "$test_kernel") >"$scratch/log" 2>&1
	then
		boot "$kernels/$test_kernel/linux" "$scratch/boot" uname -a
		result_run "up to ${1#* } it builds and boots" PASS "$scratch/boot"
	else
		result not-ok "up to ${1#* } it builds and boots" \
			"$(grep -E 'error|undefined' "$scratch/log" | head -n 5; tail -n 5 "$scratch/log")"
	fi
}
