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
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 1/' "$box/linux-$kernel.0/Makefile"
	tar -C "$box" -cJf "$KERNEL_TARBALL" linux-$kernel.0
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not Linux $kernel"* ]]
	[ ! -e build/linux ]
}

@test "a missing tarball is refused with its name" {
	KERNEL_TARBALL=/nowhere.tar.xz run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"/nowhere.tar.xz"* ]]
}

@test "too little disk is said before anything is written" {
	tiny_source
	sed -i 's/^disk_mb=.*/disk_mb=999999999/' $room/kernel.pin
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"MB are needed"* ]]
}

@test "the series is applied, and a file that does not change keeps its time" {
	tiny_source
	tiny_patch $room/0001.patch two TWO
	echo "$kernel/0001.patch" >"$room/series"
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
	tiny_patch $room/0001.patch two TWO
	echo "$kernel/0001.patch" >"$room/series"
	scripts/prepare.sh
	touch -d 2001-01-01 build/linux/mm/a.c build/linux/mm/b.c
	tiny_patch $room/0001.patch two ZWEI
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	grep -qx ZWEI build/linux/mm/a.c
	refute grep -qx TWO build/linux/mm/a.c
	[ "$(stat -c %y build/linux/mm/b.c | cut -c1-4)" = 2001 ]
}

@test "a patch that leaves the series leaves the tree" {
	tiny_source
	tiny_patch $room/0001.patch two TWO
	printf -- '--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1 @@\n+new\n' >$room/0002.patch
	printf "$kernel/%s\n" 0001.patch 0002.patch >"$room/series"
	scripts/prepare.sh
	[ -f build/linux/mm/new.c ]
	: >$room/series
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[ ! -e build/linux/mm/new.c ]
	cmp build/linux/mm/a.c "$box/linux-$kernel.0/mm/a.c"
}

@test "a patch that needs fuzz is refused by name" {
	tiny_source
	tiny_patch $room/0001.patch four FOUR
	sed -i 's/^ three$/ drei/' $room/0001.patch
	echo "$kernel/0001.patch" >"$room/series"
	run scripts/prepare.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"0001.patch does not apply"* ]]
	cmp build/linux/mm/a.c "$box/linux-$kernel.0/mm/a.c"
}

@test "a tree that was left half written is completed" {
	tiny_source
	tiny_patch $room/0001.patch two TWO
	echo "$kernel/0001.patch" >"$room/series"
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
	cmp build/linux/mm/a.c "$box/linux-$kernel.0/mm/a.c"
	[ ! -e build/linux.new ]
}

@test "what a variant is made of is the cached base, and the series is not applied again" {
	tiny_exercise
	tiny_patch $room/0001.patch seven SEVEN
	echo "$kernel/0001.patch" >"$room/series"
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
	tiny_patch $room/0001.patch seven SIETE
	rm -r work
	run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx SIETE work/07-sample/mm/a.c
}

# tiny_package: the source in a package as Debian's are, pinned, at $box/web; and a
# PATH on which curl reads from there, and apt has it not.
tiny_package () {
	tiny_source
	mkdir -p "$box/deb/usr/src" "$box/web" "$box/bin"
	cp "$KERNEL_TARBALL" "$box/deb/usr/src/linux-source-$kernel.tar.xz"
	tar -C "$box/deb" -cJf "$box/data.tar.xz" ./usr
	echo 2.0 >"$box/debian-binary"
	package=$box/web/linux-source-${kernel}_9-1_all.deb
	(cd "$box" && ar cr "$package" debian-binary data.tar.xz)
	sed -i '/^source=/d;/^mirror=/d' $room/kernel.pin
	cat >>$room/kernel.pin <<-EOF
	source=9-1 linux $(sha256sum <"$package" | cut -d ' ' -f 1) $(sha256sum <"$KERNEL_TARBALL" | cut -d ' ' -f 1)
	mirror=http://one.invalid/pool
	mirror=http://two.invalid/pool
	EOF
	unset KERNEL_TARBALL
	printf '#!/bin/sh\nexit 1\n' | tee "$box/bin/apt-cache" >"$box/bin/wget"
	cat >"$box/bin/curl" <<-EOF
	#!/bin/sh
	echo "\$*" >>"$box/asked"
	while test "\$1" != -o; do shift; done
	case \$3 in
	http://two.invalid/pool/linux/*) cat "$box/web/\${3##*/}" >"\$2" ;;
	*) exit 22 ;;
	esac
	EOF
	chmod +x "$box/bin"/*
	PATH=$box/bin:$PATH
}

@test "the package with the pinned sum comes from the next mirror, and is taken apart" {
	tiny_package
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[[ "$output" == *"cannot download"* ]]
	[[ "$output" != *"not one of the tarballs"* ]]
	[ "$(wc -l <"$box/asked")" -eq 2 ]
	cmp build/linux/mm/a.c "$box/linux-$kernel.0/mm/a.c"
	[ ! -e build/download/source.deb ]
	# and is not asked for again
	rm -r build/linux
	run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[ "$(wc -l <"$box/asked")" -eq 2 ]
}

@test "a package with another sum is thrown away" {
	tiny_package
	echo more >>"$package"
	run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not the pinned sha256"* ]]
	[ -z "$(ls build/download)" ]
}

@test "the cure of a machine without a network works: the package as KERNEL_TARBALL" {
	tiny_package
	mv "$package" "$box/here.deb"
	run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"KERNEL_TARBALL=/path/to/linux-source-${kernel}_9-1_all.deb)" ]]
	KERNEL_TARBALL="$box/here.deb" run scripts/prepare.sh
	[ "$status" -eq 0 ]
	[ -f build/linux/mm/a.c ]
	head -c 300 "$box/here.deb" >"$box/short.deb"
	KERNEL_TARBALL="$box/short.deb" run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"cut short (cure: "* ]]
}

@test "all releases that the kit was tested with are pinned, by their sums" {
	grep "^source=" "$kit/$room/kernel.pin" >"$box/sources"
	[ "$(grep -c . "$box/sources")" -ge 5 ]
	refute grep -Evx "source=$kernel\.[0-9]+-[0-9a-z~]+ linux(-$kernel)? [0-9a-f]{64} [0-9a-f]{64}" "$box/sources"
}

@test "a kernel that has no room is refused, with those that have one" {
	run make KERNEL=0.1 status
	[ "$status" -eq 2 ]
	[[ "$output" == *"no kernel '0.1'; there are: $kernel"* ]]
	make KERNEL="$kernel" status >/dev/null
}

@test "what is written into the shared tree is taken back, and kept" {
	tiny_source
	tiny_patch $room/a.patch three THREE
	echo "$kernel/a.patch" >"$room/series"
	scripts/prepare.sh
	cp -R build/linux "$box/before"
	echo mine >>build/linux/mm/a.c
	echo mine >>build/linux/mm/b.c
	run scripts/prepare.sh
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == *'mm/a.c was written'* && "$output" == *'mm/b.c was written'* ]]
	diff -r "$box/before" build/linux
	grep -q mine work/.backup/linux/mm/b.c
	run scripts/prepare.sh
	[[ "$output" != *written* ]]
}
