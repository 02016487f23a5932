#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make check: its verdicts.

bats_require_minimum_version 1.5.0
load helper

@test "check of an exercise that is not started says how to start it" {
	tiny_exercise
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"make start EX=07"* ]]
}

@test "a check without a verdict is made once more before anything is blamed" {
	solved_then
	# the real one, on a boot that fails as often as it is told
	sed -i '/^check_run () {/,/^}/{s/^check_run/fake_run/}' scripts/lib/exercise.sh
	cat "$kit/scripts/lib/exercise.sh" | sed -n '/^check_run () {/,/^}/p' >>scripts/lib/exercise.sh
	cat >>scripts/lib/exercise.sh <<-'EOF'
	run_words () {
		mkdir -p "$2"
		: >"$2/result"
		verdict=$PASS verdict_why=
		! fault || { verdict=$ERROR verdict_why="UML ended with status 137"; }
		echo "$1" >>"$top/booted"
	}
	EOF
	echo 1 >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[ "$(cut -d ' ' -f 2,3 work/.state)" = "solved 2" ]
	# twice, and without the change as well: an error, which says nothing of the work
	seq 3 >"$box/faults"
	cp work/.state "$box/state"
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"This is the environment"* ]]
	cmp work/.state "$box/state"
	run scripts/solution.sh 07
	[[ "$output" != *SPOIL* ]]
	# twice, and not without the change: it is the change
	seq 2 >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"without it, it ends normally"* ]]
	[ "$(tail -n 1 booted)" = "$PWD/build/kernel/base/linux" ]
}

@test "a search without a verdict is made once more before anything is blamed" {
	solved_then
	echo 'deep | register-zap design=v10 | 1' >exercises/07-sample/search
	cat >>scripts/lib/explore.sh <<-EOF
	cell_explore () {
		echo "\$cell" >>"$box/explored"
		rm -rf -- "\$cell_dir"
		if test -s "$box/faults"
		then
			status=\$(sed -n 1p "$box/faults")
			sed -i 1d "$box/faults"
			warn "UML ended with status 137"
			exit "\$status"
		fi
		kit open \$cell_words
		printf '# explored 1 0 0 9 0 9 all\n# signature 1\n' | kit store "\$cell" 100
	}
	EOF
	for status in 2 137 143; do
		echo $status >"$box/faults"
		run scripts/check.sh 07
		[ "$status" -eq 0 ]
	done
	[ "$(wc -l <"$box/explored")" -eq 6 ]
	cp work/.state "$box/state"
	printf '2\n2\n2\n' >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	cmp work/.state "$box/state"
	printf '2\n2\n' >"$box/faults"
	run scripts/check.sh 07
	[ "$status" -eq 1 ]
	[[ "$output" == *"without it, it ends normally"* ]]
}

@test "where nothing is broken, what needs a bug says so" {
	tiny_exercise
	rm exercises/07-sample/bug.patch
	for verb in 'solution EX=07 SPOIL=1' 'mutate EX=07'; do
		# shellcheck disable=SC2086
		run scripts/${verb%% *}.sh ${verb#* }
		echo "$output"
		[ "$status" -eq 2 ]
		[[ "$output" == *"nothing is broken in exercise 07-sample"* ]]
	done
}

@test "the search that takes the longest begins first, once that is known" {
	solved_then
	printf '%s | %s design=v10 | 1\n' one a two b three c >exercises/07-sample/search
	cat >>scripts/lib/explore.sh <<-EOF
	cell_explore () {
		rm -rf -- "\$cell_dir"
		kit open \$cell_words
		ms=1
		test "\${cell%%.*}" != c || ms=2000
		printf '# explored 1 0 0 9 0 9 all\n# signature 1\n' | kit store "\$cell" \$ms
		echo "\${cell%%.*}" >>"$box/explored"
	}
	EOF
	for _ in 1 2; do
		JOBS=1 run scripts/check.sh 07
		[ "$status" -eq 0 ]
	done
	[ "$(tr -d '\n' <"$box/explored")" = abccab ]
}

@test "a changed function that no schedule came to was not judged" {
	solved_then
	printf 'int f(int x)\n{\n\tx++;\n\tif (x)\n\t\tx--;\n\treturn x;\n}\n' >work/07-sample/mm/a.c
	printf '10 22 f mm/a.c 3\n30 42 f mm/a.c 5\n' >blocks
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[[ "$output" == *"Nothing was judged of f() in a.c"* ]]
	cmp work/.state "$box/state"
	# one block of it has run, and what the other has is told
	echo 20 >build/kernel/07-sample/covered
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *"No schedule came to these lines of yours: a.c:5"* ]]
	echo 40 >>build/kernel/07-sample/covered
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" != *"No schedule"* ]]
}

@test "a file that is not the exercise's is named, and the copies of an editor are not" {
	solved_then
	mkdir -p work/07-sample/mm/sub
	touch work/07-sample/mm/sub/other.c work/07-sample/mm/a.c~ work/07-sample/mm/.a.c.swp
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[ "$(grep -c 'is no file of this exercise' <<<"$output")" -eq 1 ]
	[[ "$output" == *"work/07-sample/mm/sub/other.c is no file of this exercise"*"mm/a.c)"* ]]
}

@test "TAP and JUnit: what was judged, and nothing else on stdout" {
	solved_then
	printf 'it | true | L1\nmore | true | L1\n' >exercises/07-sample/checks
	[ "$(scripts/check.sh EX=07 FORMAT=tap 2>/dev/null)" = $'TAP version 13\n1..3\nok 1 - it\nok 2 - more\nok 3 - scenes' ]
	echo broken >>work/07-sample/mm/a.c
	sed -i 's/verdict=$FAIL check_laws=L1$/verdict=$FAIL check_laws=L1 check_why="<\&\\"#"/' scripts/lib/exercise.sh
	run --separate-stderr scripts/check.sh EX=07 FORMAT=junit
	[ "$status" -eq 1 ]
	[[ "$output" == *'tests="2" failures="2" errors="0"'*'<failure type="FAIL" message="FAIL: L1: &lt;&amp;&quot;#"/>'* ]]
	[[ "$stderr" == *'FAIL: 2 of 2'* ]]
	# what is not built has no result of its own
	rm work/07-sample/mm/a.c
	run --separate-stderr scripts/check.sh EX=07 FORMAT=tap
	[ "$status" -eq 2 ]
	[[ "$output" == *'not ok 1 - judged'*'Bail out!'* ]]
	run scripts/check.sh EX=07 FORMAT=xml
	[ "$status" -eq 2 ]
	[[ "$output" == *'FORMAT=tap'* ]]
}
