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
