# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# peers: upstream's unmodified tests, against what is expected of them.

peers_cases () {
	printf '%s\n' hmm mm
}

peers_case () {
	if ! peers_build
	then
		result not-ok "upstream's tests compile" "$peers_why"
		return
	fi
	peers_boot "$kernels/base/linux" "$scratch/peers" "$1"
	verdict "$scratch/peers"
	# Some wait for KSM by the clock; on a loaded host it comes late.
	if test "$verdict" -eq "$FAIL"
	then
		peers_boot "$kernels/base/linux" "$scratch/peers" "$1"
		verdict "$scratch/peers"
	fi
	if test "$verdict" -eq "$CRASH" || test "$verdict" -eq "$HANG"
	then
		result not-ok "upstream's $1 tests" "$verdict_why"
	fi
	sed -n 's/^\(ok\|not ok\) [0-9]* \(.*\)/\1|\2/p' "$scratch/peers/result" >"$scratch/cases"
	test -s "$scratch/cases" || result not-ok "upstream's $1 tests" "no result: $verdict_why"
	while IFS='|' read -r how name
	do
		test "$how" = ok
		result_of $? "upstream $name"
	done <"$scratch/cases"
}
