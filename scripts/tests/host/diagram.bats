#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The two pictures of a trace, from the fixture of the report.

load helper

sample=scripts/tests/host/report/explore/register-punch.v10.kvm/1/result

# with_awk AWK...: the verbs use this awk.
with_awk () {
	mkdir -p "$box/bin"
	printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$box/bin/awk"
	chmod +x "$box/bin/awk"
	PATH=$box/bin:$PATH
}

@test "the decisive step has an arrow in the margin, also where it is a dull point" {
	run scripts/diagram.sh "$sample"
	[ "$status" -eq 0 ]
	[ "$(grep -c '^-->' <<<"$output")" -eq 1 ]
	[[ $output == *'-->   '*'v10.end.next (device 2)'*'end -> device 2'*'*** law L4 broken'* ]]
	[[ $output != *v10.begin.next* ]]
}

@test "a trace without a broken law has no arrow" {
	grep -v ' law\.' "$sample" >"$box/result"
	run scripts/diagram.sh "$box/result"
	[ "$status" -eq 0 ]
	[[ $output != *'-->'* ]]
}

@test "locks and what ptes and pages are show with --state only" {
	run scripts/diagram.sh "$sample"
	[[ $output != *mmu_lock* ]]
	[[ $output != *'pte 40001000 is'* ]]
	run scripts/diagram.sh --state "$sample"
	[[ $output == *'  lock mmu_lock'*'  unlock mmu_lock'* ]]
	[[ $output == *'= pte 40001000 is pfn 7d3f'*'= pte 40001000 is none'* ]]
	[[ $output == *'= page 7d3f is free'* ]]
}

@test "who sleeps, sleeps on the lock that it took last" {
	run scripts/diagram.sh scripts/tests/host/report/explore/two-begins.v9.gru.bound-1/1/result
	[[ $output == *'... sleeps on mmap_lock'*'... goes on'*'... sleeps on rmap_lock'* ]]
}

@test "the Mermaid form has actors, devices, arrows and the decisive step in a box" {
	run scripts/diagram.sh RESULT="$sample" FORMAT=mermaid
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = sequenceDiagram ]
	[[ $output == *'participant A as A register'*'participant B as B punch'*'participant D1 as device 1'*'participant D2 as device 2'* ]]
	[[ $output == *'B->>D1: begin 40001000'*'A->>D2: spte 40001000 set, pfn 7d3f'* ]]
	[[ $output == *'    rect '*'decisive: v10.end.next (device 2)'*'B->>D2: end 40001000'*'Note over A,B: *** law L4 broken, device 2'*'    end'* ]]
	[ "$(grep -c '^    rect ' <<<"$output")" -eq "$(grep -c '^    end$' <<<"$output")" ]
}

@test "signs that mean something to Mermaid are written as entities" {
	run scripts/diagram.sh --mermaid scripts/tests/host/report/explore/two-begins.upstream.kvm/1/result
	[ "$status" -eq 0 ]
	[[ $output == *'#lt;/script#gt;'* ]]
	[[ $output != *'<'* ]]
	[[ $output != *'alert(1);'* ]]
}

@test "mawk and busybox awk draw the same" {
	command -v mawk && command -v busybox || skip "mawk or busybox is not installed"
	for form in --state --mermaid
	do
		one=$(with_awk mawk && scripts/diagram.sh --all "$form" "$sample")
		two=$(with_awk busybox awk && scripts/diagram.sh --all "$form" "$sample")
		[ -n "$one" ]
		[ "$one" = "$two" ]
	done
}

@test "a file that is none or has no trace is refused with a cure" {
	run scripts/diagram.sh /nowhere
	[ "$status" -eq 2 ]
	[[ $output == *'no file /nowhere'* ]]
	run scripts/diagram.sh Makefile
	[ "$status" -eq 2 ]
	[[ $output == *'no trace'* ]]
	run scripts/diagram.sh
	[ "$status" -eq 2 ]
	run scripts/diagram.sh FORMAT=gif "$sample"
	[ "$status" -eq 2 ]
}

@test "debug learns the steps of a run, and the step of the first law with an address" {
	run awk -f scripts/draw/trace.awk -f scripts/draw/first-law.awk "$sample"
	[ "${lines[0]}" = '25 24 18 1' ]
	[ "${lines[1]}" = 'L4 in step 23, L1 in step 24 (0x40001000), L2 in step 25 (0x40001000)' ]
	run awk -f scripts/draw/trace.awk -f scripts/draw/first-law.awk scripts/tests/host/report/explore/two-begins.v9.gru.bound-1/1/result
	[[ ${lines[0]} == *' 0' ]]
}

# A run whose stores are late, of a kernel with two symbols.
late () {
	cat >"$box/late" <<-'EOT'
	# actor A register
	# actor B range
	# T 1 A p unlock 61faa410 0
	# T 2 A u &head->lock 61faa468 0
	# T 3 A n store.late 6045cee8 4
	# T 4 B p core.begin 40000000 40003000
	# T 5 A n store.seen 6045cee8 6045ce40
	# T 6 B n store.late 61faa410 5
	# law L4 tmmu=1 addr=0x0 who=- expected="x" seen="y"
	EOT
	printf '%s\n' '000000006045ce40 D scene_sub' '000000006045d000 B _end' >"$box/symbols"
}

@test "addresses of the kernel are symbols, and a lock has its name" {
	late
	run awk -v width=140 -v symbols="$box/symbols" -f scripts/draw/trace.awk -f scripts/draw/diagram.awk "$box/late"
	echo "$output"
	[[ $output == *'unlock &head->lock'*'store to scene_sub+168, not seen'*'store to scene_sub+168 is seen by all: scene_sub'*'store to 61faa410, not seen'* ]]
	run scripts/diagram.sh "$box/late"
	[[ $output == *'store to 6045cee8, not seen'* ]]
}

@test "a law that is judged at the end stands at the end" {
	late
	run scripts/diagram.sh "$box/late"
	[[ ${lines[-1]} == *'*** law L4 broken'*'when the run was over' ]]
	run scripts/diagram.sh "$sample"
	[[ $output != *'when the run was over'* ]]
}

@test "on a terminal a diagram has its width, and loses nothing" {
	command -v script || skip "script is not installed"
	late
	for width in 50 60 160
	do
		run script -qec "env COLUMNS=$width scripts/diagram.sh $box/late" /dev/null </dev/null
		echo "$output"
		refute awk -v width=$width '{ sub(/\r$/, "") } !/\*\*\*/ && length > width { wide = 1 } END { exit !wide }' <<<"$output"
		[[ $(tr -s ' \r\n' ' ' <<<"$output") == *'store to 6045cee8, not seen by the others yet'* ]]
	done
	[[ $output == *'register'*'                                                        '*'B range'* ]]
}
