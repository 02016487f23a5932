#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

@test "start puts the files with the bug into work" {
	tiny_exercise
	run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx broken work/07-sample/mm/a.c
	cmp work/07-sample/mm/a.c work/07-sample/.base/mm/a.c
	run scripts/status.sh
	[[ "$output" == *"07-sample"*"started"* ]]
}

@test "start again does not touch the work" {
	tiny_exercise
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx mine work/07-sample/mm/a.c
}

@test "check of an exercise that is not started says how to start it" {
	tiny_exercise
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"make start EX=07"* ]]
}

@test "reset asks, and does nothing without a terminal" {
	tiny_exercise
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	run scripts/reset.sh 07 </dev/null
	[ "$status" -eq 2 ]
	grep -qx mine work/07-sample/mm/a.c
}

@test "reset keeps a backup" {
	tiny_exercise
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	run scripts/reset.sh YES=1 07
	[ "$status" -eq 0 ]
	refute grep -qx mine work/07-sample/mm/a.c
	grep -qx mine work/.backup/07-sample-1/mm/a.c
	run scripts/reset.sh YES=1 07
	[ -d work/.backup/07-sample-2 ]
}

@test "hints come one at a time and the last is repeated" {
	tiny_exercise
	run scripts/hint.sh 07
	[[ "$output" == *"look closely"* ]]
	[[ "$output" != *"line three"* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"line three"* ]]
	run scripts/hint.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"line three"* ]]
	run scripts/status.sh
	[[ "$output" == *"07-sample"*"2 hints"* ]]
}

@test "the solution needs SPOIL=1" {
	tiny_exercise
	echo "mended so" >exercises/07-sample/fix.patch
	run scripts/solution.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" != *"mended so"* ]]
	run scripts/solution.sh SPOIL=1 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"mended so"* ]]
}

@test "the solution is applied after a backup" {
	tiny_exercise
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	tiny_patch exercises/07-sample/fix.patch broken mended work/07-sample/.base/mm/a.c
	run scripts/solution.sh SPOIL=1 APPLY=1 07
	[ "$status" -eq 0 ]
	grep -qx mended work/07-sample/mm/a.c
	grep -qx mine work/.backup/07-sample-1/mm/a.c
}

# what check does before it builds
update () {
	cat >scripts/update.sh <<-'EOF'
	#!/bin/sh
	# Usage: update.sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/exercise.sh"
	ex_find 07
	scratch
	ex_update
	ex_diff
	EOF
	chmod +x scripts/update.sh
	run scripts/update.sh
}

@test "what the kit changes is merged into the work" {
	tiny_exercise
	scripts/start.sh 07
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	tiny_patch $room/0001.patch one ONE
	echo "$kernel/0001.patch" >"$room/series"
	sed -i 's/^ one$/ ONE/' exercises/07-sample/bug.patch
	update
	[ "$status" -eq 0 ]
	grep -qx ONE work/07-sample/mm/a.c
	grep -qx mine work/07-sample/mm/a.c
	grep -qx one work/.backup/07-sample-1/mm/a.c
	grep -qx -- '+mine' work/07-sample/my.patch
	refute grep -q ONE work/07-sample/my.patch || grep -qx ' ONE' work/07-sample/my.patch
}

@test "a merge that conflicts is said and loses nothing" {
	tiny_exercise
	scripts/start.sh 07
	sed -i 's/^one$/mine/' work/07-sample/mm/a.c
	tiny_patch $room/0001.patch one ONE
	echo "$kernel/0001.patch" >"$room/series"
	sed -i 's/^ one$/ ONE/' exercises/07-sample/bug.patch
	update
	[ "$status" -eq 2 ]
	[[ "$output" == *"<<<<<<<"* ]]
	grep -qx mine work/07-sample/mm/a.c
	grep -qx mine work/.backup/07-sample-1/mm/a.c
}

