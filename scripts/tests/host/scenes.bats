#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

# scenes ...: the program of the host, which the verb compiles where it is not there
scenes () {
	[ -x build/host/scenes ] || scripts/scenes.sh >/dev/null
	build/host/scenes "$@"
}

wrong () {
	run scripts/scenes.sh SCENE="$1"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"$2"* ]] || { echo "$output"; return 1; }
}

@test "a wrong scene is told where it is wrong, and the cure" {
	wrong 'kvm anon | A stroe 0' "scene:14: no such operation: 'stroe' (is it 'store'?)"
	wrong 'kvm anon2 | A load 2' "a page is a number from 0 to 1"
	wrong 'kvm | A load 0' "a page is not there"
	wrong 'anon | A zap 0' "there is no device (cure: begin with kvm)"
	wrong 'kvm anon' "there is no actor"
	wrong 'kvm anon | A other zap 0' "leave 'other' out"
	wrong 'kvm anon | A load 0 | B zap 0 | C exit' "only a thread of P can 'zap'"
	wrong 'kvm anon | A reap' "for a process that exits"
	wrong 'kvm anon | A punch 0' "in no file (cure: a mapping 'file')"
	wrong 'kvm anon | A load 0.1' "slot 1 has no page (cure: slot1=0)"
	wrong 'kvm anon anon | A zap 0-1' "there is a hole between"
	wrong 'kvm+slosts anon | A load 0' "(is it 'slots'?)"
	wrong 'kvm anon | A load 0 by 2' "a device is a number from 1 to 1"
	wrong 'kvm anon | B load 0' "here is actor A"
	wrong 'kvm anon+ro | A store 0' "read-only"
	wrong 'kvm anon | A log-take 0' "'log-take' is for a vm (cure: vm anon)"
	wrong 'vm anon | A prefetch 0' "a vm does not 'prefetch'"
	wrong 'vm+pin anon | A load 0' "behind 'vm' may be +log or +private"
	wrong 'vm anon | A private 0' "no guest_memfd (cure: vm+private)"
	wrong 'vm anon | A other load 0' "only the process that made a vm"
	wrong 'vm anon300 | A load 0' "a vm has 256 pages at most"
	wrong "kvm anon | A load 0$(printf ', load 0%.0s' {1..7})" "more than 6 operations"
}

@test "a scene with a vm keeps its words, and takes the kernel that has KVM" {
	line='vm+log+private kvm anon2+r slot1=0 | A cache-load 0, log-take 1 | B private-punch 0-1 | C slot 1 none'
	[ "$(scenes plain "$line")" = "$line" ]
	need_kit
	build/host/kit build build/explore uml cell scenario=vm_anon:A_load_0 | grep -x 'kernel kvm'
	build/host/kit build build/explore uml cell scenario=kvm_anon:A_load_0 | grep -x 'kernel base'
}

@test "explore and replay refuse a wrong scene before they build anything" {
	run scripts/explore.sh SCENE='kvm anon | A laod 0'
	[ "$status" -eq 2 ]
	[[ "$output" == *"(is it 'load'?)"* ]]
	run scripts/replay.sh SCENE='kvm anon | A laod 0' SCHEDULE='A*'
	[ "$status" -eq 2 ]
	[[ "$output" == *"(is it 'load'?)"* ]]
	[ ! -e build/linux ]
}

@test "the plain form of a plain form is the same, and so is the one-word form" {
	{
		sed -n 's/^	//p' uml/scenes/scenes.list | grep '|'
		scenes list uml/scenes/alphabet.list core | head -n 60
	} >"$box/lines"
	[ "$(grep -c . "$box/lines")" -gt 150 ]
	while IFS= read -r line
	do
		plain=$(scenes plain "$line")
		[ "$(scenes plain "$plain")" = "$plain" ]
		word=$(printf '%s\n' "$plain" | sed 's/ *| */:/g;s/, /,/g;s/ /_/g')
		[ "$(scenes plain "$word")" = "$plain" ]
	done <"$box/lines"
}

# A little alphabet, of which all scenes can be counted.
tiny_alphabet () {
	printf '%s\n' device '	kvm' '	kvm+pin' '	kvm kvm' mapping '	anon' '	anon+r' '	file+r' \
		part '	load 0' '	zap 0' '	other punch 0' '	load 0 by 2' '	exit' >"$box/tiny"
}

@test "a set has no two scenes that differ in the order of their actors alone, and all are scenes" {
	tiny_alphabet
	scenes list "$box/tiny" small >"$box/small"
	[ "$(sort -u "$box/small" | grep -c .)" -eq "$(grep -c . "$box/small")" ]
	[ "$(grep -c . "$box/small")" -gt 50 ]
	while IFS= read -r line
	do
		[ "$(scenes plain "$line")" = "$line" ]
		first=$(printf '%s\n' "$line" | sed 's/.*| A \(.*\) | B .*/\1/')
		second=$(printf '%s\n' "$line" | sed 's/.*| B //')
		[ "$first" = "$second" ] ||
		refute grep -qxF "${line%% | A *} | A $second | B $first" "$box/small"
	done <"$box/small"
	# what has no file is not punched, and what only P does is not beside an exit
	refute grep -q 'anon.*punch' "$box/small"
	refute grep -q 'zap.*exit' "$box/small"
}

# pairs_of FILE: all combinations of two of device, pages, part and part; beside an exit "other" is
# not said
pairs_of () {
	sed 's/ | [AB] /|/g;s/other //;s/ \(anon\|file\)/|\1/' "$1" |
	awk -F '|' '{
		print "dm", $1, $2
		for (i = 3; i <= 4; i++) { print "dp", $1, $i; print "mp", $2, $i }
		print "pp", $3, $4
	}' | sort -u
}

