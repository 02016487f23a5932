#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make save and make restore.

load helper

@test "a copy comes back, and what was there is kept" {
	asking
	scripts/start.sh 07
	echo mine >>work/07-sample/mm/a.c
	run scripts/save.sh 07 good
	[ "$status" -eq 0 ]
	run scripts/save.sh 07 good
	[ "$status" -eq 2 ]
	echo worse >>work/07-sample/mm/a.c
	run scripts/restore.sh 07
	[[ "$output" == *"    good"* ]]
	run scripts/restore.sh 07 good
	[ "$status" -eq 0 ]
	grep -qx mine work/07-sample/mm/a.c
	refute grep -qx worse work/07-sample/mm/a.c
	grep -qx worse work/.backup/07-sample-1/mm/a.c
	for name in ../x a/b '' '-x' 'a b'; do
		run scripts/restore.sh 07 "$name"
		[ -z "$name" ] || [ "$status" -eq 2 ]
	done
	run scripts/restore.sh 07 none
	[ "$status" -eq 2 ]
	[[ "$output" == *"make restore EX=07 lists them"* ]]
}
