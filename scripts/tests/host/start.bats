#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make start, and the tree to read.

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

@test "the tree to read withholds what gives the fix away, until it is solved" {
	asking
	scripts/start.sh 07
	grep -q Withheld build/read/07-sample/mm/b.c
	grep -qx other build/linux/mm/b.c
	grep -qx broken build/read/07-sample/mm/a.c
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	scripts/check.sh 07
	grep -qx other build/read/07-sample/mm/b.c
	grep -qx three build/read/07-sample/mm/a.c
}