@test "a verb that is killed while it writes the state leaves the old one whole" {
	tiny_exercise
	scripts/start.sh 07
	echo '08-other solved 3 1' >>work/.state
	cp work/.state "$box/state"
	mkdir "$box/bin"
	# half of a line, and nobody comes back
	cat >"$box/bin/sort" <<-'EOF'
	#!/bin/sh
	head -c 7
	touch "$0.ran"
	kill -KILL "$PPID"
	EOF
	chmod +x "$box/bin/sort"
	PATH=$box/bin:$PATH run scripts/hint.sh 07
	[ "$status" -ne 0 ]
	[ -e "$box/bin/sort.ran" ]
	cmp work/.state "$box/state"
	scripts/hint.sh 07
	grep -qx '07-sample started 0 1 - - -' work/.state
	grep -qx '08-other solved 3 1' work/.state
}

@test "solved is said of the work that was judged, not of what it became" {
	tiny_exercise
	fake_check
	scripts/start.sh 07
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	run scripts/status.sh
	[[ "$output" == *"started; 1 check, 0 hints"*"0 of 1 solved"*"make check EX=07"* ]]
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	scripts/hint.sh 07
	run scripts/status.sh
	[[ "$output" == *"    solved; 2 checks, 1 hint, 2 lines changed"*"1 of 1 solved"* ]]
	sed -i 's/^three$/broken/' work/07-sample/mm/a.c
	run scripts/status.sh
	[[ "$output" == *"changed since solved"*"0 of 1 solved"* ]]
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	run scripts/status.sh
	[[ "$output" == *"changed since solved"* ]]
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/status.sh
	[[ "$output" == *"1 of 1 solved"* ]]
}

@test "after a pass the next one is named, and the end only when all are solved" {
	tiny_exercise
	cp -R exercises/07-sample exercises/08-other
	sed -i 's/^title=.*/title=Another/' exercises/08-other/meta
	fake_check
	for ex in 07 08; do
		scripts/start.sh $ex
		sed -i 's/^broken$/three/' work/$ex-*/mm/a.c
		run scripts/check.sh $ex
		[ "$status" -eq 0 ]
		if [ $ex = 07 ]; then
			[[ "$output" == *"make start EX=08"*"Another"* ]]
			[[ "$output" != *"All exercises"* ]]
		else
			[[ "$output" == *"All exercises are solved"* ]]
		fi
	done
	echo more >>work/07-sample/mm/a.c
	run scripts/check.sh 08
	[[ "$output" == *"make check EX=07"* ]]
	[[ "$output" != *"All exercises"* ]]
}

