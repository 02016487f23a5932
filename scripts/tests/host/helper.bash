# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A copy of the kit in which a verb can do no harm: scripts and data, a build
# directory of its own, an exercise that needs no kernel.

setup () {
	kit=$(cd "$BATS_TEST_DIRNAME/../../.." && pwd)
	kernel=$(cat "$kit/patches/default")
	room=patches/$kernel
	box=$(mktemp -d "${BATS_TMPDIR:-/tmp}/kit.XXXXXX")
	mkdir -p "$box/kit"
	cp -R "$kit/scripts" "$kit/uml" "$kit/drivers" "$kit/Makefile" "$box/kit/"
	mkdir -p "$box/kit/$room" "$box/kit/exercises/07-sample"
	cp "$kit/patches/default" "$box/kit/patches/"
	cp "$kit"/$room/*.config "$kit"/$room/kernel.pin "$kit"/$room/tree.exclude "$box/kit/$room/"
	: >"$box/kit/$room/series"
	# the programs of the host that nearly every verb wants
	mkdir -p "$box/kit/build/host"
	for program in supervise kit scenes
	do
		[ ! -x "$kit/build/host/$program" ] ||
		[ -n "$(find "$kit"/uml/{host,search,scenes,guest} -newer "$kit/build/host/$program")" ] ||
		cp "$kit/build/host/$program" "$box/kit/build/host/"
	done
	# shellcheck disable=SC2046
	unset KIT_TETHER KIT_GOALS $(names settings)
	export NO_COLOR=1
	cd "$box/kit" || return 1
}

# names settings|lasting|switches|takes: of scripts/verbs.tsv.
names () {
	awk -F '\t' -v kind="$1" '
	$1 == ":" kind { print $2 }
	kind == "takes" && /^[a-z]/ && $4 != "-" { print $4 }' "$kit/scripts/verbs.tsv" | tr ' ' '\n' | sort -u
}

# takes VERB
takes () {
	awk -F '\t' -v verb="$1" '$1 == verb && $4 != "-" { print $4 }' "$kit/scripts/verbs.tsv"
}

teardown () {
	cd / && rm -rf "$box"
}

# tiny_version SUBLEVEL: the head of a Makefile of the kernel that the kit is for.
tiny_version () {
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = %s\n' "${kernel%%.*}" "${kernel#*.}" "$1"
}

# A kernel source of three files, as a tarball.
tiny_source () {
	mkdir -p "$box/linux-$kernel.0/mm" "$box/linux-$kernel.0/drivers/gpu"
	tiny_version 0 >"$box/linux-$kernel.0/Makefile"
	printf 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n' >"$box/linux-$kernel.0/mm/a.c"
	echo "other" >"$box/linux-$kernel.0/mm/b.c"
	echo "gpu" >"$box/linux-$kernel.0/drivers/gpu/gpu.c"
	echo "config X" >"$box/linux-$kernel.0/drivers/gpu/Kconfig"
	sed -i 's/^disk_mb=.*/disk_mb=1/' $room/kernel.pin
	tar -C "$box" -cJf "$box/linux.tar.xz" linux-$kernel.0
	export KERNEL_TARBALL="$box/linux.tar.xz"
}

# A patch of mm/a.c: LINE becomes NEW.  $1 file to write, $2 line, $3 new.
tiny_patch () {
	rm -rf "$box/a" "$box/b"
	mkdir -p "$box/a/mm" "$box/b/mm"
	cp "${4:-$box/linux-$kernel.0/mm/a.c}" "$box/a/mm/a.c"
	sed "s/^$2\$/$3/" "$box/a/mm/a.c" >"$box/b/mm/a.c"
	(cd "$box" && diff -u a/mm/a.c b/mm/a.c) >"$1" || true
}

# The sample exercise: a bug in line three.
tiny_exercise () {
	tiny_source
	# no scene runs without a kernel
	cat >>scripts/lib/scenes.sh <<-'EOT'
	scenes_designs () {
		echo v18
	}
	scenes_judge () {
		judge_scenes=1 judge_schedules=1 judge_words=
	}
	EOT
	tiny_patch exercises/07-sample/bug.patch three broken
	printf 'title=A sample\nfiles=mm/a.c\n' >exercises/07-sample/meta
	printf 'it | true | L1\n' >exercises/07-sample/checks
	: >exercises/07-sample/search
	echo "look closely" >exercises/07-sample/hint1
	echo "line three" >exercises/07-sample/hint2
}

# bats looks at the status of a command, not of its negation.
refute () {
	if "$@"
	then
		return 1
	fi
}

