#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make new-exercise, and what an exercise has.

load helper

@test "each key of an exercise's meta is read by a script" {
	for key in $(cat "$kit"/exercises/*/meta | sed 's/=.*//' | sort -u); do
		grep -qE "(ex_meta|meta_get [^ ]+) $key\b" scripts/*.sh scripts/lib/*.sh
	done
}

@test "a new exercise needs a name, a number that is free, and a mutant that there is" {
	cp -R "$kit/scripts/tests/bugs" scripts/tests/ 2>/dev/null || true
	for vars in 'NAME= FROM=05' 'NAME=14 FROM=05' 'NAME=../x FROM=05' 'NAME=07-other FROM=05' 'NAME=14-a FROM=' 'NAME=14-a FROM=99'; do
		tiny_exercise
		# shellcheck disable=SC2086
		run scripts/new-exercise.sh $vars
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
	done
	[ "$(ls exercises)" = 07-sample ]
}
