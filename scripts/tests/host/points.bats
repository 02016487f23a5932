#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# uml/scenarios/points.list has every schedule point that the sources have.

load helper

# The names in calls that match @1, of the series and of what is in drivers/.
source_has () {
	{
		sed -n 's/^+//p' "$kit"/patches/*/*.patch
		find "$kit/drivers" -name '*.[ch]' -exec cat {} +
	} | tr -d '\n' | grep -o "$1" | sed 's/.*"\(.*\)"/\1/' | sort -u >"$box/names"
	[ "$(grep -c . "$box/names")" -ge "$2" ] ||
	{ echo "$(grep -c . "$box/names") names match $1, where $2 are known" >&2; return 1; }
	cat "$box/names"
}

listed () {
	grep -q "^$1 " "$kit/uml/scenarios/points.list"
}

@test "every point with a whole name is listed" {
	points=$(source_has 'il_point("[a-z0-9_.]*"' 20)
	for point in $points
	do
		listed "$point" || { echo "$point"; return 1; }
	done
}

@test "every point of an exercise is listed" {
	for point in $(sed -n 's/^+.*il_point("\([a-z0-9_.]*\)".*/\1/p' "$kit"/exercises/*/*.patch | sort -u)
	do
		listed "$point" || { echo "$point"; return 1; }
	done
}

@test "every hook has its points listed" {
	sites=$(source_has 'mmn_range_begin[a-z_]*("[a-z_]*"' 3)
	for site in $sites
	do
		for part in begin begin.done end
		do
			listed "$site.$part" || { echo "$site.$part"; return 1; }
		done
	done
	sites=$(source_has 'mmn_page_begin("[a-z_]*"' 3)
	for site in $sites
	do
		for part in page.begin page.locked page
		do
			listed "$site.$part" || { echo "$site.$part"; return 1; }
		done
	done
}

@test "every line of the list has a name, known objects and a word on it" {
	known='list mmu begin spte age pte page mmap file flight user all none -'
	run awk -v known="$known" '
		BEGIN { n = split(known, k, " "); for (i = 1; i <= n; i++) ok[k[i]] = 1 }
		/^#/ || !NF { next }
		$3 != "#" || NF < 4 || seen[$1]++ { print; next }
		{ n = split($2, o, ","); for (i = 1; i <= n; i++) if (!ok[o[i]]) print }' \
		"$kit/uml/scenarios/points.list"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}
