#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make reset.

load helper

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
