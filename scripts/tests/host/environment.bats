#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# Where the checkout is, and what the environment holds for other programs.

load helper

# A kernel source whose Makefile says what it is given.
telling_source () {
	tiny_source
	{ tiny_version 0; printf '%%:\n\t@env >$(O)/seen\n\t@printf "%%s\\n" "W=$(W) C=$(C) V=$(V)" >>$(O)/seen\n\t@touch $(O)/.config\n'; } \
		>"$box/linux-$kernel.0/Makefile"
	tar -C "$box" -cJf "$box/linux.tar.xz" linux-$kernel.0
	: >$room/lab.config
}

# Settings of people who build kernels, tar things, or sit in a git hook.
leak () {
	export KCFLAGS=-O0 LLVM=1 C=2 W=1 V=1 KBUILD_EXTMOD=/x KBUILD_VERBOSE=2 CFLAGS=-m32 \
		LDFLAGS=-bad KCPPFLAGS=-DX KAFLAGS=-x HOSTCFLAGS=-bad LOCALVERSION=-x \
		INSTALL_MOD_PATH=/x MAKEFILES=/x MAKEFLAGS=-k GNUMAKEFLAGS=-i TAR_OPTIONS=--bad \
		GZIP=-9 XZ_OPT=--bad XZ_DEFAULTS=--bad GREP_OPTIONS=-v GREP_COLOR=7 POSIXLY_CORRECT=1 \
		ARCH=arm CROSS_COMPILE=arm- O=/x M=/x GIT_DIR=/x PATCH_VERSION_CONTROL=t \
		EXTRA_CFLAGS=-x NM=false CHECK=false RUSTC=false C_INCLUDE_PATH=/x TMP=/x
}

# key: what a build of the kernel "x" is known by.
key () {
	verb key lib/kernel <<-'EOF'
	tree_prepare >&2
	kernel_make () {
		kmake "$build/$1" linux
		touch "$build/$1/linux"
		chmod +x "$build/$1/linux"
	}
	kernel_build x >&2
	cat "$kernels/x/key"
	EOF
	scripts/key.sh 2>"$box/log" || { cat "$box/log" >&2; return 1; }
}

@test "what other programs keep in the environment does not reach a build" {
	telling_source
	key >"$box/key1"
	[ "$(wc -c <"$box/key1")" -eq 65 ]
	rm -rf build
	(
		leak
		key >"$box/key2"
	)
	cmp "$box/key1" "$box/key2"
	grep -qx 'W= C= V=' build/lab/seen
	for name in KCFLAGS LLVM KBUILD_EXTMOD CFLAGS LDFLAGS HOSTCFLAGS CHECK RUSTC INSTALL_MOD_PATH \
			POSIXLY_CORRECT EXTRA_CFLAGS LOCALVERSION KERNEL_TARBALL; do
		refute grep -q "^$name=" build/lab/seen
	done
	grep -q "KBUILD_BUILD_USER=kit" build/lab/seen
	grep -q "^NM=.*/host/nm$" build/lab/seen
}

@test "what other programs keep in the environment does not reach tar, patch, grep" {
	tiny_exercise
	leak
	run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx broken work/07-sample/mm/a.c
}

@test "a path that kernel makefiles do not take is said at once" {
	tiny_exercise
	for dir in "$box/with blank" "$box/with:colon"; do
		for verb in 'build' 'check 07' 'start 07' 'boot true' 'prepare'; do
			# shellcheck disable=SC2086
			BUILD=$dir run scripts/${verb%% *}.sh ${verb#"${verb%% *}"}
			[ "$status" -eq 2 ] || [ "$verb" = 'check 07' ]
		done
		BUILD=$dir run scripts/build.sh
		[ "${#lines[@]}" -eq 1 ]
		[[ "$output" == *"do not work in a path with '"[\ :]"' in it: $dir (cure: BUILD="* ]]
	done
	cp -R "$box/kit" "$box/my kit"
	cd "$box/my kit"
	BUILD="$box/b" run scripts/build.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"my kit (cure: move the checkout)"* ]]
}

@test "where nothing can be written help and status work, and the others say so" {
	tiny_exercise
	rm -rf build
	: >build
	: >work
	for verb in 'help' 'status' 'start --help' 'check --help'; do
		# shellcheck disable=SC2086
		run scripts/${verb%% *}.sh ${verb#"${verb%% *}"}
		[ "$status" -eq 0 ]
	done
	for verb in 'start 07' 'build' 'boot true' 'prepare' 'claims'; do
		# shellcheck disable=SC2086
		run scripts/${verb%% *}.sh ${verb#"${verb%% *}"}
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ "$output" == *"cannot write to $PWD/build"*"BUILD="* ]]
	done
	BUILD="$box/b" run scripts/start.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"cannot write to $PWD/work (cure: "*"WORK="* ]]
}

@test "BUILD may be a relative path" {
	tiny_exercise
	BUILD=b WORK=w run scripts/start.sh 07
	[ "$status" -eq 0 ]
	[ -f b/linux/mm/a.c ]
	[ -f w/07-sample/mm/a.c ]
}

@test "the tour ends at the first error, with its status and the cure" {
	cat >>scripts/lib/exercise.sh <<-'EOF'
	kernel_build () {
		:
	}
	guest_build () {
		:
	}
	ex_find () {
		ex_dir=$exercises/07-sample
	}
	boot () {
		mkdir -p "$2"
		echo 1 >"$2/status"
		echo 00c0ffee >"$2/nonce"
		echo 'ptrace: Operation not permitted' >"$2/console"
		: >"$2/result"
	}
	EOF
	printf '#!/bin/sh\n' >scripts/deps.sh
	run scripts/run.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"Operation not permitted (cure: make doctor)" ]]
	[[ "$output" != *"the same bytes"* ]]
	[[ "$output" != *"2. A race"* ]]
}

@test "another compiler is another key, and clang is refused by name" {
	telling_source
	mkdir "$box/bin"
	printf '#!/bin/sh\necho gcc version 99\n' >"$box/bin/gcc-99"
	printf '#!/bin/sh\necho Debian clang version 14\n' >"$box/bin/clang"
	chmod +x "$box/bin"/*
	PATH=$box/bin:$PATH
	key >"$box/key1"
	KERNEL_CC=gcc-99 key >"$box/key2"
	refute cmp -s "$box/key1" "$box/key2"
	KERNEL_CC=clang run scripts/build.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"KERNEL_CC=clang is clang"*"(cure: gcc)" ]]
}
