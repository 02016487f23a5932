#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# uml/scenarios/points.list has every schedule point that the sources have.

load helper

# Lines of the series and of the driver that have @1.
source_has () {
	cat "$kit"/patches/*.patch "$kit"/drivers/tmmu/*.c |
	tr -d '\n' | grep -o "$1" | sed 's/.*"\(.*\)"/\1/' | sort -u
}

listed () {
	grep -q "^$1 " "$kit/uml/scenarios/points.list"
}

@test "every point with a whole name is listed" {
	for point in $(source_has 'il_point("[a-z0-9_.]*"')
	do
		listed "$point" || { echo "$point"; return 1; }
	done
}

@test "every hook has its points listed" {
	for site in $(source_has 'mmn_range_begin[a-z_]*("[a-z_]*"')
	do
		for part in begin begin.done end
		do
			listed "$site.$part" || { echo "$site.$part"; return 1; }
		done
	done
	for site in $(source_has 'mmn_page_begin("[a-z_]*"')
	do
		for part in page.begin page.locked page
		do
			listed "$site.$part" || { echo "$site.$part"; return 1; }
		done
	done
}

@test "every line of the list has a name, known objects and a word on it" {
	known='list mmu begin spte age pte page mmap file flight user all none'
	run awk -v known="$known" '
		BEGIN { n = split(known, k, " "); for (i = 1; i <= n; i++) ok[k[i]] = 1 }
		/^#/ || !NF { next }
		$3 != "#" || NF < 4 || seen[$1]++ { print; next }
		{ n = split($2, o, ","); for (i = 1; i <= n; i++) if (!ok[o[i]]) print }' \
		"$kit/uml/scenarios/points.list"
	[ -z "$output" ]
}
