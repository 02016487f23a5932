#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: check.sh EXERCISE	(or EX=EXERCISE, DEEP=1, FORMAT=tap|junit)
#
# Build the kernel with your work in it and judge it: first by the checks of the
# exercise, a chosen schedule each, and if these pass by its searches, every
# schedule of several scenarios up to a number of preemptions.  If these pass, too, by scenes
# that were not chosen for the exercise, until 10,000 schedules are tried; DEEP=1 tries all.
# What breaks there counts unless it breaks in the kit's own kernel.  A changed function that
# no schedule has come to was not judged, and then nothing is solved (status 2).  Print which law is
# broken, what was expected, what was seen, and in which order things happened.  The first
# failure is shown in full; VERBOSE=1 shows all checks, with every step.
#
# With FORMAT= all that goes to stderr, and what was judged comes to stdout as TAP or as JUnit's XML.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/search.sh"
. "$scripts/lib/scenes.sh"

case ${FORMAT:-text} in
text)
	ex_verb "$@"
	;;
tap | junit)
	ex_verb "$@" >&2
	rm -f -- "$results/$ex.outcome"
	"$scripts/check.sh" "EX=$nr" ${DEEP:+DEEP=1} >&2
	check_status=$?
	cat -- "$results/$ex.outcome" 2>/dev/null |
	awk -v "format=$FORMAT" -v "name=$ex" -v "status=$check_status" -f "$scripts/draw/outcome.awk"
	exit "$check_status"
	;;
*)
	die "there is no format '$FORMAT' (cure: FORMAT=tap or FORMAT=junit)"
	;;
esac
ex_started
rm -f -- "$results/$ex.outcome"
ex_lock
scratch
began=$(clock)
ex_update
ex_diff
ex_read_whole || ex_read

say "$bold$ex: $(ex_title "$ex")$plain"
last_took=$(cat -- "$results/$ex.took" 2>/dev/null)
plan=$(count "$(checks_list | grep -c .)" check)
test -z "$(searches_list)" || plan="$plan and $(count "$(searches_list | grep -c .)" search)"
say "building your kernel, then $plan; the first failure is shown in full${last_took:+; the last time it took $last_took s}"
if test -z "$ex_bug"
then
	:
elif test -s "$ex_work/my.patch"
then
	say "your change: $(count "$(patch_lines + "$ex_work/my.patch")" line) in, $(count "$(patch_lines - "$ex_work/my.patch")" line) out ($ex_at/my.patch)"
else
	say "your change: none yet"
fi
ex_others | while IFS= read -r file
do
	say "$ex_at/$file is no file of this exercise: nothing of it is built (files to edit: $(ex_meta files))"
done

# refuse FILE BEFORE AFTER REASON: where it has lines "FILE WORD", the work is not built.
refuse () {
	test -s "$1" || return 0
	say ""
	while read -r file word
	do
		say "  $ex_at/$file $2$word$3"
	done <"$1"
	say ""
	say "FAIL: $4"
	exit "$FAIL"
}

ex_instrument >"$scratch/instrument"
refuse "$scratch/instrument" "names " . \
	"these names belong to the judge, and a real kernel has none of them.  Remove them, then check again."

hash=$(ex_hash "$ex")
ex_kernel "$ex" || {
	say ""
	say "Your change does not compile; the messages are above."
	exit "$FAIL"
}
ex_points >"$scratch/points"
refuse "$scratch/points" 'has no schedule point "' '" any more.' "the points are part of the instrument: they only mark a place where a task can be stopped.
Put them back, with what their lines did ($ex_at/.base has the files as you got them), then check again."
kernel_build base || die "the kernel does not build"
unlock
guest_build

given_dir
out=$results/$ex
test ! -s "$ex_work/my.patch" || covered_begin "$kernel" "$ex_work/my.patch" "$ex_work"
rm -rf -- "$out"
mkdir -p -- "$out" 2>/dev/null || unwritable "$build"
worst=$PASS
failed=0
failed_first=-
: >"$scratch/seen"
: >"$out/failures"

