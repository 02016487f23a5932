#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# How a claim is judged from what a run has said, and what make claims refuses.

load helper

# What a scenario says on its channel, in $out.
result_of () {
	out=$box/out
	report=${report:-}
	printf '%s\n' "$@" >"$out"
	law_awk=$kit/scripts/draw/law.awk
	# shellcheck disable=SC1091
	. "$kit/uml/claims/claim.sh"
}

@test "a run with all checks ok passes, one that failed does not" {
	result_of 'ok 1 x'
	passes
	result_of 'ok 1 x' 'not ok 2 y'
	refute passes
}

@test "a kernel report is not quiet, whatever the run says" {
	report='BUG: x' result_of 'ok 1 x'
	report='BUG: x'
	refute quiet
	refute passes
}

@test "kept wants the law not broken, and a run that came to its end" {
	result_of '# law L4 tmmu=1 seen="x"' 'not ok 1 x'
	kept L1 L2
	refute kept L1 L4
	result_of '# law L4 tmmu=1 seen="x"'
	refute kept L1
}

@test "broke wants one of the laws broken, unjudged ones do not count" {
	result_of '# unjudged L2 tmmu=1 seen="x"' 'ok 1 x'
	refute broke L1 L2
	result_of '# law L2 tmmu=1 seen="x"' 'not ok 1 x'
	broke L1 L2
	refute broke L1
}

@test "a counter is that of its device, and of the whole word" {
	result_of '# count device=1 begins=3 begin=9' '# count device=2 begins=4' \
		'# count zap in_flushes=1 flushes=7' 'ok 1 x'
	count 1 begins -eq 3
	count 2 begins -eq 4
	count zap flushes -eq 7
	refute count 3 begins -eq 3
	refute count 1 ends -eq 0
}

@test "a run that said nothing is an error, not a refutation" {
	result_of 'KTAP version 1'
	claim X 'says'
	holds_when passes
	claim_judge
	[ "$claim_verdict" = error ]
}

@test "the evidence names the laws, and no address" {
	result_of '# law L1 tmmu=1 addr=0x1 seen="spte of pfn 0x7f"' \
		'# law L2 tmmu=1 addr=0x1 seen="pfn 0x7f was freed"' 'not ok 1 x'
	claim X 'says'
	holds_when kept L1
	claim_judge
	[ "$claim_verdict" = refuted ]
	[ "$claim_evidence" = 'breaks L1 L2: pfn was freed' ]
}

@test "every claim of the mail has a file, a quotation and a finding" {
	for n in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 \
		22 23 24 25 26 27
	do
		set -- "$kit"/uml/claims/C$n-*.sh
		[ -f "$1" ]
		grep -q '^mail ' "$1"
		grep -q '^finding ' "$1"
		grep -q "^claim C${n#0}" "$1"
	done
}

@test "a claim in the table that is not as expected is a surprise" {
	printf 'C1\tsays\tmail\n' >"$box/says"
	printf 'claim\tdesign\tconsumer\tverdict\texpected\tevidence\tcommand\nC1\tv18\tkvm\tholds\tholds\tno law broken\tx\n' >"$box/tsv"
	run awk -f "$kit/scripts/draw/claims-table.awk" -v designs='v9 v18' "$box/says" "$box/tsv"
	[ "$status" -eq 0 ]
	[[ $output == *'1 claims, 1 cells, 0 surprises'* ]]
	printf 'C1\tv9\tkvm\trefuted\tholds\tbreaks L2\tx\n' >>"$box/tsv"
	run awk -f "$kit/scripts/draw/claims-table.awk" -v designs='v9 v18' "$box/says" "$box/tsv"
	[ "$status" -eq 1 ]
	[[ $output == *'expected holds, got refuted: breaks L2'* ]]
}

@test "designs with the same cell share a line of the page, and a command" {
	printf 'C1\tsays\tmail\n' >"$box/says"
	printf 'C1\tit is so\n' >"$box/findings"
	{
		printf 'claim\tdesign\tconsumer\tverdict\texpected\tevidence\tcommand\n'
		printf 'C1\t%s\tkvm\t%s\tholds\t%s\t%s\n' \
			v9 holds 'no law broken' 'run design=v9 x' \
			v10 refuted 'a | b' 'run design=v10 x' \
			v18 holds 'no law broken' 'run design=v18 y' \
			upstream holds 'no law broken' 'run design=upstream x'
		printf 'C1\tv9\tgru\tholds\tholds\tno law broken\t\n'
	} >"$box/tsv"
	run awk -f "$kit/scripts/draw/claims-doc.awk" -v designs='v9 v10 v18 upstream' \
		"$box/says" "$box/findings" "$box/tsv"
	[ "$status" -eq 0 ]
	[[ $output == *'
| v9, v18, upstream | kvm | holds | no law broken |
| v10 | kvm | refuted | a \| b |
| v9 | gru | holds | no law broken |

```sh
for d in v9 v10 upstream; do run design=$d x; done
run design=v18 y
```'* ]]
}

@test "claims refuses a word that is no claim" {
	run scripts/claims.sh D8
	[ "$status" -eq 2 ]
	[[ $output == *Usage:* ]]
}
