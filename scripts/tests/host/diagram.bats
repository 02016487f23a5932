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
