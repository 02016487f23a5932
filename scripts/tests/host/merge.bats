#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What becomes of the work when the kit has changed.

load helper

# what check does before it builds
update () {
	verb update lib/exercise <<-'EOF'
	ex_find 07
	scratch
	ex_update
	ex_diff
	EOF
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

@test "a copy of before the kit changed is merged when it comes back" {
	asking
	scripts/start.sh 07
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	scripts/save.sh 07 old
	tiny_patch $room/0001.patch one ONE
	echo "$kernel/0001.patch" >"$room/series"
	sed -i 's/^ one$/ ONE/' exercises/07-sample/bug.patch
	scripts/reset.sh YES=1 07
	scripts/restore.sh 07 old
	run scripts/check.sh 07
	grep -qx ONE work/07-sample/mm/a.c
	grep -qx mine work/07-sample/mm/a.c
}
