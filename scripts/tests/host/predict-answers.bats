#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# Predictions and answers, and the facts that they are compared with.

load helper

@test "what ran without a verdict is not kept as what happens with the given files" {
	tiny_exercise
	fake_check
	echo 'begins | it | begins 1 | how many begins?' >exercises/07-sample/predict
	cat >>scripts/lib/exercise.sh <<-'EOF'
	check_run () {
		mkdir -p "$3"
		echo '# count device=1 begins=3' >"$3/result"
		check_laws= check_why= verdict=$ERROR
	}
	EOF
	scripts/start.sh 07
	run scripts/check.sh 07
	[ "$status" -eq 2 ]
	[ ! -e build/results/07-sample-given/it ]
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

@test "who has missed a prediction is told where to look, and who was right is not" {
	asking
	printf 'begins | it | begins 1 | how many begins? | here\nagain | it | begins 1 | and again? | there\n' >exercises/07-sample/predict
	scripts/start.sh 07
	refute grep -q 'here\|there' work/07-sample/predict
	sed -i 's/^begins =/begins = 2/;s/^again =/again = 3/' work/07-sample/predict
	run scripts/check.sh 07
	[[ "$output" == *'look: here'* && "$output" != *'look: there'* ]]
}

@test "the guarantee is judged, the sentence is kept, and old work has neither" {
	asking
	printf 'a | all hear | the list\nb | none sleeps | right\n' >exercises/07-sample/why
	scripts/start.sh 07
	sed -i 's/^broken$/three/' work/07-sample/mm/a.c
	run scripts/check.sh 07
	[[ "$output" == *'In words, '*'work/07-sample/why'* ]]
	sed -i 's/^why =/why = since "A" | $(x) slept/;s/^guarantee =/guarantee = A/' work/07-sample/why
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" == *'In your words: since "A" | $(x) slept'*'no, not a. Look: the list'* ]]
	sed -i 's/^guarantee =.*/guarantee = b/' work/07-sample/why
	run scripts/check.sh 07
	[[ "$output" == *'The guarantee: b, yes'* ]]
	rm work/07-sample/why
	run scripts/check.sh 07
	[ "$status" -eq 0 ]
	[[ "$output" != *guarantee* ]]
}