# judged NAME: one more line of the table, for $verdict, $check_laws and $check_why.
judged () {
	printf '%s\t%s\t%s\t%s\n' "$1" "$verdict" "$check_laws" "$check_why" >>"$results/$ex.outcome"
	if test "$verdict" -eq "$PASS"
	then
		printf '  %-20s %s%s\n' "$1" "$(verdict_word "$verdict")" "${2:+, $2}"
		return 1
	fi
	failed=$((failed + 1))
	test "$failed" -gt 1 || failed_first=$1
	printf '%s %s\n' "$1" "$check_laws" >>"$scratch/seen"
	printf '  %-20s %s%s\n' "$1" "$(verdict_word "$verdict")" "${check_laws:+: $check_laws}"
	test -z "$check_why" || say "    $check_why"
	# an error of the environment hides what the fix is worth
	if test "$worst" -eq "$PASS" || test "$verdict" -eq "$ERROR"
	then
		worst=$verdict
	fi
}

# show_printk RUNDIR: what the learner has the kernel print.
show_printk () {
	console_show "$1/console" | head -n 20 >"$scratch/printk"
	test "$verdict" -ne "$CRASH" && test -s "$scratch/printk" || return 0
	say "    your kernel printed:"
	sed "s/^/        /" "$scratch/printk"
}

# failure NAME RUNDIR WORDS: a check of a scenario that failed is a cell of the page of what failed.
failure () {
	words_split "$3"
	test "$(sed -n 1p "$scratch/words")" = =scenario || return 0
	# shellcheck disable=SC2046
	cell_take -e $(sed -n '2s/^=/scenario=/p;3,$s/^=//p' "$scratch/words" | grep -v '^schedule=')
	failure_schedule=$(sed -n 's/^# schedule //p' "$2/result" 2>/dev/null | tail -n 1)
	printf 'found %s 1 0 0 %s\n' "$(printf '%s' "${check_laws:-check}" | tr ' ' ,)" "$failure_schedule" >"$2/cell"
	ln -sfn . "$2/1"
	printf '%s\t%s\t%s\t%s\t%s\t-\tyes\t1\t1\tcheck %s\t%s\n' "$2" "$(cell_is scenario)" "$(cell_is design)" \
		"$(cell_is consumer)" "$(cell_is options)" "$1" "$kernel" >>"$out/failures"
}

# failure_found: the same of a search, whose cell there is.
failure_found () {
	test ! -d "$cell_dir/1" ||
	kit get name scenario design consumer options bound complete schedules failing how kernel "$cell" |
	sed "s,^,$explored/," >>"$out/failures"
}

# show_again NAME RUNDIR WORDS: how to have this run again.  The schedule of the check says where an
# actor stops; that of the run counts its steps, and is the same.
show_again () {
	words_split "$3"
	again_schedule=$(sed -n 's/^# schedule //p' "$2/result" 2>/dev/null | tail -n 1)
	again_given=$(sed -n 's/^=schedule=//p' "$scratch/words")
	test -z "$again_schedule" || {
		# shellcheck disable=SC2046
		cell_take -e $(sed -n '2s/^=/scenario=/p;3,$s/^=//p' "$scratch/words" | grep -v '^schedule=')
		say "    see it again:  make replay EX=$nr $(cell_is typed) SCHEDULE='$again_schedule'"
	}
	say "    step by step:  make debug EX=$nr CHECK=$1"
	test -z "$again_given" || test -z "$again_schedule" || test "$again_given" = "$again_schedule" ||
	say "    ($again_given names the points where an actor stops; $again_schedule counts the same steps)"
}

# ---- the checks: one schedule each ---------------------------------------------

say ""
say "checks, one schedule each:"
total=0
checks_list >"$scratch/checks"
while IFS='|' read -r name _ words
do
	total=$((total + 1))
	check_run "$kernels/$kernel/linux" "$name" "$out/$name" </dev/null
	test -s "$ex_work/my.patch" || given_keep "$name" "$out/$name"
	if judged "$name"
	then
		failure "$name" "$out/$name" "$words"
		test "$failed" -ne 1 && test -z "${VERBOSE:-}" || {
			show_run "$out/$name"
			show_printk "$out/$name"
			show_again "$name" "$out/$name" "$words"
		}
	elif test "$total" -eq 1
	then
		show_printk "$out/$name"
	fi
done <"$scratch/checks"
test "$total" -gt 0 || die "exercise $ex has no checks"

# ---- the searches ----------------------------------------------------------------

# search_blames WORDS: the search has no verdict, twice.  Is it the change?  The same without
# it tells.
search_blames () {
	(kernel_build "$(ex_base)") || die "the kernel does not build"
	printf '%s\n' "$1 -- kernel=$(ex_base)" >"$scratch/blames"
	search_all "$scratch/blames"
	test "$(kit rows status <"$scratch/blames")" -ne "$ERROR" || return 1
	verdict=$FAIL
	check_why="with your change the search ends without a result, twice; without it, it ends normally ($check_why)"
}

