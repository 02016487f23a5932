#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

setup_file () {
	export supervise="$BATS_FILE_TMPDIR/supervise"
	cc -O2 -o "$supervise" "$BATS_TEST_DIRNAME/../../../uml/host/supervise.c"
}

# A sleep of an unlikely length, to be found again.
marked () {
	pgrep -f "sleep $1" >/dev/null
}

@test "the status of the command is passed on" {
	run "$supervise" sh -c 'exit 7'
	[ "$status" -eq 7 ]
	run "$supervise" sh -c 'kill -KILL $$'
	[ "$status" -eq 137 ]
}

@test "a command that cannot be started is status 125" {
	run "$supervise" /nonexistent
	[ "$status" -eq 125 ]
}

@test "what the command left behind is killed, orphans in sessions of their own too" {
	run "$supervise" sh -c 'setsid sleep 71717171 & setsid sh -c "sleep 71717171 & sleep 71717171" & sleep 0.2'
	[ "$status" -eq 0 ]
	refute marked 71717171
}

@test "a directory given with -d is removed at the end" {
	mkdir -p "$box/dir/deep"
	"$supervise" -d "$box/dir" sh -c 'touch "$0/file"' "$box/dir"
	[ ! -e "$box/dir" ]
}

@test "a command that sleeps is ended after the limit, status 124" {
	run "$supervise" -q 1 sleep 71717172
	[ "$status" -eq 124 ]
	refute marked 71717172
}

@test "a command that spins without a word is ended after the limit" {
	run "$supervise" -q 1 sh -c 'while :; do :; done' >"$box/out"
	[ "$status" -eq 124 ]
}

@test "a command that says something now and then goes on" {
	"$supervise" -q 1 sh -c 'for i in 1 2 3 4; do echo $i; sleep 0.5; done' >"$box/out"
	[ "$(wc -l <"$box/out")" -eq 4 ]
}

@test "TERM ends all of it" {
	"$supervise" -d "$box/gone" sh -c 'sleep 71717173 & sleep 71717173' 3>&- &
	pid=$!
	mkdir "$box/gone"
	sleep 0.3
	kill -TERM "$pid"
	wait "$pid" || status=$?
	[ "$status" -eq 143 ]
	refute marked 71717173
	[ ! -e "$box/gone" ]
}

@test "when the parent is killed, all of it ends" {
	sh -c '"$0" sh -c "sleep 71717174 & sleep 71717174" & wait' "$supervise" 3>&- &
	pid=$!
	sleep 0.3
	marked 71717174
	kill -KILL "$pid"
	sleep 1
	refute marked 71717174
}

@test "a tethered command gets TERM when its parent is killed" {
	sh -c '"$0" -t $$ sleep 71717175 & wait' "$supervise" 3>&- &
	pid=$!
	sleep 0.3
	marked 71717175
	kill -KILL "$pid"
	sleep 0.3
	refute marked 71717175
}

@test "a tethered command does not start when its parent is gone" {
	run "$supervise" -t 1 echo started
	[ "$status" -eq 143 ]
	[[ "$output" != *started* ]]
}
