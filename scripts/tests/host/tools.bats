#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What a machine has and lacks, as doctor, deps and the verbs see it.

load helper

# bin TOOL...: a PATH of all that there is but for these.
bin () {
	mkdir -p "$box/bin"
	ln -sf /usr/bin/* /usr/sbin/* "$box/bin/"
	for tool; do
		rm -f "$box/bin/$tool"
	done
}

# fake TOOL: a program that says what it is asked, and fails.
fake () {
	rm -f "$box/bin/$1"
	printf '#!/bin/sh\necho "%s $*" >>"%s/asked"\nexit 1\n' "$1" "$box" >"$box/bin/$1"
	chmod +x "$box/bin/$1"
}

@test "doctor and deps want the same programs" {
	bin perl bison xz apt-get
	PATH=$box/bin run scripts/deps.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not Debian"*" bison perl xz"* ]]
	PATH=$box/bin KERNEL_TARBALL=/x run scripts/doctor.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not found: bison perl xz"* ]]
}

@test "an apt that fails does not stop where only optional programs are missing" {
	bin sparse gnuplot bats gdb
	fake apt-get
	fake sudo
	PATH=$box/bin run scripts/deps.sh --quiet
	[ "$status" -eq 0 ]
	[[ "$output" == *"go on without:"*" gdb"* ]] || [ "$(id -u)" -ne 0 ]
	rm "$box/bin/bison"
	PATH=$box/bin run scripts/deps.sh --quiet
	[ "$status" -eq 2 ]
}

@test "the static library is where the compiler says" {
	bin apt-get sparse gnuplot
	rm -f "$box/bin/cc"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\ncase $* in\n*libc.a) echo "$LIBC" ;;\n*) exec %s "$@" ;;\nesac\n' "$(command -v cc)" >"$box/bin/cc"
	chmod +x "$box/bin/cc"
	LIBC=libc.a PATH=$box/bin run scripts/deps.sh
	[[ "$output" == *" libc.a"* ]]
	LIBC=/lib/elsewhere/libc.a PATH=$box/bin run scripts/deps.sh
	[[ "$output" != *" libc.a"* ]]
}

@test "tools of busybox in place of GNU's are named, and no patch is blamed" {
	tiny_exercise
	tiny_patch patches/6.12/0001.patch seven SEVEN
	echo 0001.patch >patches/6.12/series
	mkdir "$box/bin"
	for tool in patch tar; do
		ln -sf "$(command -v busybox)" "$box/bin/$tool"
		PATH="$box/bin:$PATH" run scripts/start.sh 07
		[ "$status" -eq 2 ]
		[[ "$output" != *"does not apply"* ]]
		[[ "${lines[-1]}" == *"not those of GNU: $box/bin/$tool (cure: "* ]]
		PATH="$box/bin:$PATH" KERNEL_TARBALL=/x run scripts/doctor.sh
		[[ "$output" == *"not those of GNU: $box/bin/$tool"* ]]
		rm "$box/bin/$tool"
		rm -rf build
	done
}

@test "the other tools may be those of busybox" {
	tiny_exercise
	tiny_patch patches/6.12/0001.patch seven SEVEN
	echo 0001.patch >patches/6.12/series
	mkdir "$box/bin"
	for tool in date awk sed grep sort xargs head tail cut tr cmp find cat cp mv mktemp stat df id od; do
		ln -sf "$(command -v busybox)" "$box/bin/$tool"
	done
	PATH="$box/bin:$PATH" run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx SEVEN work/07-sample/mm/a.c
	PATH="$box/bin:$PATH" run scripts/status.sh
	[ "$status" -eq 0 ]
	[[ "$output" == *"started"* ]]
}

@test "a Korn shell is refused by name" {
	KSH_VERSION=x run sh scripts/status.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"Korn shell"*"cure"* ]]
}

@test "without a source the cure is where to get one" {
	mkdir "$box/bin"
	printf '#!/bin/sh\nexit 1\n' | tee "$box/bin/apt-cache" "$box/bin/curl" >"$box/bin/wget"
	chmod +x "$box/bin"/*
	PATH="$box/bin:$PATH" run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"download https://cdn.kernel.org/"*"KERNEL_TARBALL="*".tar.xz)" ]]
}
