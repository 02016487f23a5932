#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make hint.

load helper

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

@test "a hint for what has failed goes before those for everybody, once" {
	asking
	echo "of it" >exercises/07-sample/hint-it
	scripts/start.sh 07
	run scripts/check.sh 07
	run scripts/hint.sh 07
	[[ "$output" == *"of it"* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"look closely"* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"line three"* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"all 3 hints"*"line three"* ]]
}

@test "a hint is given once, whatever becomes of the work" {
	asking
	echo "of it" >exercises/07-sample/hint-it
	scripts/start.sh 07
	run scripts/check.sh 07
	scripts/save.sh 07 before
	run scripts/hint.sh 07
	[[ "$output" == *"of it"* ]]
	scripts/reset.sh YES=1 07
	run scripts/hint.sh 07
	[[ "$output" == *"look closely"* ]]
	scripts/restore.sh 07 before
	run scripts/hint.sh 07
	[[ "$output" == *"line three"* ]]
}
