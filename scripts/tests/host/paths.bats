#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# exercises/README.md says of each exercise what its meta says, and its paths are whole.

load helper

meta () {
	sed -n "s/^$2=//p" "$kit"/exercises/"$1"-*/meta
}

@test "minutes and what comes first are those of meta" {
	n=0
	while IFS='|' read -r _ id _ minutes after _; do
		id=$(sed 's/.*\[\([0-9]*\)\].*/\1/' <<<"$id")
		[ "$(tr -d ' ' <<<"$minutes")" = "$(meta "$id" minutes)" ]
		[ "$(tr -d ' ' <<<"$after")" = "$(meta "$id" after | tr ' ' ,)" ]
		n=$((n + 1))
	done < <(grep '^| \[[0-9]' "$kit/exercises/README.md")
	[ "$n" -eq "$(ls -d "$kit"/exercises/[0-9]* | grep -c .)" ]
}

@test "each path has what its exercises need, in order, and its minutes add up" {
	n=0
	while IFS='|' read -r _ _ path minutes _; do
		sum=0 before=
		for id in $path; do
			for after in $(meta "$id" after); do
				[[ " $before " == *" $after "* ]]
			done
			before="$before $id"
			sum=$((sum + $(meta "$id" minutes)))
		done
		[ "$sum" -eq "$minutes" ]
		n=$((n + 1))
	done < <(grep '^| [^|]* | [0-9 ]* | [0-9]* |$' "$kit/exercises/README.md")
	[ "$n" -ge 4 ]
}
