# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# kasan: the parts guest and claims once more, under KASAN.

kasan_first='^-all-claims-$'

kasan_cases () {
	claims_cases
	guest_cases
}

kasan_case () {
	flavour_ready kasan
	case $1 in
	'all claims') claims_run kasan ;;
	*) guest_run kasan "$1" ', KASAN' ;;
	esac
}
