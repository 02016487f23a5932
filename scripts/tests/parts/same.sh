# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# same: five runs give the same bytes.

same_quick=.

same_cases () {
	echo 'five runs'
}

same_case () {
	first=
	for run in 1 2 3 4 5
	do
		run_words "$kernels/base/linux" "$scratch/same" \
			"scenario register-punch design=v18 consumer=kvm schedule='B@zap.begin.done A* B*'"
		if test "$verdict" -ne "$PASS"
		then
			result not-ok "the same bytes in five runs" "run $run: $(verdict_word "$verdict") $verdict_why"
			return
		fi
		this=$(run_hash "$scratch/same")
		first=${first:-$this}
		if test "$this" != "$first"
		then
			if test "$("$host/supervise" -p cat /proc/self/personality)" != 00040000
			then
				result skip "the same bytes in five runs" "this host does not switch ASLR off"
			else
				result not-ok "the same bytes in five runs" "run $run differs"
			fi
			return
		fi
	done
	result ok "the same bytes in five runs"
}