# verb NAME [LIBRARY]... <BODY: scripts/NAME.sh, a verb that lasts as long as the test.
verb () {
	local name=$1 library
	shift
	{
		# shellcheck disable=SC2016
		printf '%s\n' '#!/bin/sh' "# Usage: $name.sh" 'set -u' \
			'. "$(dirname "$0")/lib/lib.sh"'
		for library
		do
			printf '. "$scripts/%s.sh"\n' "$library"
		done
		cat
	} >"scripts/$name.sh"
	chmod +x "scripts/$name.sh"
}

# need_kit: build/host/kit, where no fresh one was copied.
need_kit () {
	[ -x build/host/kit ] || scripts/report.sh >/dev/null 2>&1 || true
}

# report_keys: give each cell of build/explore the key that a search of it would
# have, under the kernel and the scenarios of this build directory.
report_keys () {
	need_kit
	for file in build/explore/*/cell
	do
		name=${file%/cell}
		# shellcheck disable=SC2046
		build/host/kit build build/explore uml cell $(sed -n '
			s/^\(scenario\|design\|consumer\|bound\|shard\|reduce\|chance\|depth\|seed\|kernel\) /\1=/p
			s/^options //p' "$file") >"$box/cell"
		[ "$(sed -n 's/^name //p' "$box/cell")" = "${name##*/}" ]
		{
			grep '^key ' "$box/cell"
			grep -v '^key ' "$file"
		} >"$box/keyed"
		mv "$box/keyed" "$file"
	done
}

# report_fixture: a build directory with seven cells, one of them hostile, and one
# replay that was not kept.
report_fixture () {
	mkdir -p build/kernel/base build/initramfs
	cp -R scripts/tests/host/report/. build/
	echo key >build/kernel/base/key
	echo scenario >build/initramfs/scenario
	printf '%s\n' emm_v2 emm_v3 v9 v10 v10_single v18 upstream >build/kernel/base/designs
	report_keys
}

# failed_check: exercise 07 has failed its check "walk" on the fixture's kernel; the kernel has reported a
# circle of locks.
failed_check () {
	report_fixture
	printf 'title=A sample\nfiles=mm/a.c\n' >exercises/07-sample/meta
	run_dir=$PWD/build/results/07-sample/walk
	mkdir -p "$run_dir"
	cp build/explore/register-punch.v10.kvm/1/result "$run_dir/"
	cp "$BATS_TEST_DIRNAME/circle.txt" "$run_dir/console"
	echo 'found L4,L1 1 0 0 A8 B9' >"$run_dir/cell"
	ln -s . "$run_dir/1"
	printf '%s\tregister-punch\tv10\tkvm\t\t-\tyes\t1\t1\tcheck walk\t07-sample\n' "$run_dir" >"$run_dir/../failures"
}

# A kernel that needs no build: a check passes when work/ has no line "broken".
fake_check () {
	cat >>scripts/lib/exercise.sh <<-'EOT'
	kernel_build () {
		mkdir -p "$kernels/$1"
		: >"$kernels/$1/strings"
		cat "$top/blocks" >"$kernels/$1/blocks" 2>/dev/null || :
	}
	guest_build () {
		:
	}
	check_run () {
		mkdir -p "$3"
		: >"$3/result"
		verdict=$PASS check_laws= check_why=
		! grep -qx broken "$ex_work/mm/a.c" || verdict=$FAIL check_laws=L1
		return "$verdict"
	}
	EOT
}

# The sample exercise with questions, and a kernel that needs no build.
asking () {
	tiny_exercise
	fake_check
	cat >>scripts/lib/exercise.sh <<-'EOT'
	tree_prepare () { :; }
	ex_access () { :; }
	EOT
	sed -i 's/^: >"$3\/result"/\t\tprintf "# count device=1 begins=3\\nnot ok 1 x\\n" >"$3\/result"/' scripts/lib/exercise.sh
	printf 'begins | it | begins 1 | how many begins?\n' >exercises/07-sample/predict
	printf 'who | Who did it?\n' >exercises/07-sample/answers
	echo 'withhold=mm/b.c' >>exercises/07-sample/meta
}

# The sample solved; then $1 happens in its next check, once for each line of $box/faults.
solved_then () {
	tiny_exercise
	fake_check
	scripts/start.sh 07
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	scripts/check.sh 07
	cp work/.state "$box/state"
	: >"$box/faults"
	cat >>scripts/lib/exercise.sh <<-EOF
	fault () {
		test -s "$box/faults" || return 1
		sed -i 1d "$box/faults"
	}
	EOF
}
