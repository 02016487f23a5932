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
	[[ "$output" == *"your change: 4 lines in, 1 line out"* ]]
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

@test "without EX a verb takes the exercise one is at, and says so; start takes the next" {
	tiny_exercise
	cp -R exercises/07-sample exercises/08-other
	echo after=07 >>exercises/08-other/meta
	fake_check
	run scripts/hint.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"which exercise?"* ]]
	run scripts/start.sh
	[[ "$output" == *"07-sample: A sample"* ]]
	run scripts/start.sh
	[[ "$output" == *"It builds on 07, which is not solved yet"* ]]
	[ -d work/08-other ]
	touch -d 2020-01-01 work/08-other
	for verb in check hint answer save restore reset; do
		run scripts/$verb.sh
		echo "$output"
		[ "${lines[0]}" = "EX=07, since none was named" ]
	done
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/check.sh
	[ "$status" -eq 0 ]
	[[ "$output" == *"1 check; "*"PASS: 1 of 1, "[0-9]*" s. Exercise 07"* ]]
	run scripts/hint.sh
	[ "${lines[0]}" = "EX=08, since none was named" ]
}

@test "of the searches under way the largest says how many schedules are done" {
	mkdir -p build/explore/{a,b}.kernel-07-sample/run build/explore/c.kernel-08-other/run
	printf '# progress 10 0 3 0.5\n# progress 1000 0 3 0.25\n' >build/explore/a.kernel-07-sample/run/result
	printf '# progress 100 0 3 0.5\n' >build/explore/b.kernel-07-sample/run/result
	printf '# progress 100 0 3 0.001\n' >build/explore/c.kernel-08-other/run/result
	verb way lib/exercise lib/search <<-'EOF'
	search_under_way 07-sample
	EOF
	run scripts/way.sh
	echo "$output"
	[ "$output" = "; under way: 1000 of about 4000 schedules" ]
}
