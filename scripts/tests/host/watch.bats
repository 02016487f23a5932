#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make watch.

load helper

@test "watch checks at the start and at each save" {
	asking
	scripts/start.sh 07
	(
		sleep 6
		sed -i 's/^broken$/three/' work/07-sample/mm/a.c
		sleep 6
	) &
	run timeout 20 scripts/watch.sh 07 </dev/null
	[[ "$output" == *"FAIL"*"Waiting for a save"*"is solved"*"Waiting for a save"* ]]
}
