#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

@test "a tarball is unpacked without the code that is not needed" {
	tiny_source
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[ -f build/linux/mm/a.c ]
	[ -f build/linux/drivers/gpu/Kconfig ]
	[ ! -e build/linux/drivers/gpu/gpu.c ]
}

@test "a tarball that is cut short is refused in one line with a cure" {
	tiny_source
	head -c 200 "$KERNEL_TARBALL" >"$box/short.tar.xz"
	KERNEL_TARBALL="$box/short.tar.xz" run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"cut short"*"cure"* ]]
	[ ! -e build/linux ]
}

@test "a tarball of another series is refused" {
	tiny_source
	sed -i 's/^PATCHLEVEL = 12/PATCHLEVEL = 1/' "$box/linux-6.12.0/Makefile"
	tar -C "$box" -cJf "$KERNEL_TARBALL" linux-6.12.0
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not Linux 6.12"* ]]
	[ ! -e build/linux ]
}

@test "a missing tarball is refused with its name" {
	KERNEL_TARBALL=/nowhere.tar.xz run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"/nowhere.tar.xz"* ]]
}

@test "too little disk is said before anything is written" {
	tiny_source
	sed -i 's/^disk_mb=.*/disk_mb=999999999/' patches/6.12/kernel.pin
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"MB are needed"* ]]
}

@test "the series is applied, and a file that does not change keeps its time" {
	tiny_source
	tiny_patch patches/6.12/0001.patch two TWO
	echo 0001.patch >patches/6.12/series
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	grep -qx TWO build/linux/mm/a.c
	touch -d 2001-01-01 build/linux/mm/a.c build/linux/mm/b.c
	run scripts/prepare.sh
	[ "$(stat -c %y build/linux/mm/a.c | cut -c1-4)" = 2001 ]
	[ "$(stat -c %y build/linux/mm/b.c | cut -c1-4)" = 2001 ]
}

@test "when a patch changes only its own files are written again" {
	tiny_source
	tiny_patch patches/6.12/0001.patch two TWO
	echo 0001.patch >patches/6.12/series
	scripts/prepare.sh
	touch -d 2001-01-01 build/linux/mm/a.c build/linux/mm/b.c
	tiny_patch patches/6.12/0001.patch two ZWEI
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	grep -qx ZWEI build/linux/mm/a.c
	refute grep -qx TWO build/linux/mm/a.c
	[ "$(stat -c %y build/linux/mm/b.c | cut -c1-4)" = 2001 ]
}

@test "a patch that leaves the series leaves the tree" {
	tiny_source
	tiny_patch patches/6.12/0001.patch two TWO
	printf -- '--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1 @@\n+new\n' >patches/6.12/0002.patch
	printf '0001.patch\n0002.patch\n' >patches/6.12/series
	scripts/prepare.sh
	[ -f build/linux/mm/new.c ]
	: >patches/6.12/series
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[ ! -e build/linux/mm/new.c ]
	cmp build/linux/mm/a.c "$box/linux-6.12.0/mm/a.c"
}

@test "a patch that needs fuzz is refused by name" {
	tiny_source
	tiny_patch patches/6.12/0001.patch four FOUR
	sed -i 's/^ three$/ drei/' patches/6.12/0001.patch
	echo 0001.patch >patches/6.12/series
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"0001.patch does not apply"* ]]
	cmp build/linux/mm/a.c "$box/linux-6.12.0/mm/a.c"
}

@test "a tree that was left half written is completed" {
	tiny_source
	tiny_patch patches/6.12/0001.patch two TWO
	echo 0001.patch >patches/6.12/series
	scripts/prepare.sh
	rm build/variant
	echo garbage >build/linux/mm/a.c
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	grep -qx TWO build/linux/mm/a.c
}

@test "an unpack that was interrupted starts again" {
	tiny_source
	mkdir -p build/linux.new/mm
	echo half >build/linux.new/mm/a.c
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	cmp build/linux/mm/a.c "$box/linux-6.12.0/mm/a.c"
	[ ! -e build/linux.new ]
}

@test "what a variant is made of is the cached base, and the series is not applied again" {
	tiny_exercise
	tiny_patch patches/6.12/0001.patch seven SEVEN
	echo 0001.patch >patches/6.12/series
	scripts/prepare.sh
	# says which patches it is asked to apply
	mkdir "$box/bin"
	cat >"$box/bin/patch" <<-EOF
	#!/bin/sh
	tee "$box/asked" | $(command -v patch) "\$@"
	grep '^[+][A-Za-z]' "$box/asked" >>"$box/applied"
	EOF
	chmod +x "$box/bin/patch"
	PATH="$box/bin:$PATH" run scripts/start.sh 07
	[ "$status" -eq 0 ]
	[ "$(cat "$box/applied")" = +broken ]
	grep -qx SEVEN work/07-sample/mm/a.c
	# and a base that is out of date is not used
	tiny_patch patches/6.12/0001.patch seven SIETE
	rm -r work
	run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx SIETE work/07-sample/mm/a.c
}
