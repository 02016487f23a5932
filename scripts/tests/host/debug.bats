#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What make debug makes of a gdb that goes its own ways; there is no kernel here,
# and $box/bin/gdb is what each test makes of it.

load helper

# A kernel that says the trace of the report's fixture and ends.
hollow () {
	mkdir -p build/kernel/base/src build/initramfs "$box/bin"
	: >build/initramfs/initramfs.cpio
	cp scripts/tests/host/report/explore/register-punch.v10.kvm/1/result "$box/result"
	cat >build/kernel/base/linux <<-EOF
	#!/bin/sh
	for word
	do
		case \$word in
		lab.nonce=*) number=\${word#*=} ;;
		esac
	done
	{
		echo "# run \$number"
		cat "$box/result"
		echo "# end \$number 1"
	} >&3
	exit 1
	EOF
	chmod +x build/kernel/base/linux
	cat >>scripts/lib/exercise.sh <<-'EOF'
	kernel_build () { :; }
	guest_build () { :; }
	unlock () { :; }
	EOF
	printf '#!/bin/sh\n' >"$box/bin/objdump"
	echo lab-end >"$box/session.gdb"
	chmod +x "$box/bin/objdump"
	PATH=$box/bin:$PATH
}

debug () {
	run scripts/debug.sh BATCH=1 GDB="$box/session.gdb" SCENARIO=register-punch
}

# gdb_does LINE...: what gdb does when it is not asked for its version.
gdb_does () {
	printf '%s\n' '#!/bin/sh' \
		'test "$1" != --version || { echo "GNU gdb (Debian 99.1-3) 99.1"; exit 0; }' \
		"$@" >"$box/bin/gdb"
	chmod +x "$box/bin/gdb"
}

# The commands that debug.sh gives to gdb, up to the one of a name, as sh.
ended='eval "$(sed -n "/^define lab-ended/{n;s/^shell //p;}" "$5")"'

@test "a session that came to its end has the status that it gave" {
	hollow
	gdb_does "$ended" 'exit 0'
	debug
	echo "$output"
	[ "$status" -eq 0 ]
	gdb_does "$ended" 'exit 1'
	debug
	[ "$status" -eq 1 ]
}

@test "a gdb that fails by itself is said, which it is and what helps" {
	hollow
	for does in 'exit 1' 'kill -ABRT $$' 'exit 0'
	do
		gdb_does "$does"
		debug
		echo "$output"
		[ "$status" -eq 2 ]
		[[ ${lines[-1]} == *'gdb 99.1 ended with status '*'cure: '* ]]
	done
}

@test "a recording that goes on is progress, also where stdout is no file" {
	hollow
	sed -i 's/supervised -p -q 120/supervised -p -q 2/' scripts/debug.sh
	progress='eval "$(sed -n "/^define lab-progress/{n;s/^shell //p;}" "$5")"'
	gdb_does 'for i in 1 2 3 4 5 6' 'do' "	$progress" '	sleep 0.6' 'done' "$ended" 'exit 0'
	debug
	echo "$output"
	[ "$status" -eq 0 ]
	gdb_does 'sleep 30' "$ended" 'exit 0'
	debug
	[ "$status" -eq 2 ]
	[[ ${lines[-1]} == *'no progress'* ]]
}

@test "without a terminal the same gdb is made ready, and how to start it is said" {
	hollow
	gdb_does 'exit 9'
	run scripts/debug.sh SCENARIO=register-punch </dev/null
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == *"gdb -q -nx -x $PWD/build/debug/gdb $PWD/build/debug/linux"* ]]
	[ build/debug/linux -ef build/kernel/base/linux ]
	grep -q '^set args .*scenario register-punch' build/debug/gdb
	grep -q '^tbreak \*il_grant' build/debug/gdb
	refute grep -q '^lab-begin' build/debug/gdb
}

@test "a kernel that is built anew under a session leaves it its own, and is told once" {
	hollow
	rebuilt='eval "$(sed -n "/^define hook-run/{n;s/^shell //p;}" "$5")"'
	gdb_does "$rebuilt" 'cp build/kernel/base/linux new; mv new build/kernel/base/linux' \
		"$rebuilt" "$rebuilt" 'test -x "$8" || exit 1' "$ended" 'exit 0'
	debug
	echo "$output"
	[ "$status" -eq 0 ]
	[ "$(grep -c 'was built anew' <<<"$output")" -eq 1 ]
}

@test "BUG=1 is the kernel as it was given, whatever the work is" {
	tiny_exercise
	hollow
	cat >>scripts/lib/exercise.sh <<-'EOF'
	ex_access () { :; }
	tree_prepare () { :; }
	kernel_build () {
		mkdir -p "$kernels/$1/src"
		cp "$kernels/base/linux" "$kernels/$1/linux"
		echo "$1 $*" >>"$kernels/built"
	}
	EOF
	scripts/start.sh 07
	echo "points=it" >>exercises/07-sample/meta
	run scripts/debug.sh EX=07 BUG=1 </dev/null
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$(cat build/kernel/built)" == "07-sample-bug "* ]]
	[[ "$(cat build/kernel/built)" != *--overlay* ]]
	run scripts/debug.sh EX=07 </dev/null
	[[ "$(tail -n 1 build/kernel/built)" == "07-sample "*--overlay* ]]
	run scripts/debug.sh BUG=1 SCENARIO=register-punch </dev/null
	[ "$status" -eq 2 ]
	run scripts/answer.sh 07
	[[ "$output" == *"no questions"* ]]
	echo 'who | Who did it?' >exercises/07-sample/answers
	run scripts/answer.sh 07
	[[ "${lines[-1]}" == *"make debug EX=07 BUG=1"* ]]
}

@test "a guest that is busy and does nothing is said to hang, once; one that writes is not" {
	mkdir -p "$box/d"
	cp "$(command -v yes)" "$box/d/linux"
	: >"$box/d/console"
	: >"$box/d/result"
	{
		echo "debug_dir=$box/d; say () { printf '%s\n' \"\$*\"; }"
		sed -n '/^session_ticks ()/,/^}/p;/^session_watch ()/,/^}/p' scripts/debug.sh | sed 's/sleep 1 /sleep 0.1 /'
		echo session_watch
	} >"$box/watch.sh"
	"$box/d/linux" >/dev/null & guest=$!
	run timeout 8 sh "$box/watch.sh"
	[ "$(grep -c 'it hangs, most likely' <<<"$output")" -eq 1 ]
	while sleep 0.5; do echo >>"$box/d/result"; done & writer=$!
	run timeout 5 sh "$box/watch.sh"
	kill "$writer" "$guest"
	[ -z "$output" ]
}