@test "each key of an exercise's meta is read by a script" {
	for key in $(cat "$kit"/exercises/*/meta | sed 's/=.*//' | sort -u); do
		grep -qE "(ex_meta|meta_get [^ ]+) $key\b" scripts/*.sh scripts/lib/*.sh
	done
}

# A kernel of one object, of real C, with two schedule points.
compiled_points () {
	tiny_exercise
	fake_check
	cat >>scripts/lib/exercise.sh <<-'EOF'
	# what the kit gives has not changed
	ex_update () {
		:
	}
	kernel_build () {
		test "$1" != base || return 0
		kernel_dir=$kernels/$1 kernel_key=1 kernel_flavour=lab
		variant=$scratch/variant variant_overlay=$scratch/overlay
		mkdir -p "$variant/src" "$build/lab/mm"
		: >"$build/lab/linux"
		cc -O1 -c -o "$build/lab/mm/a.o" "$variant_overlay/mm/a.c" && kernel_keep
	}
	EOF
	scripts/start.sh 07
	cat >work/07-sample/mm/a.c <<-'EOF'
	void __il_point(const char *prefix, const char *name, unsigned long a, unsigned long b);
	#define il_point2 __il_point
	static inline void il_point(const char *name, unsigned long a, unsigned long b)
	{
		__il_point(name, "", a, b);
	}
	void work(const char *design)
	{
		il_point2(design, ".there",
			  1, 0);
		il_point("a.gone", 0, 0);
	}
	EOF
	cp work/07-sample/mm/a.c work/07-sample/.base/mm/a.c
}

@test "a schedule point that is not compiled any more is asked back" {
	compiled_points
	for edit in '/a.gone/d' 's,il_point("a.*,/* & */,' 's,il_point("a.*,if (0) &,' \
		's,.*il_point("a.*,#if 0\n&\n#endif,' 's,^void work,#define il_point(n\, a\, b) (void)0\n&,'; do
		sed "$edit" work/07-sample/.base/mm/a.c >work/07-sample/mm/a.c
		cp work/07-sample/mm/a.c "$box/mine"
		run scripts/check.sh 07
		[ "$status" -eq 1 ]
		[[ "$output" == *'work/07-sample/mm/a.c has no schedule point "a.gone" any more'* ]]
		[[ "$output" != *'.there'* ]]
		cmp work/07-sample/mm/a.c "$box/mine"
	done
	sed '/a.gone/d;$a void more(void)\n{\n\til_point("a.gone", 1, 1);\n}' \
		work/07-sample/.base/mm/a.c >work/07-sample/mm/a.c
	run scripts/check.sh 07
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a check whose point is never met has shown nothing" {
	cat >scripts/verb.sh <<-'EOT'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/exercise.sh"
	scratch
	mkdir -p "$scratch/run"
	printf '# note B ended before it came to zap.pte\n' >"$scratch/run/result"
	check_unmet "$scratch/run"
	printf '# note B sleeps before it came to zap.pte\n' >"$scratch/run/result"
	check_unmet "$scratch/run"
	printf '# T 3 A n inval.zapped 0 0\n# note A ended before it came to inval.zapped\n' >"$scratch/run/result"
	check_unmet "$scratch/run"
	EOT
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	[[ "$output" == *"A never stopped at the point inval.zapped"*"preemption or interrupts off"* ]]
	[[ "$output" == *"B never reached the point zap.pte"* ]]
	[ "$(grep -c zap.pte <<<"$output")" -eq 1 ]
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

@test "a check without a verdict is made once more before anything is blamed" {
	solved_then
	# the real one, on a boot that fails as often as it is told
	sed -i '/^check_run () {/,/^}/{s/^check_run/fake_run/}' scripts/lib/exercise.sh
	cat "$kit/scripts/lib/exercise.sh" | sed -n '/^check_run () {/,/^}/p' >>scripts/lib/exercise.sh
	cat >>scripts/lib/exercise.sh <<-'EOF'
	run_words () {
		mkdir -p "$2"
		: >"$2/result"
		verdict=$PASS verdict_why=
		! fault || { verdict=$ERROR verdict_why="UML ended with status 137"; }
		echo "$1" >>"$top/booted"
	}
	EOF
	echo 1 >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[ "$(cut -d ' ' -f 2,3 work/.state)" = "solved 2" ]
	# twice, and without the change as well: an error, which says nothing of the work
	seq 3 >"$box/faults"
	cp work/.state "$box/state"
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"This is the environment"* ]]
	cmp work/.state "$box/state"
	run scripts/solution.sh 07
	[[ "$output" != *SPOIL* ]]
	# twice, and not without the change: it is the change
	seq 2 >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"without it, it ends normally"* ]]
	[ "$(tail -n 1 booted)" = "$PWD/build/kernel/base/linux" ]
}

