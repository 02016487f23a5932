#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# work/.state and the work: nothing that happens to a verb loses any of it.

load helper

# The same, started; the work has a line of the learner's, and a copy of it is kept.
asking_mine () {
	asking
	scripts/start.sh 07
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	scripts/save.sh 07 good
	cp work/07-sample/mm/a.c keep
}

@test "a verb that is killed while it writes the state leaves the old one whole" {
	tiny_exercise
	scripts/start.sh 07
	echo '08-other solved 3 1' >>work/.state
	cp work/.state "$box/state"
	mkdir "$box/bin"
	# half of a line, and nobody comes back
	cat >"$box/bin/sort" <<-'EOF'
	#!/bin/sh
	head -c 7
	touch "$0.ran"
	kill -KILL "$PPID"
	EOF
	chmod +x "$box/bin/sort"
	PATH=$box/bin:$PATH run scripts/hint.sh 07
	[ "$status" -ne 0 ]
	[ -e "$box/bin/sort.ran" ]
	cmp work/.state "$box/state"
	scripts/hint.sh 07
	grep -qx '07-sample started 0 1 - - -' work/.state
	grep -qx '08-other solved 3 1' work/.state
}

@test "solved is said of the work that was judged, not of what it became" {
	tiny_exercise
	fake_check
	scripts/start.sh 07
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	run scripts/status.sh
	[[ "$output" == *"started; 1 check, 0 hints"*"0 of 1 solved"*"make check EX=07"* ]]
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	scripts/hint.sh 07
	run scripts/status.sh
	[[ "$output" == *"    solved; 2 checks, 1 hint, 2 lines changed"*"1 of 1 solved"* ]]
	sed -i 's/^three$/broken/' work/07-sample/mm/a.c
	run scripts/status.sh
	[[ "$output" == *"changed since solved"*"0 of 1 solved"* ]]
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	run scripts/status.sh
	[[ "$output" == *"changed since solved"* ]]
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/status.sh
	[[ "$output" == *"1 of 1 solved"* ]]
}

@test "verbs that run at once lose nothing of the state" {
	tiny_exercise
	for id in 01 02 03 04; do
		cp -R exercises/07-sample exercises/$id-sample
		seq 9 | while read -r n; do echo "hint $n" >exercises/$id-sample/hint$n; done
	done
	scripts/start.sh 07
	for round in 1 2 3; do
		hints=
		for id in 01 02 03 04; do
			scripts/hint.sh $id >/dev/null &
			hints="$hints $!"
			scripts/hint.sh $id >/dev/null &
			hints="$hints $!"
		done
		for pid in $hints; do wait $pid; done
	done
	[ "$(cut -d ' ' -f 4 work/.state | tr '\n' ' ')" = "6 6 6 6 0 " ]
	[ "$(cut -d ' ' -f 1 work/.state | wc -l)" -eq 5 ]
}

@test "two that start, save or restore at once leave each work whole" {
	tiny_exercise
	for verb in 'start 07' 'save 07' 'restore 07 1' 'reset YES=1 07'; do
		# shellcheck disable=SC2086
		set -- $verb
		scripts/$1.sh $2 ${3:-} </dev/null &
		scripts/$1.sh $2 ${3:-} </dev/null
		wait $!
		cmp work/07-sample/mm/a.c work/07-sample/.base/mm/a.c
		[ ! -d work/07-sample/.new-07-sample ]
	done
	cmp work/.saved/07-sample/2/mm/a.c work/07-sample/mm/a.c
	[ "$(ls -A work | tr '\n' ' ')" = ".backup .lock .saved .state 07-sample " ]
	[ "$(ls -A work/.backup | wc -l)" -eq 4 ]
}

@test "the work of 0.14 goes on" {
	tiny_exercise
	fake_check
	for id in 05 06; do cp -R exercises/07-sample exercises/$id-sample; done
	echo "of it" >exercises/07-sample/hint-it
	echo 'begins | it | begins 1 | how many begins?' >exercises/07-sample/predict
	for id in 05 06 07; do scripts/start.sh $id; done
	sed -i 's/^broken$/three/' work/05-sample/mm/a.c
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	# as 0.14 has left it: one solved, one new to hints, one with a hint by failure
	rm -rf build/read build/results work/.lock
	cat >work/.state <<-EOF
	05-sample solved 2 1 $(sha256sum <work/05-sample/mm/a.c | cut -d ' ' -f 1) -
	06-sample started 0 0 - -
	07-sample started 3 2 - it
	EOF
	echo it >work/07-sample/.hinted
	echo 'begins = 3' >>work/07-sample/predict
	mkdir -p work/.saved/07-sample
	cp -R work/07-sample work/.saved/07-sample/old
	run scripts/status.sh
	[[ "$output" == *"1 of 3 solved"* ]]
	run scripts/solution.sh 05
	[[ "$output" != *SPOIL* ]]
	run scripts/hint.sh 07
	[[ "$output" == *"Hint 2 for"*"line three"* ]]
	scripts/start.sh 07
	cmp build/read/07-sample/mm/a.c work/07-sample/mm/a.c
	echo worse >>work/07-sample/mm/a.c
	scripts/restore.sh 07 old
	refute grep -qx worse work/07-sample/mm/a.c
	grep -qx 'begins = 3' work/07-sample/predict
	run scripts/hint.sh 07
	[[ "$output" == *"all 3 hints"* ]]
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	grep -qx '05-sample solved 2 1 [0-9a-f]* - -' <(scripts/hint.sh 06 >/dev/null; sed 's/ -$/ - -/;s/ - - -$/ - -/' work/.state)
	grep -qx '07-sample started 4 3 - it it' work/.state
}

@test "killed at any moment, no verb loses anything of the work" {
	asking_mine
	for verb in next status hint answer check 'save 07' restore; do
		for moment in 0.01 0.03 0.06 0.1 0.2; do
			set -- $verb
			case $1 in
			next | status) run timeout -s KILL $moment scripts/$1.sh ;;
			restore) run timeout -s KILL $moment scripts/restore.sh 07 good ;;
			save) run timeout -s KILL $moment scripts/save.sh 07 at$moment ;;
			*) run timeout -s KILL $moment scripts/$1.sh 07 ;;
			esac
			cmp keep work/07-sample/mm/a.c ||
			cmp keep work/.backup/*/mm/a.c
		done
	done
	scripts/restore.sh 07 good
	cmp keep work/07-sample/mm/a.c
	run scripts/check.sh 07
	[ "$status" -le 1 ]
}

@test "where nothing can be written, a verb says so, and the work is as it was" {
	asking_mine
	for verb in 'save.sh 07 more' 'restore.sh 07 good' 'check.sh 07' 'hint.sh 07'; do
		run sh -c "trap '' XFSZ; ulimit -f 0; scripts/$verb"
		cmp keep work/07-sample/mm/a.c
	done
	run scripts/check.sh 07
	[ "$status" -le 1 ]
}

@test "two shells check and save at once, and both come to an end" {
	asking
	scripts/start.sh 07
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	scripts/check.sh 07 >one 2>&1 &
	first=$!
	scripts/check.sh 07 >two 2>&1 || { cat two; false; }
	second=$?
	wait $first
	[ "$?$second" = 00 ]
	grep -q "is solved" one
	grep -q "is solved" two
}
