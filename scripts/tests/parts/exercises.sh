# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# exercises: each is whole; each bug, fix, known wrong and right fix has its declared verdict.

exercises_quick='^-04-.*-(broken|fixed|whole)-$'
exercises_drawn=' (wrong|right) fix '
exercises_of=3

exercises_cases () {
	for exercises_id in $(ex_all)
	do
		ex_find "$exercises_id"
		echo "$ex whole"
		test -n "$ex_bug" || continue
		printf "$ex %s\n" broken fixed
		for exercises_name in $(wrong_names)
		do
			echo "$ex wrong fix $exercises_name"
		done
		for exercises_name in "$ex_dir"/right-*.patch
		do
			test ! -f "$exercises_name" || basename "$ex right fix ${exercises_name##*/right-}" .patch
		done
	done
}

exercises_case () {
	ex_find "${1%% *}"
	exercises_name=${1##* }
	case ${1#* } in
	whole)
		exercise_whole
		return
		;;
	broken)
		checks_list | cut -d '|' -f 1,2 | tr '|' ' ' >"$scratch/declared"
		set -- "$1"
		;;
	wrong*)
		if test ! -s "$ex_dir/wrong-$exercises_name.expect"
		then
			result not-ok "$1 declares what it breaks"
			return
		fi
		cp -- "$ex_dir/wrong-$exercises_name.expect" "$scratch/declared"
		set -- "$1" --patch "$ex_dir/wrong-$exercises_name.patch"
		;;
	*)
		checks_list | sed 's/|.*/ PASS/' >"$scratch/declared"
		case ${1#* } in
		fixed) set -- "$1" --patch "$ex_dir/fix.patch" ;;
		*) set -- "$1" --patch "$ex_dir/right-$exercises_name.patch" ;;
		esac
		;;
	esac
	exercise_variant "$@"
}

# exercise_variant WHAT ARG...: build the bug plus the patches of the arguments, run all
# checks, and, when they hold, the searches.  $scratch/declared has "CHECK LAW|PASS" lines;
# what it does not name may be anything but an error.
exercise_variant () {
	variant_what=$1
	shift
	if ! (kernel_build "$test_kernel" --access "$(ex_access)" --patch "$ex_dir/bug.patch" "$@") >"$scratch/build.log" 2>&1
	then
		result not-ok "$variant_what builds" "$(tail -n 12 "$scratch/build.log")"
		return
	fi
	variant_failed=0
	checks_list >"$scratch/lines"
	test -s "$scratch/lines" ||
	result not-ok "$variant_what has checks" "there is none in $ex_dir/checks"
	while IFS='|' read -r name _
	do
		want=$(awk -v name="$name" '$1 == name { print $2 }' "$scratch/declared")
		check_run "$kernels/$test_kernel/linux" "$name" "$scratch/check" </dev/null
		test "$verdict" -eq "$PASS" || variant_failed=1
		if test "$want" = PASS && test "$verdict" -eq "$PASS"
		then
			result ok "$variant_what: $name is $want"
		elif test -n "$want" && test "$want" != PASS && result_meets "$want" "$check_laws"
		then
			result ok "$variant_what: $name is $want"
		elif test -n "$want"
		then
			result not-ok "$variant_what: $name is $want" "$(verdict_word "$verdict") $check_laws $verdict_why $check_why"
		elif test "$verdict" -eq "$ERROR"
		then
			result not-ok "$variant_what: $name has a verdict" "$verdict_why"
		fi
	done <"$scratch/lines"
	test "$variant_failed" -ne 0 || variant_searches
	test "$variant_failed" -ne 0 || variant_scenes
}

# variant_scenes: where $scratch/declared has "scene LAW", a scene of make check must find it;
# of the fix the first scenes must hold.
variant_scenes () {
	want=$(awk '$1 == "scene" { print $2 }' "$scratch/declared")
	case $want$variant_what in
	*fixed) scenes_budget=100 ;;
	L* | check*) scenes_budget=10000 ;;
	*) return ;;
	esac
	# shellcheck disable=SC2046
	scenes_judge "$test_kernel" "$scenes_budget" $(scenes_designs $(ex_meta files))
	if test "$judge_schedules" -eq 0
	then
		result not-ok "$variant_what: scenes" "none was searched"
	elif test -z "$want"
	then
		whole "$variant_what: $judge_scenes scenes are clean" "$judge_words"
	elif test -n "$judge_words" && has_law "$(printf '%s' "${judge_kinds%%;*}" | tr ',' ' ')" "$want"
	then
		result ok "$variant_what: a scene finds $want"
	else
		result not-ok "$variant_what: a scene finds $want" "found: ${judge_words:-nothing in $judge_scenes scenes}"
	fi
}

# variant_searches: the searches of the exercise, those that $scratch/declared names, or all
# where it names none.
variant_searches () {
	searches_list | cut -d '|' -f 1 >"$scratch/all-searches"
	cut -d ' ' -f 1 "$scratch/declared" | grep -xF -f "$scratch/all-searches" >"$scratch/some-searches" ||
	cp -- "$scratch/all-searches" "$scratch/some-searches"
	searches_run "$test_kernel" "$scratch/some-searches" >/dev/null
	while IFS='	' read -r name got _ _ _ got_laws _ words _
	do
		want=$(awk -v name="$name" '$1 == name { print $2 }' "$scratch/declared")
		want=${want:-PASS}
		got_laws=$(echo "${got_laws%\*}" | tr ',' ' ')
		if test "$want" = PASS && test "$got" -eq "$PASS"
		then
			result ok "$variant_what: search $name is clean"
		elif test "$want" != PASS && test "$got" -ne "$ERROR" && has_law "$got_laws" "$want"
		then
			result ok "$variant_what: search $name finds $want"
		else
			result not-ok "$variant_what: search $name is $want" \
				"status $got, laws: $got_laws; $(search_why "$scratch/search-words" "$words")"
		fi
	done <"$scratch/searched"
}