# search_judge NAME STATUS SCHEDULES EXTENT LAWS SCHEDULE WORDS: what has come
# of a search.
search_judge () {
	check_laws=
	check_why=
	verdict=$2
	case $verdict in
	"$PASS")
		if test "$4" = "its own alone"
		then
			judged "$1" "one run"
		else
			judged "$1" "$3 schedules, ${4%%,*}"
		fi
		return
		;;
	"$ERROR")
		check_why=$(search_why "$scratch/search-words" "$7")
		search_blames "$7"
		judged "$1"
		return
		;;
	esac
	test "$failed" -eq 0 || {
		test "$5" = - || check_laws=$5
		judged "$1"
		return
	}
	search_replay "$7" "$5" "$6"
	judged "$1"
	test ! -d "$cell_dir/1" || show_run "$cell_dir/1"
	failure_found
	again="EX=$nr $(cell_is typed)"
	if test "$6" != -
	then
		say "    no check shows this; the search has found it"
		say "    see it again:  make replay $again SCHEDULE='${6% =*}'"
		say "    step by step:  make debug $again SCHEDULE='${6% =*}'"
	elif test "$(cell_is bound)" = -
	then
		say "    see it again:  make debug $again"
	else
		say "    see it again:  make explore $again BOUND=$(cell_is bound)"
	fi
}

if test "$failed" -eq 0 && test -n "$(searches_list)"
then
	say ""
	say "searches, every schedule up to a number of preemptions:"
	searches_run "$ex"
	while IFS='	' read -r name of_status of_schedules of_extent of_laws _ of_schedule words _
	do
		total=$((total + 1))
		search_judge "$name" "$of_status" "$of_schedules" "$of_extent" "$of_laws" \
			"$of_schedule" "$words"
	done <"$scratch/searched"
fi

# ---- scenes that nobody has chosen for this exercise -----------------------------------

# scenes_show: what a scene has found, as a search would.
scenes_show () {
	total=$((total + 1))
	printf '%s\n' "$judge_words -- kernel=$ex" >"$scratch/search-words"
	search_all "$scratch/search-words"
	kit rows status schedules extent laws broken schedule <"$scratch/search-words" >"$scratch/search-rows" ||
	exit "$ERROR"
	while IFS='	' read -r of_status of_schedules of_extent of_laws _ of_schedule
	do
		search_judge scene "$of_status" "$of_schedules" "$of_extent" "$of_laws" \
			"$of_schedule" "$judge_words -- kernel=$ex"
	done <"$scratch/search-rows"
	say "    the scene:     $(scenes_plain "$smallest")   (docs/scenes.md)"
}

judge_worth='' judge_missed=
if test "$failed" -eq 0 && test -s "$ex_work/my.patch"
then
	say ""
	say "scenes, made of all words there are and searched one after the other:"
	budget=10000
	test -z "${DEEP:-}" || budget=1000000000
	judge_said=$(clock)
	# shellcheck disable=SC2046
	scenes_judge "$ex" "$budget" $(scenes_designs $(ex_meta files))
	test "$judge_schedules" -gt 0 || die "no scene was searched (cure: make doctor)"
	if test -n "$judge_words"
	then
		scenes_show
	else
		printf 'scenes\t%s\n' "$PASS" >>"$results/$ex.outcome"
		say "  $judge_scenes scenes, $judge_schedules schedules: nothing breaks that holds in the kit's own kernel"
		judge_worth="$judge_scenes scenes of up to three actors, $judge_schedules schedules of at most one preemption"
		covered_missed >"$scratch/missed"
		judge_missed=$(covered_files line <"$scratch/missed")
	fi
fi

took=$(($(clock) - began))
test "$worst" -eq "$ERROR" || printf "%s\n" "$took" >"$results/$ex.took"
took="$took s"

predict_open=0
predictions

# Nothing to mend: what was predicted and seen is all there is.
if test -z "$ex_bug" && test "$failed" -eq 0
then
	say ""
	say "questions to solve in gdb:"
	answers
	test "$predict_open$answers_open$answers_wrong" = 000 || {
		state_set "$ex" attempts=+1 status=started "hash=$hash" failed=-
		say ""
		not_yet=
		test "$predict_open" -eq 0 || not_yet="predict in $ex_at/predict"
		test "$answers_open$answers_wrong" = 00 ||
		not_yet="${not_yet:+$not_yet, and }answer in $ex_at/answers (make debug EX=$nr)"
		say "Not yet: $not_yet."
		exit "$FAIL"
	}
