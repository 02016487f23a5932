#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The learner's loop beside check: predictions, answers, hints by failure, copies.

load helper

# The sample exercise with questions, and a kernel that needs no build.
asking () {
	tiny_exercise
	fake_check
	cat >>scripts/lib/exercise.sh <<-'EOT'
	tree_prepare () { :; }
	ex_access () { :; }
	EOT
	sed -i 's/^: >"$3\/result"/\t\tprintf "# count device=1 begins=3\\nnot ok 1 x\\n" >"$3\/result"/' scripts/lib/exercise.sh
	printf 'begins | it | begins 1 | how many begins?\n' >exercises/07-sample/predict
	printf 'who | Who did it?\n' >exercises/07-sample/answers
	echo 'withhold=mm/b.c' >>exercises/07-sample/meta
}

# The same, started; the work has a line of the learner's, and a copy of it is kept.
asking_mine () {
	asking
	scripts/start.sh 07
	sed -i 's/^seven$/mine/' work/07-sample/mm/a.c
	scripts/save.sh 07 good
	cp work/07-sample/mm/a.c keep
}

@test "a prediction is printed beside what happened, and is not scored" {
	asking
	scripts/start.sh 07
	grep -qx 'begins =' work/07-sample/predict
	run scripts/check.sh 07
	[[ "$output" == *"1 not predicted yet: work/07-sample/predict"* ]]
	sed -i 's/^begins =/begins = 2/' work/07-sample/predict
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"--> begins"*"you said 2"*"it was 3"* ]]
	sed -i 's/^begins =.*/begins = 3/;$a# a remark' work/07-sample/predict
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"    begins"*"you said 3"*"it was 3"* ]]
}

@test "an answer is compared with what gdb has seen, whatever its case and quotes" {
	asking
	scripts/start.sh 07
	printf 'test "$1" != BATCH=1 || echo "answer who &t->Lock"\n' >scripts/debug.sh
	run scripts/answer.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"not answered: Who did it?"* ]]
	sed -i 's/^who =/who = "mm->lock"/' work/07-sample/answers
	run scripts/answer.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"no, not mm->lock"* ]]
	[[ "$output" != *"t->Lock"* ]]
	sed -i 's/^who =.*/who = T->lock/' work/07-sample/answers
	run scripts/answer.sh 07
	[ "$status" -eq 0 ]
}

@test "the tree to read withholds what gives the fix away, until it is solved" {
	asking
	scripts/start.sh 07
	grep -q Withheld build/read/07-sample/mm/b.c
	grep -qx other build/linux/mm/b.c
	grep -qx broken build/read/07-sample/mm/a.c
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	scripts/check.sh 07
	grep -qx other build/read/07-sample/mm/b.c
	grep -qx three build/read/07-sample/mm/a.c
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

@test "watch checks at the start and at each save" {
	asking
	scripts/start.sh 07
	(
		sleep 4
		sed -i 's/^broken$/three/' work/07-sample/mm/a.c
		sleep 4
	) &
	run timeout 10 scripts/watch.sh 07 </dev/null
	[[ "$output" == *"FAIL"*"Waiting for a save"*"is solved"*"Waiting for a save"* ]]
}

@test "an exercise in which nothing is broken is solved by seeing" {
	asking
	rm exercises/07-sample/bug.patch
	sed -i 's/^files=.*/files=/' exercises/07-sample/meta
	sed -i 's/^! grep -qx broken.*//' scripts/lib/exercise.sh
	printf 'echo "answer who me"\n' >scripts/debug.sh
	scripts/start.sh 07
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"Not yet"* ]]
	sed -i 's/^begins =/begins = 9/' work/07-sample/predict
	sed -i 's/^who =/who = me/' work/07-sample/answers
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"is solved"* ]]
}

@test "each fact that can be asked for is found in a run" {
	sample=scripts/tests/host/report/explore/register-punch.v10.kvm/1/result
	fact () {
		awk -v fact="$1" -f scripts/draw/trace.awk -f scripts/draw/fact.awk "$sample"
	}
	[ "$(fact verdict)" = fail ]
	[[ "$(fact law)" == L* ]]
	[ "$(fact where)" -gt 0 ]
	[ "$(fact 'passed zap.pte')" -gt 0 ]
	[ "$(fact 'by zap.pte')" = B ]
	[ -n "$(fact last)" ]
	[ -z "$(fact 'begins 9')" ]
	[ -z "$(fact nonsense)" ]
}

@test "only what has changed is compiled, and the rest is left to kbuild" {
	cat >scripts/verb.sh <<-'EOT'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/kernel.sh"
	scratch
	relink_out=$scratch/out
	mkdir -p "$relink_out"
	printf 'x  access\n1\na  ./mm/a.c\nb  ./mm/b.h\n' >"$relink_out/.kit-made"
	try () {
		printf "$1" >"$scratch/made"
		if relink_changed
		then
			tr '\n' ' ' <"$scratch/changed"
			echo
		else
			echo kbuild
		fi
	}
	try 'x  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\na  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\nd  ./mm/a.c\ne  ./mm/b.h\n'
	try 'y  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n2\nd  ./mm/a.c\nb  ./mm/b.h\n'
	try 'x  access\n1\nd  ./mm/a.c\nb  ./mm/b.h\nc  ./mm/c.c\n'
	try 'x  access\n1\nb  ./mm/b.h\n'
	EOT
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	echo "$output"
	[ "${lines[0]}" = 'mm/a.c ' ]
	[ "$(printf '%s\n' "${lines[@]:1}" | sort -u)" = kbuild ]
}

@test "what does not compile for another reason than its text is left to kbuild" {
	cat >scripts/verb.sh <<-'EOT2'
	#!/bin/sh
	set -u
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/kernel.sh"
	scratch
	variant=$scratch/variant
	mkdir -p "$variant/src/mm" "$build/lab/mm" "$build/lab/scripts/basic" "$linux/mm"
	cd "$build/lab"
	printf '#!/bin/sh\necho "deps"\n' >scripts/basic/fixdep
	chmod +x scripts/basic/fixdep
	: >vmlinux
	echo "savedcmd_vmlinux := x/link-vmlinux.sh false" >.vmlinux.cmd
	: >.kit-link
	# put A B: what the tree has, in src and as kbuild would compile it
	put () {
		for put_name in a b
		do
			echo "int $put_name = $1;" >"$variant/src/mm/$put_name.c"
			cp "$variant/src/mm/$put_name.c" "$linux/mm/"
			echo "savedcmd_mm/$put_name.o := ${command:-cc} -c -o mm/$put_name.o ../linux/mm/$put_name.c" >"mm/.$put_name.o.cmd"
			shift
		done
	}
	try () {
		kernel_relink lab "" >/dev/null 2>&1
		say "$? $(test -f .kit-made && echo made)"
	}
	relink_out=$build/lab
	put 1 1
	made_now "" >.kit-made
	put 'is wrong' 1
	try
	put 2 'is wrong'
	try
	put 1 1
	made_now "" >.kit-made
	command='cc -include /not/there.h'
	put 2 1
	try
	EOT2
	chmod +x scripts/verb.sh
	run scripts/verb.sh
	echo "$output"
	# the object of one file is not there; of two, one may be of what the next try has not
	[ "${lines[*]}" = "2 made 2  1 " ]
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
