# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# From a save to the first verdict of make check, for each exercise.  Part of bench.sh.

# loop_once EXERCISE WORKDIR: milliseconds from a save until a check has a verdict.
loop_once () {
	printf '\n' >>"$2/$1/$loop_file"
	: >"$scratch/loop.out"
	loop_start=$(clock_ms)
	WORK=$2 "$scripts/check.sh" "$1" >"$scratch/loop.out" 2>&1 </dev/null &
	loop_pid=$!
	while kill -0 "$loop_pid" 2>/dev/null &&
		! grep -qE '^  [a-z-]+ +(PASS|FAIL|CRASH|HANG)' "$scratch/loop.out"
	do
		sleep 0.05
	done
	loop_ms=$(($(clock_ms) - loop_start))
	wait "$loop_pid"
	grep -qE '^  [a-z-]+ +(PASS|FAIL|CRASH|HANG)' "$scratch/loop.out" ||
	die "$1: $(tail -n 1 "$scratch/loop.out")"
}

# bench_loop: a line for each exercise, then median and worst.
bench_loop () {
	: >"$scratch/loop"
	for loop_ex in $(ex_all)
	do
		ex_find "$loop_ex"
		test -n "$ex_bug" || continue
		loop_file=$(ex_meta files | cut -d ' ' -f 1)
		WORK=$scratch/loop-work "$scripts/start.sh" "$loop_ex" >/dev/null || exit
		loop_once "$loop_ex" "$scratch/loop-work"
		loop_once "$loop_ex" "$scratch/loop-work"
		printf '%s\n' "$loop_ms" >>"$scratch/loop"
		printf '    %-32s %s s\n' "$loop_ex" "$(seconds "$loop_ms")"
		rm -rf -- "${kernels:?}/$loop_ex"
	done
	printf 'save to verdict: median %s s, worst %s s\n' \
		"$(seconds "$(median "$scratch/loop")")" \
		"$(seconds "$(sort -n "$scratch/loop" | tail -n 1)")"
}
