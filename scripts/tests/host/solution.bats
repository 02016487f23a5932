#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make solution.

load helper

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

@test "who has solved it sees the solution, whatever the work is by now" {
	solved_then
	echo "mended so" >exercises/07-sample/fix.patch
	echo "/* a remark */" >>work/07-sample/mm/a.c
	run scripts/solution.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"mended so"* ]]
}
