# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2094
#
# host: what the scripts promise without a kernel; a case is a file of scripts/tests/host.

host_needs=host
host_quick='^-(awk|claims|hints|layers|map|merge|mutant-files|points|predict-answers|reset|rooms|save-restore|solution|start|status|verbs)-'

# The longest first.
host_cases () {
	(cd -- "$scripts/tests/host" && ls -S ./*.bats) | sed 's,^\./,,'
}

host_case () {
	if ! have bats
	then
		result skip "$1" "bats is not installed"
		return
	fi
	# a case that is judged there must not be one of this run
	(unset KIT_TESTS KIT_EXPLORED KIT_UNTIL WORK
	hear env BATS_TMPDIR="$scratch" bats --tap "$scripts/tests/host/$1")
	host_status=$?
	host_failed=0
	while IFS= read -r host_line
	do
		case $host_line in
		'ok '*'# skip'*)
			host_name=${host_line#ok * }
			result skip "${host_name%% # skip*}" "${host_name#*# skip}"
			;;
		'ok '*)
			result ok "${host_line#ok * }"
			;;
		'not ok '*)
			host_failed=1
			result not-ok "${host_line#not ok * }" \
				"$(grep -F -A 12 -- "$host_line" "$scratch/said" | sed 1d)"
			;;
		esac
	done <"$scratch/said"
	test "$host_status" -eq 0 || test "$host_failed" -ne 0 ||
	result not-ok "$1" "$(head -n 5 "$scratch/said")"
}
