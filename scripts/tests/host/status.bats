#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make status, make next, and what the verbs say of the work.

load helper

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

@test "next says where one is, and what to do" {
	asking
	run scripts/next.sh
	[[ "$output" == *"new"*"make start EX=07"* ]]
	scripts/start.sh 07
	run scripts/next.sh
	[[ "$output" == *"predict in work/07-sample/predict"* ]]
	run scripts/check.sh 07
	run scripts/next.sh
	[[ "$output" == *"it failed first the last time"*"edit"*"work/07-sample/mm/a.c"* ]]
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	scripts/check.sh 07
	run scripts/next.sh
	[[ "$output" == *"All exercises are solved"* ]]
}
