#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The report, made from the fixture in scripts/tests/host/report: a build directory
# with seven cells, one of them hostile, and one replay that was not kept.

load helper

make_report () {
	report_fixture
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
	report_fixture
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

@test "every cell is there, the designs in the order of the kernel's, those without a cell left out" {
	make_report
	frame | tr '\n' ' ' >"$box/flat"
	grep -q 'scenario</th><th scope="col">consumer</th> <th scope="col">emm_v2</th> <th scope="col">v9</th> <th scope="col">v10</th> <th scope="col">v18</th> <th scope="col">upstream</th> </tr>' "$box/flat"
	[ "$(frame | grep -c '<div class="clean"')" -eq 3 ]
	[ "$(frame | grep -c '<div class="broken"')" -eq 4 ]
	[ "$(frame | grep -c '<td class="none">not explored')" -eq 8 ]
	grep -q 'href="#cell=register-punch.v10.kvm&amp;found=1">L1 L2 L4</a> <a href="#cell=register-punch.v10.kvm&amp;found=2">L3 L4</a> <a href="#cell=register-punch.v10.kvm&amp;found=3">crash</a>' "$box/flat"
}

@test "a run of the report has its laws, those too that are judged when it is over" {
	make_report
	grep -q '"law":"L1","judged":true,"device":"2"' "$page"
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
	report_fixture
	mkdir -p "$box/bin" "$box/reports" build/host build/run
	find . -type f ! -path './build/host/*' | sort >"$box/before"
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

# cell NAME LINE...: one more cell, of register-punch, v9 and kvm with 7 schedules
# where a LINE "KEY VALUE" says nothing else.
cell () {
	cell_file=build/explore/$1/cell
	mkdir -p "build/explore/$1"
	shift
	printf '%s\n' "$@" 'scenario register-punch' 'design v9' 'consumer kvm' \
			'options' 'bound 2' 'shard 1/1' 'complete yes' 'schedules 7' 'failing 0' |
	awk '!seen[$1]++' >"$box/cell"
	mv "$box/cell" "$cell_file"
}

@test "searches of one place with different bounds are all there, each with its bound" {
	report_fixture
	cell register-punch.v10.kvm.bound-3 'design v10' 'bound 3' 'schedules 4711'
	report_keys
	run scripts/report.sh
	page=build/report.html
	[[ $output == *'8 cells were explored'* ]]
	frame | tr '\n' ' ' >"$box/flat"
	grep -q '<td> <p class="search">at most 2 preemptions</p> <div class="broken".*<p class="search">at most 3 preemptions</p> <div class="clean" title="4711 schedules, at most 3 preemptions">' "$box/flat"
	[ "$(frame | grep -c '<tr><th scope="row">')" -eq 3 ]
}

@test "options and another kernel have rows of their own" {
	report_fixture
	cell register-punch.v9.kvm.by=punch.x=1 'options by=punch x=1'
	mkdir build/kernel/other
	echo other >build/kernel/other/key
	cell register-punch.v9.kvm.kernel-other 'kernel other'
	report_keys
	run scripts/report.sh
	page=build/report.html
	[[ $output == *'9 cells were explored'* ]]
	frame | grep -q '<td class="consumer">kvm by=punch x=1</td>'
	frame | grep -q '<td class="consumer">kvm, kernel other</td>'
	[ "$(frame | grep -c '<tr><th scope="row">')" -eq 5 ]
}

@test "a part of a search is left out where the sum is there" {
	report_fixture
	cell register-punch.v9.kvm.shard-1-2 'shard 1/2' 'schedules 31'
	report_keys
	scripts/report.sh
	page=build/report.html
	frame | grep -q 'title="31 schedules, at most 2 preemptions, part 1/2"'
	cell register-punch.v9.kvm 'schedules 62'
	report_keys
	scripts/report.sh
	frame | grep -q 'title="62 schedules, at most 2 preemptions"'
	refute grep -q 'part 1/2' "$page"
}

@test "walks by chance and reduced searches say so, and are known by their key" {
	report_fixture
	cell register-punch.v9.kvm.bound-all.reduce-1 'bound all' 'reduce 1'
	cell register-punch.v9.kvm.bound-0.chance-100.depth-3.seed-7 'bound 0' 'schedules 100' 'chance 100' 'depth 3' 'seed 7'
	report_keys
	run scripts/report.sh
	page=build/report.html
	[[ $output == *'9 cells were explored'* ]]
	frame | grep -q 'title="7 schedules, any number of preemptions, reduced"'
	frame | grep -q '100 walks by chance, depth 3, seed 7"'
}

@test "a cell of another kernel is left out, and that is said with the cure" {
	report_fixture
	sed -i 's/^key .*/key 0000/' build/explore/register-punch.v10.kvm/cell
	run scripts/report.sh
	[ "$status" -eq 0 ]
	[[ $output == *'6 cells were explored'*'1 left out: they are of another kernel'*cure* ]]
	echo newer >build/kernel/base/key
	run scripts/report.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == *'all 7 cells'*'cure: '*explore* ]]
}

