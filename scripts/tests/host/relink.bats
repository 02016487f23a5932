#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The second build of a kernel.

load helper

@test "a checkout that was moved or copied uses nothing of the first one" {
	tiny_exercise
	cp "$KERNEL_TARBALL" "$box/kit/build.tar.xz"
	KERNEL_TARBALL=$box/kit/build.tar.xz scripts/start.sh 07
	mkdir -p build/lab build/initramfs build/download build/tree/drivers/misc drivers/tmmu
	touch build/lab/.kit-made build/lab/.kit-link build/initramfs/initramfs.list
	mv build.tar.xz build/download/
	printf 'tarball=%s\nid=%s\n' "$PWD/build/download/build.tar.xz" x >build/download/source
	ln -s "$PWD/drivers/tmmu" build/tree/drivers/misc/tmmu
	cp -a "$box/kit" "$box/copy"
	run scripts/start.sh 07
	[[ "$output" != *"moved or copied"* ]]
	[ -f build/lab/.kit-made ]
	unset KERNEL_TARBALL
	cd "$box/copy"
	run scripts/doctor.sh
	[[ "$output" == *"note     place: this checkout was moved or copied from $box/kit"* ]]
	run scripts/start.sh 07
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == *"this checkout was moved or copied from $box/kit"* ]]
	[ ! -e build/lab/.kit-made ]
	[ ! -e build/lab/.kit-link ]
	[ ! -e build/initramfs/initramfs.list ]
	grep -qx "tarball=$box/copy/build/download/build.tar.xz" build/download/source
	[ "$(readlink build/tree/drivers/misc/tmmu)" = "$box/copy/drivers/tmmu" ]
	echo mine >work/07-sample/mm/a.c
	grep -qx mine build/read/07-sample/mm/a.c
	[ -z "$(find build/read -lname "$box/kit/*")" ]
	run scripts/start.sh 07
	[[ "$output" != *"moved or copied"* ]]
	run scripts/doctor.sh
	[[ "$output" != *"moved or copied"* ]]
}

@test "only what has changed is compiled, and the rest is left to kbuild" {
	cat >scripts/verb.sh <<-'EOT'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/kernel.sh"
	scratch
	relink_out=$scratch/out
	mkdir -p "$relink_out"
	printf 'x  access\n1\na  ./mm/a.c\nb  ./mm/b.h\n' >"$relink_out/.kit-made"
	try () {
		printf "$1" >"$scratch/made"
		if relink_changed
		then
			tr '\n' ' ' <"$scratch/changed"
			echo
		else
			echo kbuild
		fi
	}
	try 'x  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\na  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\nd  ./mm/a.c\ne  ./mm/b.h\n'
	try 'y  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n2\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\nc  ./mm/c.c\n'
	try 'x  access\n1\nb  ./mm/b.h\n'
	EOT
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	echo "$output"
	[ "${lines[0]}" = 'mm/a.c ' ]
	[ "$(printf '%s\n' "${lines[@]:1}" | sort -u)" = kbuild ]
}

@test "what does not compile for another reason than its text is left to kbuild" {
	cat >scripts/verb.sh <<-'EOT2'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/kernel.sh"
	scratch
	variant=$scratch/variant
	mkdir -p "$variant/src/mm" "$build/lab/mm" "$build/lab/scripts/basic" "$linux/mm"
	cd "$build/lab"
	printf '#!/bin/sh\necho "deps"\n' >scripts/basic/fixdep
	chmod +x scripts/basic/fixdep
	: >vmlinux
	echo "savedcmd_vmlinux := x/link-vmlinux.sh false" >.vmlinux.cmd
	: >.kit-link
	# put A B: what the tree has, in src and as kbuild would compile it
	put () {
		for put_name in a b
		do
			echo "int $put_name = $1;" >"$variant/src/mm/$put_name.c"
			cp "$variant/src/mm/$put_name.c" "$linux/mm/"
			echo "savedcmd_mm/$put_name.o := ${command:-cc} -c -o mm/$put_name.o ../linux/mm/$put_name.c" >"mm/.$put_name.o.cmd"
			shift
		done
	}
	try () {
		kernel_relink lab "" >/dev/null 2>&1
		say "$? $(test -f .kit-made && echo made)"
	}
	relink_out=$build/lab
	put 1 1
	made_now "" >.kit-made
	put 'is wrong' 1
	try
	put 2 'is wrong'
	try
	put 1 1
	made_now "" >.kit-made
	command='cc -include /not/there.h'
	put 2 1
	try
	EOT2
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	echo "$output"
	# the object of one file is not there; of two, one may be of what the next try has not
	[ "${lines[*]}" = "2 made 2  1 " ]
}