@test "a search without a verdict is made once more before anything is blamed" {
	solved_then
	echo 'deep | register-zap design=v10 | 1' >exercises/07-sample/search
	cat >scripts/explore.sh <<-EOF
	#!/bin/sh
	echo "\$*" >>"$box/explored"
	if test -s "$box/faults"
	then
		status=\$(sed -n 1p "$box/faults")
		sed -i 1d "$box/faults"
		echo "UML ended with status 137"
		exit "\$status"
	fi
	echo "no law broke"
	EOF
	for status in 2 137 143; do
		echo $status >"$box/faults"
		run scripts/check.sh 07
		[ "$status" -eq 0 ]
	done
	[ "$(wc -l <"$box/explored")" -eq 6 ]
	cp work/.state "$box/state"
	printf '2\n2\n2\n' >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	cmp work/.state "$box/state"
	printf '2\n2\n' >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"without it, it ends normally"* ]]
}

@test "what ran without a verdict is not kept as what happens with the given files" {
	tiny_exercise
	fake_check
	echo 'begins | it | begins 1 | how many begins?' >exercises/07-sample/predict
	cat >>scripts/lib/exercise.sh <<-'EOF'
	check_run () {
		mkdir -p "$3"
		echo '# count device=1 begins=3' >"$3/result"
		check_laws= check_why= verdict=$ERROR
	}
	EOF
	scripts/start.sh 07
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[ ! -e build/results/07-sample-given/it ]
}

@test "verbs that run at once lose nothing of the state" {
	tiny_exercise
	for id in 01 02 03 04; do
		cp -R exercises/07-sample exercises/$id-sample
		seq 9 | while read -r n; do echo "hint $n" >exercises/$id-sample/hint$n; done
	done
	scripts/start.sh 07
	for round in 1 2 3; do
		hints=
		for id in 01 02 03 04; do
			scripts/hint.sh $id >/dev/null &
			hints="$hints $!"
			scripts/hint.sh $id >/dev/null &
			hints="$hints $!"
		done
		for pid in $hints; do wait $pid; done
	done
	[ "$(cut -d ' ' -f 4 work/.state | tr '\n' ' ')" = "6 6 6 6 0 " ]
	[ "$(cut -d ' ' -f 1 work/.state | wc -l)" -eq 5 ]
}

@test "two that start, save or restore at once leave each work whole" {
	tiny_exercise
	for verb in 'start 07' 'save 07' 'restore 07 1' 'reset YES=1 07'; do
		# shellcheck disable=SC2086
		set -- $verb
		scripts/$1.sh $2 ${3:-} </dev/null &
		scripts/$1.sh $2 ${3:-} </dev/null
		wait $!
		cmp work/07-sample/mm/a.c work/07-sample/.base/mm/a.c
		[ ! -d work/07-sample/.new-07-sample ]
	done
	cmp work/.saved/07-sample/2/mm/a.c work/07-sample/mm/a.c
	[ "$(ls -A work | tr '\n' ' ')" = ".backup .lock .saved .state 07-sample " ]
	[ "$(ls -A work/.backup | wc -l)" -eq 4 ]
}

@test "start makes the tree to read anew where it is gone, or is of another work" {
	tiny_exercise
	scripts/start.sh 07
	rm -rf build/read
	run scripts/start.sh 07
	[[ "$output" == *"exists already"* ]]
	cmp build/read/07-sample/mm/a.c work/07-sample/mm/a.c
	WORK=$box/other scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	scripts/start.sh 07
	cmp build/read/07-sample/mm/a.c work/07-sample/mm/a.c
}

@test "who has solved it sees the solution, whatever the work is by now" {
	solved_then
	echo "mended so" >exercises/07-sample/fix.patch
	echo "/* a remark */" >>work/07-sample/mm/a.c
	run scripts/solution.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"mended so"* ]]
}

