# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# weak: the kernel whose stores can be late: litmus tests, and searches of upstream.

weak_cases () {
	printf 'litmus %s\n' corr cowr mp mp-wmb mp-rel mp-assign mp-plain-assign mp-plain-deref \
		mp-no-rmb sb sb-mb sb-wmb s s-wmb r-mb coww
	printf 'upstream %s\n' register-punch core-two-ranges core-unregister-range
}

weak_case () {
	flavour_ready weak
	case $1 in
	litmus*)
		hear "$scripts/litmus.sh" "${1#* }"
		result_of $? "$1" "$scratch/said"
		;;
	*)
		weak_cell=${1#* }
		test "$weak_cell" = register-punch || weak_cell="$weak_cell fine=2"
		# shellcheck disable=SC2086
		hear "$scripts/explore.sh" -q scenario=$weak_cell design=upstream bound=1 delays=1
		result_of $? "$weak_cell: nothing breaks in upstream with one access out of order" \
			"$scratch/said"
		;;
	esac
}