fi
rm -rf -- "${kernels:?}/$ex-bug"

if test "$failed" -eq 0 && grep -qs '^function' "$scratch/missed"
then
	say ""
	say "Nothing was judged of $(covered_files function <"$scratch/missed"): you have changed it, and no schedule came to it.
All else held, $total of $total, $took. Take the change of it back, if the rest is the cure; or try more scenes: make check EX=$nr DEEP=1"
	exit "$ERROR"
fi

if test "$failed" -eq 0
then
	state_set "$ex" attempts=+1 status=solved "hash=$hash" failed=-
	ex_read
	say ""
	say "$(verdict_word "$PASS"): $total of $total, $took. Exercise $ex is solved."
	test -z "$judge_worth" ||
	say "What that is worth: it held in $judge_worth, and was tried no further; make check EX=$nr DEEP=1 tries all that the kit has.${judge_missed:+
No schedule came to these lines of yours: $judge_missed}"
	if test -f "$ex_dir/debrief"
	then
		say ""
		sed "s/^/    /" "$ex_dir/debrief"
		say ""
	fi
	test ! -f "$ex_dir/fix.patch" || say "How it was fixed then: make solution EX=$nr"
	! questions_open answers || test -z "$ex_bug" || say "Questions to solve in gdb: $ex_at/answers, with $ex_debug_given, then make answer EX=$nr"
	why_said
	say ""
	ex_say_next
	exit "$PASS"
fi

# what was solved before and is another work now is still to be had; what has no verdict
# says nothing of the work
case $(ex_state "$ex") in
changed*) state=solved ;;
*) state=started ;;
esac
test "$worst" -eq "$ERROR" ||
state_set "$ex" attempts=+1 "status=$state" "failed=$failed_first"

# A change that is one of the known wrong ones is told why; so is one that breaks what
# one of them, and no other, breaks and the untouched bug does not.
checks_list | cut -d '|' -f 1,2 | tr '|' ' ' >"$scratch/broken"

# known_wrong NAME: is the change this one, white space aside?
known_wrong () {
	variant_args --patch "$ex_bug" \
		--patch "$ex_dir/wrong-$1.patch"
	variant_assemble "$scratch/wrong"
	rm -rf -- "$scratch/wrong-files"
	ex_pick "$scratch/wrong/src" "$scratch/wrong-files"
	diff -rwB -- "$scratch/overlay" "$scratch/wrong-files" >/dev/null
}

# tell_wrong NAME SENTENCE
tell_wrong () {
	say "$2"
	say ""
	patch_message "$ex_dir/wrong-$1.patch" | sed 's/^/    /'
	say ""
}

told=
if test -s "$ex_work/my.patch" && test "$worst" -ne "$ERROR"
then
	for wrong in $(wrong_names)
	do
		known_wrong "$wrong" || continue
		tell_wrong "$wrong" "Your change is a known attempt. It is refused for this reason:"
		told=1
	done
	alike=
	test -n "$told" || same_failures "$scratch/broken" "$scratch/seen" ||
	for wrong in $(wrong_names)
	do
		! same_failures "$ex_dir/wrong-$wrong.expect" "$scratch/seen" ||
		alike="$alike $wrong"
	done
	case ${alike# } in
	'' | *' '*) ;;
	*) tell_wrong "${alike# }" "A known attempt breaks the same laws. See whether its reason is also yours:" ;;
	esac
fi

say "$(verdict_word "$worst"): $failed of $total failed, $took."
test ! -s "$out/failures" || ! "$scripts/report.sh" "EX=$nr" >/dev/null 2>&1 ||
say "Step by step in a browser, with locks, ptes, sptes and TLB: $(shown "$out/failure.html")"
case $worst in
"$ERROR")
	say "This is the environment, not your change. Next: make doctor"
	;;
*)
	test "$failed" -lt 2 || test -n "${VERBOSE:-}" || say "VERBOSE=1 shows the other failures, too."
	if test -z "$ex_bug"
	then
		say "Nothing is broken here, so this is the environment. Next: make doctor"
	else
		say "Next: make hint EX=$nr, make debug EX=$nr, or edit $ex_at and check again"
	fi
	;;
esac
exit "$worst"
