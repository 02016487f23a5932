#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make test itself: what must be a failure is one.

load helper

# The parts without a kernel: each boot of a check is what $box/boot makes of it.
hollow () {
	tiny_exercise
	printf '#!/bin/sh\nexit 0\n' | tee scripts/deps.sh >scripts/patches.sh
	HOLLOW=$box/boot
	cat >>scripts/lib/exercise.sh <<-EOF
	kernel_build () { :; }
	guest_build () { :; }
	unlock () { :; }
	run_words () {
		mkdir -p "\$2"
		echo 00c0ffee >"\$2/nonce"
		echo 0 >"\$2/status"
		: >"\$2/console"
		. "$HOLLOW"
		verdict "\$2"
	}
	EOF
	printf 'printf "1..1\\nok 1 x\\n# end 00c0ffee 0\\n" >"$2/result"\n' >"$HOLLOW"
}

tests () {
	run scripts/test.sh TESTS="$1"
	echo "$output"
}

@test "five runs that end in the same crash are not five that repeat" {
	hollow
	tests same
	[ "$status" -eq 0 ]
	printf ': >"$2/result"; echo "BUG: x" >"$2/console"\n' >"$HOLLOW"
	tests same
	[ "$status" -eq 1 ]
	[[ $output == *'not ok 1 - the same bytes in five runs'*CRASH* ]]
}

@test "a run that judged nothing is no pass" {
	hollow
	run scripts/test.sh TESTS=same MINUTES=0
	echo "$output"
	[ "$status" -eq 2 ]
	[ "${lines[-1]}" = "nothing was judged" ]
}

@test "a case that has begun does not see that the time is over" {
	hollow
	sed 's/^/test -n "${KIT_UNTIL:-}" || /' "$HOLLOW" >"$box/boot2"
	cp "$box/boot2" "$HOLLOW"
	run scripts/test.sh TESTS=same MINUTES=10
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "an exercise without a check is a failure" {
	hollow
	printf 'printf "1..1\\n# law L1 tmmu=1\\nnot ok 1 x\\n# end 00c0ffee 1\\n" >"$2/result"\n' >"$HOLLOW"
	tests exercises
	[[ $output =~ (^|$'\n')ok\ [0-9]+\ -\ 07-sample\ broken:\ it\ is\ L1 ]]
	: >exercises/07-sample/checks
	tests exercises
	[ "$status" -eq 1 ]
	[[ $output =~ (^|$'\n')not\ ok\ [0-9]+\ -\ 07-sample\ broken\ has\ checks ]]
}

@test "a session of gdb that expects nothing is a failure" {
	hollow
	echo 'lab-end' >exercises/07-sample/session.gdb
	rm scripts/tests/guest/gdb/*
	printf '# run: SCENARIO=x\nlab-end\n' >scripts/tests/guest/gdb/x.gdb
	printf '#!/bin/sh\necho "ok: it is so"\n' >scripts/debug.sh
	mkdir -p "$box/bin"
	cp scripts/deps.sh "$box/bin/gdb"
	PATH=$box/bin:$PATH tests gdb
	[ "$status" -eq 0 ]
	[[ $output == *'ok 1 - 07-sample: the gdb session: 1 expectations'*'ok 2 - gdb session x.gdb: 1 expectations'* ]]
	printf '#!/bin/sh\n' >scripts/debug.sh
	PATH=$box/bin:$PATH tests gdb
	[ "$status" -eq 1 ]
	[[ $output == *'not ok 1 - 07-sample'*'not ok 2 - gdb session x.gdb'* ]]
	printf '#!/bin/sh\necho "ok: it is so"\nexit 1\n' >scripts/debug.sh
	PATH=$box/bin:$PATH tests gdb
	[ "$status" -eq 1 ]
}

@test "a file with an odd name is a failure of what has left it" {
	hollow
	git init -q .
	tests series
	[ "$status" -eq 0 ]
	[ "$(grep -c '^ok' <<<"$output")" -eq 1 ]
	: >'scripts/draw/report/,"kind'
	tests series
	[ "$status" -eq 1 ]
	[[ $output == *'not ok 2 - names have'* ]]
}

@test "a crash or a hang beside a law is not that law" {
	verb meets tests/lib <<-'EOF'
	verdict=$1
	result_meets "$2" "$3"
	EOF
	scripts/meets.sh 1 L2 'L1 L2'
	scripts/meets.sh 3 L6 'L2 L6'
	scripts/meets.sh 4 L3 'L3'
	for other in '3 L2 L2' '4 L2 L2' '1 L2 L1' '0 L2 L2' '2 L2 L2' '4 L6 L6' '3 L3 L3'
	do
		# shellcheck disable=SC2086
		refute scripts/meets.sh $other
	done
}

@test "a run that is stopped leaves no process and no scratch directory" {
	hollow
	# shellcheck disable=SC2016
	printf ': >"$box/begun"\nexec sleep 97.531\n' | sed "s,\$box,$box," >"$HOLLOW"
	scripts/test.sh same >"$box/said" 2>&1 &
	until [ -e "$box/begun" ]; do
		sleep 0.1
		kill -0 $!
	done
	kill -TERM $!
	wait $! || [ $? -eq 143 ]
	refute pgrep -f 'sleep 97[.]531'
	[ -z "$(ls build/run)" ]
}

@test "cases are chosen by words of their names, and a name that is none is refused" {
	hollow
	tests exercises:07-sample-broken
	[[ $output == *'not ok 1 - 07-sample broken: it is L1'* ]]
	[[ $output != *'has all its files'* ]]
	for words in exercises:08 nopart same:x:y 'same:$(id)'; do
		tests "$words"
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
	done
}