@test "pairs has each pair that some scene has, in fewer scenes" {
	tiny_alphabet
	scenes list "$box/tiny" small >"$box/small"
	scenes list "$box/tiny" pairs >"$box/pairs"
	pairs_of "$box/small" >"$box/want"
	pairs_of "$box/pairs" >"$box/have"
	cmp "$box/want" "$box/have"
	[ "$(grep -c . "$box/pairs")" -lt "$(grep -c . "$box/small")" ]
	# a row less, and a pair is missing
	sed '$d' "$box/pairs" >"$box/less"
	pairs_of "$box/less" >"$box/have"
	refute cmp -s "$box/want" "$box/have"
}

@test "the same seed gives the same set" {
	scenes list uml/scenes/alphabet.list core 7 >"$box/a"
	scenes list uml/scenes/alphabet.list core 7 >"$box/b"
	scenes list uml/scenes/alphabet.list core 8 >"$box/c"
	cmp "$box/a" "$box/b"
	refute cmp -s "$box/a" "$box/c"
}

@test "the parts of a set are all of it, and a scene stays in its part" {
	scenes list uml/scenes/alphabet.list core | head -n 500 >"$box/all"
	for part in 1 2 3
	do
		scenes shard "$part" 3 <"$box/all" >"$box/part.$part"
		[ -s "$box/part.$part" ]
	done
	cat "$box"/part.? | sort | cmp - <(sort "$box/all")
	head -n 100 "$box/all" | scenes shard 2 3 | grep -vxF -f "$box/part.2" >"$box/moved" || true
	[ ! -s "$box/moved" ]
}

@test "a scene can be made smaller until nothing is left, and comes to an end" {
	line='kvm+pin gru file3+w anon+r slot1=0 forked | P load 0 | A load 0 by 2, store 1 x4 | B unmap 0-1 | C other punch 2'
	rounds=0
	while line=$(scenes smaller "$line" | tail -n 1) && [ -n "$line" ]
	do
		[ "$(scenes plain "$line")" = "$line" ]
		rounds=$((rounds + 1))
		[ "$rounds" -lt 60 ]
	done
	[ "$rounds" -gt 8 ]
	# what is there twice is there once
	scenes smaller 'kvm kvm anon+r | A zap 0 | B zap 0' | sort | uniq -d >"$box/twice"
	[ ! -s "$box/twice" ]
	scenes smaller 'kvm kvm anon+r | A load 0 by 2 | B zap 0' | grep -qxF 'kvm anon+r | A load 0 | B zap 0'
}

@test "what is expected covers all kinds, or none" {
	printf '%s\n' '# x' 'L1,L2 | v9 v18 | detach/close takes | docs/designs/v18.md' \
		'L5 | * | devices age | docs/designs/emm_v2.md' >"$box/expected"
	covers () { scenes judge "$box/expected" "$@" >"$box/rows"; }
	covers v18 'L1,L2;L1' 'kvm anon+r | A detach | B zap 0'
	[ "$(tr '\n' ' ' <"$box/rows")" = '2 ' ]
	refute covers v10 'L1' 'kvm anon+r | A detach | B zap 0'
	refute covers v18 'L1;L3' 'kvm anon+r | A detach | B zap 0'
	refute covers v18 'L1' 'kvm anon+r | A detach | B load 0'
	covers v18 'L1,L5' 'kvm kvm anon+r | A detach | B zap 0 | C age 0'
	refute covers v18 'L5' 'kvm anon+r | A age 0 | B load 0'
}

@test "each row of what may break names a document that is there" {
	rows=0
	while IFS='|' read -r _ _ _ reason
	do
		document=$(printf '%s\n' "$reason" | grep -o 'docs/[a-z0-9_/]*\.md')
		[ -f "$kit/$document" ] || { echo "$reason"; return 1; }
		rows=$((rows + 1))
	done < <(grep '|' uml/scenes/expected.list | grep -v '^#')
	[ "$rows" -gt 8 ]
}

@test "each operation is on the screen of words, and each word of the alphabet is in a scene" {
	run scripts/scenes.sh
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -le 48 ]
	for word in $(sed -n 's/^VERB("\([a-z-]*\)".*/\1/p' uml/scenes/verbs.h)
	do
		[[ "$output" == *" $word "* ]] || { echo "$word"; return 1; }
	done
	scenes list uml/scenes/alphabet.list pairs >"$box/pairs"
	sed -n '/^part$/,/^# /p' uml/scenes/alphabet.list | sed -n 's/^	//p' | tr '|,' '\n\n' |
	sed 's/^ *//;s/^other //;s/ .*//' | sort -u >"$box/verbs"
	while IFS= read -r verb
	do
		grep -q "[ABC,] *\(other \)*$verb\b" "$box/pairs" || { echo "$verb"; return 1; }
	done <"$box/verbs"
}

@test "explore-scenes refuses what it does not know" {
	run scripts/explore-scenes.sh BOUND=7
	[ "$status" -eq 2 ]
	[[ "$output" == *"BOUND is 0 to 3 here, not '7'"* ]]
	run scripts/explore-scenes.sh SHARD=3
	[ "$status" -eq 2 ]
	[[ "$output" == *"SHARD is I/N, or all/N"* ]]
	run scenes list uml/scenes/alphabet.list nonsense
	[ "$status" -eq 2 ]
	[[ "$output" == *"there is no set 'nonsense'"* ]]
}
