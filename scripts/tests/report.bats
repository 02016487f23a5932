#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The report, made from the fixture in scripts/tests/report: a build directory
# with seven cells, one of them hostile, and one replay that was not kept.

load helper

fixture () {
	mkdir -p build
	cp -R scripts/tests/report/. build/
}

make_report () {
	fixture
	run scripts/report.sh
	[ "$status" -eq 0 ]
	page=build/report.html
}

# The page without its data, which are text.
frame () {
	awk '/^<script type="application\/json"/ { data = 1 } !data { print } data && /^<\/script>$/ { data = 0 }' "$page"
}

@test "nothing explored is said, with a cure" {
	run scripts/report.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *'cure: make explore'* ]]
	run scripts/report.sh --frob
	[ "$status" -eq 2 ]
}

@test "the report says what is in it, and that a trace is missing" {
	make_report
	[[ $output == *'7 cells were explored: 3 clean, 4 break a law; 2 not complete'* ]]
	[[ $output == *'4 timelines, and 1 without a trace'* ]]
	[[ $output == *build/report.html ]]
}

@test "it goes to another file when one is named" {
	fixture
	run scripts/report.sh "$box/a b.html"
	[ "$status" -eq 0 ]
	[ -s "$box/a b.html" ]
	[ ! -e build/report.html ]
}

@test "it is one file that loads nothing" {
	make_report
	run grep -c 'https\?://' "$page"
	[ "$output" = 0 ]
	run grep -c 'src=\|<link\|@import\|url(' <(frame)
	[ "$output" = 0 ]
	grep -q "default-src 'none'" "$page"
	grep -q 'SPDX-License-Identifier: GPL-2.0' "$page"
}

@test "every cell is there, in the order of the designs" {
	make_report
	frame | tr '\n' ' ' >"$box/flat"
	grep -q 'emm_v2</th> <th scope="col">emm_v3</th> <th scope="col">v9</th> <th scope="col">v10</th> <th scope="col">v10_single</th> <th scope="col">v18</th> <th scope="col">upstream</th>' "$box/flat"
	[ "$(frame | grep -c '<td class="clean"')" -eq 3 ]
	[ "$(frame | grep -c '<td class="broken"')" -eq 4 ]
	[ "$(frame | grep -c '<td class="none">not explored')" -eq 14 ]
	grep -q 'href="#cell=register-punch.v10.kvm&amp;found=1">L1 L2 L4</a> <a href="#cell=register-punch.v10.kvm&amp;found=2">L3 L4</a> <a href="#cell=register-punch.v10.kvm&amp;found=3">crash</a>' "$box/flat"
}

@test "each cell says how many schedules and which bound, twice" {
	make_report
	[ "$(frame | grep -c '5210 schedules, any number of preemptions')" -eq 1 ]
	[[ "$(frame | grep '5210 schedules')" == *'title="5210'*'class="unseen">: 5210'* ]]
	frame | grep -q 'title="2 of 37 schedules, at most 1 preemption, not complete"'
	frame | grep -q 'clean</span> <small>so far'
}

@test "hostile text of a trace stays text" {
	make_report
	[ "$(grep -c '<script' "$page")" -eq "$(grep -c '</script>' "$page")" ]
	awk '/^<script type="application\/json"/ { data = 1; next } /^<\/script>$/ { data = 0 } data && /</ { bad = 1 } END { exit bad }' "$page"
	grep -q 'u003c/script>' "$page"
	grep -q 'u0022quoted.u0022 .u005c and' "$page"
}

@test "the data are JSON" {
	command -v node || skip "no program here reads JSON; the browser's test does, too"
	make_report
	awk '/^<script type="application\/json"/ { n++; data = 1; next } /^<\/script>$/ { data = 0 } data { print >("'"$box"'/data." n) }' "$page"
	[ -s "$box/data.5" ]
	for file in "$box"/data.*
	do
		node -e 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$file"
	done
}

@test "every awk makes the same report, and no other file" {
	fixture
	mkdir -p "$box/bin" "$box/reports" build/host build/run
	find . -type f | sort >"$box/before"
	for awk in mawk gawk 'busybox awk'
	do
		command -v "${awk%% *}" || continue
		printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"$box/bin/awk"
		chmod +x "$box/bin/awk"
		PATH=$box/bin:$PATH scripts/report.sh "$box/reports/${awk%% *}.html"
		find . -type f ! -path './build/host/*' | sort | diff "$box/before" -
		cmp "$box/reports/${awk%% *}.html" "$(find "$box/reports" -type f | sort | head -n 1)"
	done
	[ "$(find "$box/reports" -type f | grep -c .)" -ge 2 ]
}