@test "scenarios and designs have their titles, and links where the report is in its place" {
	report_fixture
	mkdir -p docs
	cp -R "$kit/docs/designs" docs/
	git init -q .
	git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x
	scripts/report.sh
	page=build/report.html
	title=$(sed -n 's/^register-punch: //p' uml/scenes/scenes.list)
	[ -n "$title" ]
	frame | grep -qF "<a href=\"../uml/scenes/scenes.list\">register-punch</a><span class=\"title\">$title</span>"
	frame | grep -q '<span title="v9: [^"]*"><a href="../docs/designs/v9.md">v9</a></span>'
	for link in $(frame | sed -n 's/.*href="\(\.\.[^"]*\)".*/\1/p')
	do
		[ -f "build/$link" ]
	done
	grep -q "<p id=\"made\">Linux 6\.12.*, the kit at commit $(git rev-parse --short=12 HEAD) with changes</p>" "$page"
	scripts/report.sh "$box/mailed.html"
	refute grep -q 'href="\.\./' "$box/mailed.html"
	grep -qF "$title" "$box/mailed.html"
}

@test "the words of the laws are those of laws.tsv in the report" {
	make_report
	while IFS='	' read -r law name words
	do
		sed 's/&#39;/'"'"'/g' "$page" | grep -qF "<dt>$law</dt><dd>$name: $words</dd>"
	done <scripts/draw/laws.tsv
	[ "$(grep -c '<dt>L[0-9]*</dt>' "$page")" -eq "$(grep -c . scripts/draw/laws.tsv)" ]
}

@test "what has failed in an exercise comes first, and has a page of its own" {
	failed_check
	scripts/report.sh
	page=build/report.html
	[ "$(frame | sed -n 's/.*href="#cell=\([^&]*\)&.*/\1/p' | sed 1q)" = walk ]
	[ "$(frame | grep -c '<tr><th scope="row">')" -eq 4 ]
	refute grep -q 'meta name="opens"' "$page"
	run scripts/report.sh EX=07
	[ "$status" -eq 0 ]
	page=build/results/07-sample/failure.html
	grep -q 'meta name="opens"' "$page"
	[ "$(frame | grep -c '<tr><th scope="row">')" -eq 1 ]
	grep -q 'Chain exists of:' "$page"
	rm build/results/07-sample/failures
	run scripts/report.sh EX=07
	[ "$status" -eq 2 ]
	[[ $output == *'cure: make check EX=07'* ]]
}

@test "of a report of lockdep there is the whole circle, and no more" {
	verb circle lib/exercise <<-'EOF'
	report_show "$1"
	EOF
	run scripts/circle.sh "$BATS_TEST_DIRNAME/circle.txt"
	[ "$status" -eq 0 ]
	[[ $output == *'-> #2 (mmu_notifier_invalidate_range_start)'*change_protection*'-> #1 (&mm->mmap_lock)'*tmmu_get_page*'-> #0 (&t->fault_mutex)'*tmmu_invalidate_begin*'Chain exists of:'*'Possible unsafe locking scenario'*DEADLOCK* ]]
	[[ $output != *lock_acquire* && $output != *'stack backtrace'* && $output != *'locks held by'* ]]
	echo 'nothing' >"$box/console"
	run scripts/circle.sh "$box/console"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}
