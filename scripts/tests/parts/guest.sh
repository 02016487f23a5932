# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# guest: the lines of scripts/tests/guest/guest.tests.

guest_quick=.

guest_cases () {
	guest_lines | cut -d '|' -f 1
}

guest_case () {
	guest_run base "$1" ''
}
