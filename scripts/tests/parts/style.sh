# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# style: the scripts pass shellcheck.

style_needs=host

style_cases () {
	(cd -- "$top" && ls scripts/*.sh scripts/*/*.sh scripts/*/*/*.sh uml/claims/*.sh)
}

style_case () {
	if ! have shellcheck
	then
		result skip "shellcheck $1" "not installed"
		return
	fi
	(cd -- "$top" && hear shellcheck "$1")
	result_of $? "shellcheck $1" "$scratch/said"
}
