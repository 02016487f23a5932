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
	YES=1 run scripts/reset.sh 07
	[ "$status" -eq 0 ]
	refute grep -qx mine work/07-sample/mm/a.c
	grep -qx mine work/.backup/07-sample-1/mm/a.c
	YES=1 run scripts/reset.sh 07
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
	SPOIL=1 run scripts/solution.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"mended so"* ]]
}

@test "the solution is applied after a backup" {
	tiny_exercise
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	tiny_patch exercises/07-sample/fix.patch broken mended work/07-sample/.base/mm/a.c
	SPOIL=1 APPLY=1 run scripts/solution.sh 07
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
	tiny_patch patches/6.12/0001.patch one ONE
	echo 0001.patch >patches/6.12/series
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
	tiny_patch patches/6.12/0001.patch one ONE
	echo 0001.patch >patches/6.12/series
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
	grep -qx '07-sample started 0 1 - -' work/.state
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

@test "a schedule point that was taken out is asked back" {
	tiny_exercise
	fake_check
	scripts/start.sh 07
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	printf '\til_point2(head->design->name, ".there",\n\t\t  sub->id, 0);\n\til_point("a.gone", 0, 0);\n' \
		>>work/07-sample/.base/mm/a.c
	printf '\til_point("a.more", 0, 0);\n\til_point2(head->design->name, ".there", 1, 0);\n' \
		>>work/07-sample/mm/a.c
	cp work/07-sample/mm/a.c "$box/mine"
	# what the kit gives has not changed
	sed -i 's/^ex_update () {/ex_update () { return 0/' scripts/lib/exercise.sh
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *'mm/a.c has no schedule point "a.gone" any more'* ]]
	[[ "$output" != *'.there'* ]]
	cmp work/07-sample/mm/a.c "$box/mine"
	echo '	il_point("a.gone", 1, 1);' >>work/07-sample/mm/a.c
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
}

@test "a check whose point is never met has shown nothing" {
	cat >scripts/verb.sh <<-'EOT'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	scratch
	mkdir -p "$scratch/run"
	printf '# note B ended before it came to zap.pte\r\n' >"$scratch/run/result"
	check_unmet "$scratch/run"
	printf '# note B sleeps before it came to zap.pte\n' >"$scratch/run/result"
	check_unmet "$scratch/run"
	EOT
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	[[ "$output" == *"B ended without passing the point zap.pte"* ]]
	[ "$(grep -c zap.pte <<<"$output")" -eq 1 ]
}