# whole NAME WHAT: ok where WHAT, which is not so, is empty.
whole () {
	if test -z "$2"
	then
		result ok "$1"
	else
		result not-ok "$1" "not:$2"
	fi
}

# whole_yours: the names that the README's paragraph "Yours" has, but for those of files.
whole_yours () {
	sed -n '/^\*\*Yours:\*\*/,/^$/p' "$ex_dir/README.md" | awk -F '\140' '{ for (i = 2; i <= NF; i += 2) print $i }' | tr -d '()' | sed 's/^struct //'
}

# exercise_whole: what a learner finds besides code: each file, each prediction with what
# happens, each answer with what gdb sees; and nowhere the fix.
exercise_whole () {
	whole_files='README.md meta checks predict answers hint1 hint2 hint3 debrief session.gdb'
	test -z "$ex_bug" || whole_files="$whole_files search fix.patch why"
	whole_bad=
	for whole_name in $whole_files
	do
		test -s "$ex_dir/$whole_name" || whole_bad="$whole_bad $whole_name"
	done
	test "$(cat -- "$ex_dir"/hint[123] | sort | uniq -d | grep -c '[a-z]')" -eq 0 ||
	whole_bad="$whole_bad (hints that differ)"
	test -n "$(ex_meta minutes)" || whole_bad="$whole_bad minutes="
	tr '\n' ' ' <"$ex_dir/README.md" | grep -q "${ex_bug:+after $(ex_meta after | sed 's/ / and /g')[.,]}" ||
	whole_bad="$whole_bad ('after $(ex_meta after)' in the README, as meta has it)"
	! grep -q TODO "$ex_dir"/* || whole_bad="$whole_bad (texts without TODO)"
	test -z "$ex_bug" || {
		grep -q '^## Where it comes from' "$ex_dir/README.md" ||
		whole_bad="$whole_bad (where it comes from)"
		test "$(wrong_names | grep -c .)" -ge 2 || whole_bad="$whole_bad (two wrong fixes)"
		whole "$ex tells nothing of the fix" "$(whole_spoilers | head -n 1)"
	}
	whole "$ex has all its files" "$whole_bad"

	test -z "$ex_bug" || {
		ex_given "$scratch/whole-given"
		whole_bad=
		whole_yours >"$scratch/yours"
		test -s "$scratch/yours" || whole_bad=" (a paragraph **Yours:** in the README)"
		while read -r whole_name
		do
			grep -rqw -- "${whole_name##*>}" "$scratch/whole-given" || whole_bad="$whole_bad $whole_name"
		done <"$scratch/yours"
		whole "$ex: the files to edit have what its README names as the learner's" "$whole_bad"
	}

	given_dir
	questions predict >"$scratch/asked"
	whole_bad=
	test -s "$scratch/asked" || whole_bad=' (a question)'
	while IFS='|' read -r whole_name whole_check whole_fact _
	do
		given_run "$whole_check"
		test -n "$(fact "$whole_check" "$whole_fact")" || whole_bad="$whole_bad $whole_name"
	done <"$scratch/asked"
	whole "$ex: what is to be predicted happens" "$whole_bad"
	whole_bad=
	test -z "$ex_bug" ||
	{ test "$(bar_list why 3 | grep -c '|right$')" -eq 1 && test "$(bar_list why 3 | grep -c .)" -ge 3; } || whole_bad=' (three guarantees, one of them right)'
	whole "$ex: a choice of guarantees" "$whole_bad"
	whole_bad=
	(truths) 2>/dev/null || whole_bad=' (the session)'
	for whole_name in $(questions answers | cut -d '|' -f 1)
	do
		test -n "$(truth "$whole_name" 2>/dev/null)" || whole_bad="$whole_bad $whole_name"
	done
	whole "$ex: gdb answers each question" "$whole_bad"
}

# whole_spoilers: lines of code that the fix adds and that can be read elsewhere: in the README,
# the first two hints, or a file of the tree to read.
whole_spoilers () {
	sed -n '/^@@/,$s/^+[[:space:]]*//p' "$ex_dir/fix.patch" |
	awk 'length($0) >= 28 && /[;{(]/ && !/^[*\/]/' | sort -u >"$scratch/fixed-lines"
	sed -n '/^@@/,$s/^[- ][[:space:]]*//p' "$ex_dir/fix.patch" | sort -u >"$scratch/given-lines"
	grep -vxF -f "$scratch/given-lines" "$scratch/fixed-lines" >"$scratch/spoilers" || return 0
	set --
	for spoil_file in "$linux"/mm/mmn/*.c "$linux"/drivers/misc/tmmu/*.c
	do
		case " $(ex_meta files) $(ex_meta withhold) " in
		*" ${spoil_file#"$linux"/} "*) ;;
		*) set -- "$@" "$spoil_file" ;;
		esac
	done
	grep -hF -f "$scratch/spoilers" "$ex_dir/README.md" "$ex_dir/hint1" "$ex_dir/hint2" "$@" |
	sed 's/^[[:space:]]*//' | sort -u | grep -xF -f "$scratch/spoilers"
}