@test "messages name the work where it is" {
	tiny_exercise
	fake_check
	export WORK=$box/elsewhere BUILD=$box/built
	mkdir -p "$BUILD"
	run scripts/start.sh 07
	[[ "$output" == *"edit    $WORK/07-sample/mm/a.c"*"read    $BUILD/read/07-sample"* ]]
	sed -i 's/^broken$/three/' "$WORK/07-sample/mm/a.c"
	for verb in 'start 07' next 'save 07' 'restore 07 1' 'check 07' 'reset YES=1 07' 'solution 07'; do
		# shellcheck disable=SC2086
		run scripts/${verb%% *}.sh ${verb#"${verb%% *}"}
		refute grep -qE '(^|[^/a-z])(work|build)/' <<<"$output"
	done
}

@test "lines in and out are counted right, empty ones and those that begin with a sign, too" {
	tiny_exercise
	fake_check
	scripts/start.sh 07
	printf '\n\n++n;\n--n;\n' >>work/07-sample/mm/a.c
	sed -i '1d' work/07-sample/mm/a.c
	run scripts/check.sh 07
	[[ "$output" == *"your change: 4 lines in, 1 lines out"* ]]
	run scripts/status.sh
	[[ "$output" == *"5 lines changed"* ]]
}

@test "where nothing is broken, what needs a bug says so" {
	tiny_exercise
	rm exercises/07-sample/bug.patch
	for verb in 'solution EX=07 SPOIL=1' 'mutate EX=07'; do
		# shellcheck disable=SC2086
		run scripts/${verb%% *}.sh ${verb#* }
		echo "$output"
		[ "$status" -eq 2 ]
		[[ "$output" == *"nothing is broken in exercise 07-sample"* ]]
	done
}

@test "the work of 0.14 goes on" {
	tiny_exercise
	fake_check
	for id in 05 06; do cp -R exercises/07-sample exercises/$id-sample; done
	echo "of it" >exercises/07-sample/hint-it
	echo 'begins | it | begins 1 | how many begins?' >exercises/07-sample/predict
	for id in 05 06 07; do scripts/start.sh $id; done
	sed -i 's/^broken$/three/' work/05-sample/mm/a.c
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	# as 0.14 has left it: one solved, one new to hints, one with a hint by failure
	rm -rf build/read build/results work/.lock
	cat >work/.state <<-EOF
	05-sample solved 2 1 $(sha256sum <work/05-sample/mm/a.c | cut -d ' ' -f 1) -
	06-sample started 0 0 - -
	07-sample started 3 2 - it
	EOF
	echo it >work/07-sample/.hinted
	echo 'begins = 3' >>work/07-sample/predict
	mkdir -p work/.saved/07-sample
	cp -R work/07-sample work/.saved/07-sample/old
	run scripts/status.sh
	[[ "$output" == *"1 of 3 solved"* ]]
	run scripts/solution.sh 05
	[[ "$output" != *SPOIL* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"Hint 2 for"*"line three"* ]]
	scripts/start.sh 07
	cmp build/read/07-sample/mm/a.c work/07-sample/mm/a.c
	echo worse >>work/07-sample/mm/a.c
	scripts/restore.sh 07 old
	refute grep -qx worse work/07-sample/mm/a.c
	grep -qx 'begins = 3' work/07-sample/predict
	run scripts/hint.sh 07
	[[ "$output" == *"all 3 hints"* ]]
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	grep -qx '05-sample solved 2 1 [0-9a-f]* - -' <(scripts/hint.sh 06 >/dev/null; sed 's/ -$/ - -/;s/ - - -$/ - -/' work/.state)
	grep -qx '07-sample started 4 3 - it it' work/.state
}

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

@test "the search that takes the longest begins first, once that is known" {
	solved_then
	printf '%s | %s design=v10 | 1\n' one a two b three c >exercises/07-sample/search
	cat >scripts/explore.sh <<-EOF
	#!/bin/sh
	case "\$*" in
	*scenario=c*) sleep 2 ;;
	esac
	echo "\$*" | sed 's/.*scenario=\(.\).*/\1/' >>"$box/explored"
	EOF
	for _ in 1 2; do
		JOBS=1 run scripts/check.sh 07
		[ "$status" -eq 0 ]
	done
	[ "$(tr -d '\n' <"$box/explored")" = abccab ]
}
