#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

# judge STATUS RESULT [CONSOLE]: the verdict on a run that ended so.
judge () {
	verb judge lib/exercise <<-'EOF'
	verdict "$top/run"
	say "$(verdict_word "$verdict") $(result_laws "$top/run") $verdict_why"
	exit "$verdict"
	EOF
	mkdir -p run
	printf '%s\n' "$1" >run/status
	echo 00c0ffee >run/nonce
	printf '%b' "$2" >run/result
	printf '%b' "${3:-}" >run/console
	run scripts/judge.sh
}

@test "all checks ok is PASS" {
	judge 0 'KTAP version 1\n# run 00c0ffee\n1..2\nok 1 a\nok 2 b\n# end 00c0ffee 0\n'
	[ "$status" -eq 0 ]
}

@test "a carriage return changes nothing" {
	judge 0 '1..1\nok 1 a\n# end 00c0ffee 0\n'
	[ "$status" -eq 0 ]
}

@test "one not ok is FAIL, with its law" {
	judge 1 '1..1\n# law L2 tmmu=1 addr=0x1000 who=- expected="a" seen="b"\nnot ok 1 a\n# end 00c0ffee 1\n'
	[ "$status" -eq 1 ]
	[[ "$output" == "FAIL L2 a" ]]
}

@test "fewer checks than announced is ERROR" {
	judge 0 '1..2\nok 1 a\n# end 00c0ffee 0\n'
	[ "$status" -eq 2 ]
}

@test "a result of another run is ERROR" {
	judge 0 '# run 11111111\n1..1\nok 1 a\n# end 11111111 0\n'
	[ "$status" -eq 2 ]
}

@test "a guest that never reported its end is ERROR" {
	judge 0 '1..1\nok 1 a\n'
	[ "$status" -eq 2 ]
}

@test "a host that refuses is ERROR, with its reason" {
	judge 1 '' 'ptrace: Operation not permitted\n'
	[ "$status" -eq 2 ]
	[[ "$output" == *"ptrace: Operation not permitted"* ]]
}

@test "a panic is CRASH" {
	judge 134 '1..1\nok 1 a\n' 'Kernel panic - not syncing: oops\n'
	[ "$status" -eq 3 ]
	[[ "$output" == *"L6"* ]]
}

@test "a lockdep report is CRASH although all checks passed" {
	judge 0 '1..1\nok 1 a\n# end 00c0ffee 0\n' 'WARNING: possible circular locking dependency detected\n'
	[ "$status" -eq 3 ]
}

@test "a suspicious RCU usage is CRASH" {
	judge 0 '1..1\nok 1 a\n# end 00c0ffee 0\n' '=============================\nWARNING: suspicious RCU usage\n'
	[ "$status" -eq 3 ]
}

@test "a run without progress is HANG" {
	judge 124 '1..1\n'
	[ "$status" -eq 4 ]
	[[ "$output" == *"L3"* ]]
}

@test "a job without checks is judged by its status" {
	judge 0 '# end 00c0ffee 0\n'
	[ "$status" -eq 0 ]
	judge 3 '# end 00c0ffee 3\n'
	[ "$status" -eq 2 ]
}

@test "a double quote for the guest is refused" {
	tiny_exercise
	verb word lib/exercise <<-'EOF'
	boot_word "$1"
	EOF
	run scripts/word.sh 'a"b'
	[ "$status" -eq 2 ]
	run scripts/word.sh 'schedule=B@x A*'
	[ "$output" = 'schedule="B@x A*"' ]
	run scripts/word.sh 'two words'
	[ "$output" = '"two words"' ]
}

@test "each line of the list of reports is CRASH, at the beginning of a line" {
	for sign in BUG: WARNING: KASAN: DEBUG_LOCKS_WARN 'INFO: task' 'INFO: possible' \
		'INFO: suspicious' 'INFO: trying' 'possible recursive' 'possible circular' \
		'suspicious RCU' 'general protection' 'Unable to handle' 'bad page state' \
		'Bad page state' page_poison 'pagealloc: memory corruption'
	do
		echo "$sign" >>"$box/signs"
		judge 0 '1..1\nok 1 a\n# end 00c0ffee 0\n' "[    1.0] $sign x\n"
		[ "$status" -eq 3 ]
	done
	sed '/^#/d' uml/guest/reports.list >"$box/patterns"
	while IFS= read -r pattern
	do
		grep -qE "$pattern" "$box/signs" || { echo "$pattern"; return 1; }
	done <"$box/patterns"
	judge 0 '1..1\nok 1 a\n# end 00c0ffee 0\n' 'the words of a job may well have BUG: in them\n'
	[ "$status" -eq 0 ]
}

@test "a run without its number has one hash, and one byte more another" {
	verb hash lib/exercise <<-'EOF'
	run_hash "$top/run"
	EOF
	mkdir -p run
	for nonce in 00c0ffee 11111111 22222222
	do
		printf '%s\n' "$nonce" >run/nonce
		printf '# run %s\nok 1 a\n# end %s 0\n' "$nonce" "$nonce" >run/result
		printf 'lab.nonce=%s\n' "$nonce" >run/console
		test "$nonce" != 22222222 || echo more >>run/console
		scripts/hash.sh >"$box/hash.$nonce"
		[ -s "$box/hash.$nonce" ]
	done
	cmp "$box/hash.00c0ffee" "$box/hash.11111111"
	refute cmp "$box/hash.00c0ffee" "$box/hash.22222222"
}

@test "a host without room for the guest's memory is ERROR, with the cure" {
	judge 134 '' 'Bus error - the host /dev/shm or /tmp mount likely just ran out of space\nKernel panic - not syncing: Kernel mode signal 7\n'
	[ "$status" -eq 2 ]
	[[ "$output" == *"ran out of space"*"TMPDIR="* ]]
	[[ "$output" != *"L6"* ]]
}

@test "the guest's memory goes where there is room, or the boot says that there is none" {
	verb memory lib/exercise <<-'EOF'
	free_mb () {
		case $1 in
		/dev/shm) echo 16 ;;
		*) cat left ;;
		esac
	}
	memory_need 128M
	say "$memory $(printenv TMPDIR)"
	EOF
	unset TMPDIR
	echo 144 >left
	run scripts/memory.sh
	[ "$output" = "/tmp /tmp" ]
	echo 143 >left
	run scripts/memory.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"needs 144 MB"*"/dev/shm has 16 MB free; /tmp has 143 MB free (cure: TMPDIR="* ]]
	echo 999 >left
	TMPDIR=/proc/self run scripts/memory.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"/proc/self"* ]]
}

@test "a run in which all checks were skipped has judged nothing" {
	judge 0 '1..2\nok 1 a # SKIP no\nok 2 b # SKIP no\n# end 00c0ffee 0\n'
	[ "$status" -eq 2 ]
	[[ "$output" == *"nothing was judged"* ]]
	judge 0 '1..2\nok 1 a # SKIP no\nok 2 b\n# end 00c0ffee 0\n'
	[ "$status" -eq 0 ]
}

@test "locks that a registration has kept are told first, in words" {
	verb show lib/exercise <<-'EOF'
	verdict=$CRASH
	show_run "$top/run"
	EOF
	mkdir -p run
	: >run/result
	printf 'WARNING: Nested lock was not taken\nP/34 is trying to lock:\nBUG: your task left the registration holding locks: which\n' >run/console
	run scripts/show.sh
	[ "${lines[0]}" = '    your task left the registration holding locks: which' ]
}
