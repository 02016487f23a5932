# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# series: the patches are byte for byte what make patches would write.

series_needs=host
series_quick=.

series_cases () {
	echo 'what make patches writes'
}

series_case () {
	if ! have git
	then
		result skip "the series is what make patches writes" "git is not installed"
		return
	fi
	hear "$scripts/patches.sh" --verify
	result_of $? "the series is what make patches writes" "$scratch/said"
}
