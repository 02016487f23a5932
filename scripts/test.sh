#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: test.sh [PART]...	(or TESTS="PART...")
#
# Test the kit.  The parts, in the order in which they run without arguments:
#
#	shell		shellcheck over the scripts, bats over scripts/tests
#	series		the patches are what make patches would write
#	kunit		the kernel's own tests of the secondary MMU
#	guest		scripts/tests/guest/guest.tests
#	claims		make claims: no surprise
#	same		the same bytes on every run
#	peers		upstream's unmodified tests, against what is expected
#	exercises	each bug, fix and known wrong fix: its declared verdict; among other
#			parts a third of the known fixes, drawn by SEED
#	gdb		the gdb session of each exercise, and those of scenarios
#	search		the search itself, and each scenario on each design
#	explorer	make test-explorer: each mutant is found, and nothing without it
#			among other parts a half of the mutants, drawn by SEED
#	kasan		scripts/tests/guest/guest.tests and the claims again under KASAN
#	weak		the kernel whose stores can be late: litmus tests, searches of upstream
#
# EX=04 with exercises or gdb: this one alone.
#
# With MINUTES=40 nothing long begins after that time: parts, mutants and searches of the
# table that are left are skipped, each by name or number.
#
# The last line is the count: N passed, N failed, N skipped.
#
# Takes: EX TESTS MINUTES SEED

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/tests/lib.sh"
. "$scripts/lib/peers.sh"
. "$scripts/lib/explore.sh"
. "$scripts/lib/search.sh"
. "$scripts/tests/search.sh"

# side_by_side WORD...: the words on each file that stdin names, below $top, as many
# at a time as there are processors.  What they say about FILE is in $scratch/tools/FILE,
# "failed" at its end where they failed; stdin is repeated on stdout.
side_by_side () {
	rm -rf -- "$scratch/tools"
	cat >"$scratch/files"
	# the lock is not for them
	(
		cd -- "$top" || exit
		# shellcheck disable=SC2016
		said=$scratch/tools xargs -P "$(njobs)" -n 1 sh -c '
			for file; do :; done
			mkdir -p -- "$said/${file%/*}"
			"$@" >"$said/$file" 2>&1 </dev/null ||
			echo failed >>"$said/$file"' sh "$@" <"$scratch/files"
	) 9>&-
	cat -- "$scratch/files"
}

test_shell () {
	if have shellcheck
	then
		(cd -- "$top" && ls scripts/*.sh scripts/*/*.sh uml/claims/*.sh) |
		side_by_side shellcheck >"$scratch/done"
		while IFS= read -r script
		do
			if test -s "$scratch/tools/$script"
			then
				result not-ok "shellcheck $script" \
					"$(grep -A 3 '^In ' "$scratch/tools/$script" | head -n 12)"
			else
				result ok "shellcheck $script"
			fi
		done <"$scratch/done"
	else
		result skip shellcheck "not installed"
	fi
	if ! have bats
	then
		result skip bats "not installed"
		return
	fi
	(cd -- "$top" && ls scripts/tests/host/*.bats) |
	BATS_TMPDIR=$scratch side_by_side bats --tap >"$scratch/done"
	while IFS= read -r bats_file
	do
		bats_said=$scratch/tools/$bats_file
		cp -- "$bats_said" "$scratch/bats"
		bats_before=$test_number
		while IFS= read -r bats_line
		do
			case $bats_line in
			'ok '*'# skip'*)
				bats_name=${bats_line#ok * }
				result skip "${bats_name%% # skip*}" "${bats_name#*# skip}"
				;;
			'ok '*)
				result ok "${bats_line#ok * }"
				;;
			'not ok '*)
				result not-ok "${bats_line#not ok * }" \
					"$(grep -F -A 12 -- "$bats_line" "$scratch/bats" | sed 1d)"
				;;
			esac
		done <"$bats_said"
		if test "$test_number" -eq "$bats_before" ||
			{ grep -qx failed "$bats_said" && ! grep -q '^not ok ' "$bats_said"; }
		then
			result not-ok "${bats_file##*/}" "$(head -n 5 "$bats_said")"
		fi
	done <"$scratch/done"
}

test_series () {
	if test ! -f "$scripts/patches.sh" || ! have git
	then
		result skip "the series is stable" "git is not installed"
		return
	fi
	if "$scripts/patches.sh" --verify >"$scratch/out" 2>&1
	then
		result ok "the series is what make patches writes"
	else
		result not-ok "the series is what make patches writes" \
			"$(tail -n 8 "$scratch/out")"
	fi
}

test_kunit () {
	BOOT_ARGS='kunit.enable=1' BOOT_LOGLEVEL=4
	boot "$kernels/base/linux" "$scratch/kunit" sh -c \
		'cat /sys/kernel/debug/kunit/*/results'
	BOOT_ARGS='' BOOT_LOGLEVEL=
	verdict "$scratch/kunit"
	result_run "the KUnit run ends" PASS "$scratch/kunit"
	sed 's/\r$//' "$scratch/kunit/console" |
	sed -n 's/^ *# Subtest: //p;s/^    \(not ok\|ok\) [0-9]* /\1 /p' >"$scratch/cases"
	suite=
	cases=0
	while IFS= read -r line
	do
		case $line in
		'ok '*'# SKIP'*)
			result skip "KUnit $suite: ${line#ok }" ""
			;;
		'ok '*)
			result ok "KUnit $suite: ${line#ok }"
			;;
		'not ok '*)
			result not-ok "KUnit $suite: ${line#not ok }" \
				"$(grep -a -B 8 -F -- "${line#not ok }" "$scratch/kunit/console" | head -n 8)"
			;;
		*)
			suite=$line
			continue
			;;
		esac
		cases=$((cases + 1))
	done <"$scratch/cases"
	test "$cases" -gt 0 || result not-ok "KUnit has tests" "none ran"
}

# guest_table KERNEL SUFFIX
guest_table () {
	table_lines "$scripts/tests/guest/guest.tests" >"$scratch/lines"
	while IFS='|' read -r name want words
	do
		run_words "$1" "$scratch/guest" "$words" </dev/null
		result_run "guest$2: $name" "$want" "$scratch/guest"
	done <"$scratch/lines"
}

test_guest () {
	guest_table "$kernels/base/linux" ""
}

# claims_run [kasan]: each claim is a result, the worst of its cells.
claims_run () {
	unlock
	"$scripts/claims.sh" --check "$@" >"$scratch/claims" 2>&1
	claims_status=$?
	tsv=$results/claims${1:+-$1}.tsv
	if test "$claims_status" -gt 1 || test ! -s "$tsv"
	then
		result not-ok "the claims run${1:+, $1}" "$(tail -n 4 "$scratch/claims")"
		return
	fi
	awk -F "\t" 'NR > 1 {
		if (!($1 in bad)) { order[++n] = $1; bad[$1] = "" }
		cells[$1]++
		if ($4 != $5)
			bad[$1] = bad[$1] $2 " " $3 ": expected " $5 ", got " $4 "; "
	}
	END { for (i = 1; i <= n; i++) print order[i] "|" cells[order[i]] "|" bad[order[i]] }' "$tsv" >"$scratch/cells"
	while IFS="|" read -r claim cells bad
	do
		if test -z "$bad"
		then
			result ok "claim $claim, $cells cells${1:+, $1}"
		else
			result not-ok "claim $claim, $cells cells${1:+, $1}" "$bad"
		fi
	done <"$scratch/cells"
}

test_claims () {
	claims_run
	if grep -q 'docs/claims.md is not' "$scratch/claims"
	then
		result not-ok "docs/claims.md is what make claims writes"
	else
		result ok "docs/claims.md is what make claims writes"
	fi
}

test_same () {
	first=
	for run in 1 2 3 4 5
	do
		run_words "$kernels/base/linux" "$scratch/same" \
			"scenario register-punch design=v18 consumer=kvm schedule='B@zap.begin.done A* B*'"
		if test "$verdict" -ne "$PASS"
		then
			result not-ok "the same bytes in five runs" "run $run: $(verdict_word "$verdict") $verdict_why"
			return
		fi
		this=$(run_hash "$scratch/same")
		first=${first:-$this}
		if test "$this" != "$first"
		then
			if test "$("$host/supervise" -p cat /proc/self/personality)" != 00040000
			then
				result skip "the same bytes in five runs" "this host does not switch ASLR off"
			else
				result not-ok "the same bytes in five runs" "run $run differs"
			fi
			return
		fi
	done
	result ok "the same bytes in five runs"
}

# In a tree of its own, since it puts parts of the series there.
test_left_out () {
	if ! have objdump || test ! -f "$(source_value tarball)"
	then
		result skip "with the lab left out the code is upstream's" "no objdump, or no tarball"
		return
	fi
	if KERNEL_TARBALL=$(source_value tarball) BUILD=$build/compare CCACHE_DIR=${CCACHE_DIR:-$build/ccache} \
		"$scripts/compare.sh" code >"$scratch/out" 2>&1 </dev/null 9>&-
	then
		result ok "with the lab left out the code is upstream's"
	else
		result not-ok "with the lab left out the code is upstream's" \
			"$(tail -n 8 "$scratch/out")"
	fi
	rm -rf -- "$build/compare"
}

test_peers () {
	test_left_out
	if ! peers_build
	then
		result not-ok "upstream's tests compile" "$peers_why"
		return
	fi
	for suite in hmm mm
	do
		if test ! -f "$scripts/tests/guest/peers/$suite.expect"
		then
			result skip "upstream's $suite tests" "no expected list"
			continue
		fi
		peers_boot "$kernels/base/linux" "$scratch/peers" "$suite"
		verdict "$scratch/peers"
		# Some wait for KSM by the clock; on a loaded host it comes late.
		if test "$verdict" -eq "$FAIL"
		then
			say "# $suite: $verdict_why; once more"
			peers_boot "$kernels/base/linux" "$scratch/peers" "$suite"
			verdict "$scratch/peers"
		fi
		if test "$verdict" -eq "$CRASH" || test "$verdict" -eq "$HANG"
		then
			result not-ok "upstream's $suite tests" "$verdict_why"
		fi
		sed -n 's/^\(ok\|not ok\) [0-9]* \(.*\)/\1|\2/p' "$scratch/peers/result" \
			>"$scratch/cases"
		test -s "$scratch/cases" ||
		result not-ok "upstream's $suite tests" "no result"
		while IFS='|' read -r how name
		do
			case $how in
			ok) result ok "upstream $name" ;;
			*) result not-ok "upstream $name" ;;
			esac
		done <"$scratch/cases"
	done
}

# variant_searches: the searches of the exercise on the kernel of variant_checks, those
# that $checks_expect names, or all where it names none.
variant_searches () {
	searches_list | cut -d "|" -f 1 >"$scratch/all-searches"
	cut -d " " -f 1 "$checks_expect" | grep -xF -f "$scratch/all-searches" >"$scratch/some-searches" ||
	cp -- "$scratch/all-searches" "$scratch/some-searches"
	search_all "$checks_kernel" "$scratch/some-searches" >/dev/null
	while IFS= read -r name
	do
		want=$(awk -v name="$name" '$1 == name { print $2 }' "$checks_expect")
		want=${want:-PASS}
		got=$(cat -- "$scratch/searches/$name.status")
		got_laws=$(sed -n 's/^breaks \([^ ]*\), in .*/\1/p' "$scratch/searches/$name" | tr ',\n' '  ')
		if test "$want" = PASS && test "$got" -eq "$PASS"
		then
			result ok "$checks_what: search $name is clean"
		elif test "$want" != PASS && test "$got" -ne "$ERROR" && has_law "$got_laws" "$want"
		then
			result ok "$checks_what: search $name finds $want"
		else
			result not-ok "$checks_what: search $name is $want" \
				"status $got, laws: $got_laws; $(tail -n 1 "$scratch/searches/$name")"
		fi
	done <"$scratch/some-searches"
}

# variant_checks NAME WHAT EXPECTFILE PATCH...: build bug plus patches, run all
# checks, and, when they hold, the searches.  EXPECTFILE has "CHECK LAW|PASS" lines;
# what it does not name may be anything but an error.
variant_checks () {
	checks_kernel=$1
	checks_what=$2
	checks_expect=$3
	shift 3
	if ! (kernel_build "$checks_kernel" --access "$(ex_access)" "$@") >"$scratch/build.log" 2>&1
	then
		result not-ok "$checks_what builds" "$(tail -n 12 "$scratch/build.log")"
		return
	fi
	unlock
	checks_failed=0
	checks_list >"$scratch/lines"
	if test ! -s "$scratch/lines"
	then
		result not-ok "$checks_what has checks" "there is none in $ex_dir/checks"
	fi
	while IFS='|' read -r name _
	do
		want=$(awk -v name="$name" '$1 == name { print $2 }' "$checks_expect")
		check_run "$kernels/$checks_kernel/linux" "$name" "$scratch/check" </dev/null
		test "$verdict" -eq "$PASS" || checks_failed=1
		if test "$want" = PASS && test "$verdict" -eq "$PASS"
		then
			result ok "$checks_what: $name is $want"
		elif test -n "$want" && test "$want" != PASS && result_meets "$want" "$check_laws"
		then
			result ok "$checks_what: $name is $want"
		elif test -n "$want"
		then
			result not-ok "$checks_what: $name is $want" "$(verdict_word "$verdict") $check_laws $verdict_why $check_why"
		elif test "$verdict" -eq "$ERROR"
		then
			result not-ok "$checks_what: $name has a verdict" "$verdict_why"
		fi
	done <"$scratch/lines"
	test "$checks_failed" -ne 0 || variant_searches
	rm -rf -- "${kernels:?}/$checks_kernel" "$build"/explore/*."$checks_kernel"*
}

# drawn: of the known fixes a third is tried where all parts are; SEED says which third.
drawn () {
	test -z "$exercise" && test "$parts" != exercises || return 0
	drawn_nr=$((drawn_nr + 1))
	test $(((drawn_nr + ${SEED:-1}) % 3)) -ne 0 || return 0
	drawn_left=$((drawn_left + 1))
	return 1
}

# exercise_has: what a learner finds besides code: each file, each prediction with what
# happens, each answer with what gdb sees.
exercise_has () {
	has_files='README.md meta checks predict answers hint1 hint2 hint3 debrief session.gdb'
	test -z "$ex_bug" || has_files="$has_files search fix.patch"
	has_missing=
	for has_file in $has_files
	do
		test -s "$ex_dir/$has_file" || has_missing="$has_missing $has_file"
	done
	test "$(cat -- "$ex_dir"/hint[123] | sort | uniq -d | grep -c '[a-z]')" -eq 0 ||
	has_missing="$has_missing (hints that differ)"
	test -n "$(ex_meta minutes)" || has_missing="$has_missing minutes="
	test -z "$ex_bug" || grep -q '^## Where it comes from' "$ex_dir/README.md" ||
	has_missing="$has_missing (where it comes from)"
	if test -z "$has_missing"
	then
		result ok "$ex has all its files"
	else
		result not-ok "$ex has all its files" "missing:$has_missing"
	fi
	given_dir
	questions predict >"$scratch/asked"
	has_bad=
	while IFS='|' read -r has_name has_check has_fact _
	do
		given_run "$has_check"
		test -n "$(fact "$has_check" "$has_fact")" || has_bad="$has_bad $has_name"
	done <"$scratch/asked"
	if test -z "$has_bad" && test -s "$scratch/asked"
	then
		result ok "$ex: what is to be predicted happens"
	else
		result not-ok "$ex: what is to be predicted happens" "no fact:$has_bad"
	fi
	has_bad=
	(truths) 2>/dev/null || has_bad=" (the session)"
	for has_name in $(questions answers | cut -d '|' -f 1)
	do
		test -n "$(truth "$has_name" 2>/dev/null)" || has_bad="$has_bad $has_name"
	done
	if test -z "$has_bad"
	then
		result ok "$ex: gdb answers each question"
	else
		result not-ok "$ex: gdb answers each question" "not:$has_bad"
	fi
}

test_exercises () {
	drawn_nr=0
	drawn_left=0
	for id in ${exercise:-$(ex_all)}
	do
		ex_find "$id"
		if time_is_over
		then
			result skip "$ex" "no time"
			continue
		fi
		exercise_has
		test -n "$ex_bug" || continue
		checks_list | cut -d '|' -f 1,2 | tr '|' ' ' >"$scratch/declared"
		variant_checks test-bug "$ex broken" "$scratch/declared" \
			--patch "$ex_dir/bug.patch"
		checks_list | sed 's/|.*/ PASS/' >"$scratch/declared"
		variant_checks test-fix "$ex fixed" "$scratch/declared" \
			--patch "$ex_dir/bug.patch" --patch "$ex_dir/fix.patch"
		for wrong in $(wrong_names)
		do
			drawn || continue
			if test ! -s "$ex_dir/wrong-$wrong.expect"
			then
				result not-ok "$ex wrong fix $wrong declares what it breaks"
				continue
			fi
			variant_checks test-wrong "$ex wrong fix $wrong" \
				"$ex_dir/wrong-$wrong.expect" \
				--patch "$ex_dir/bug.patch" --patch "$ex_dir/wrong-$wrong.patch"
		done
		for right_patch in "$ex_dir"/right-*.patch
		do
			test -f "$right_patch" || continue
			drawn || continue
			right=${right_patch##*/right-}
			variant_checks test-right "$ex right fix ${right%.patch}" "$scratch/declared" \
				--patch "$ex_dir/bug.patch" --patch "$right_patch"
		done
	done
	test "$drawn_left" -eq 0 ||
	result skip "$drawn_left known fixes" "not drawn by SEED=${SEED:-1}; TESTS=exercises alone has all"
}

test_weak () {
	unlock
	for weak_test in corr cowr mp mp-wmb mp-rel mp-assign mp-plain-assign mp-plain-deref \
		mp-no-rmb sb sb-mb sb-wmb s s-wmb r-mb coww
	do
		if "$scripts/litmus.sh" "$weak_test" >"$scratch/weak" 2>&1 </dev/null
		then
			result ok "litmus $weak_test"
		else
			result not-ok "litmus $weak_test" "$(tail -n 4 "$scratch/weak")"
		fi
	done
	for weak_cell in "register-punch" "core-two-ranges fine=2" "core-unregister-range fine=2"
	do
		# shellcheck disable=SC2086
		if "$scripts/explore.sh" -q scenario=$weak_cell design=upstream bound=1 delays=1 \
			>"$scratch/weak" 2>&1 </dev/null
		then
			result ok "$weak_cell: nothing breaks in upstream with one access out of order"
		else
			result not-ok "$weak_cell: nothing breaks in upstream with one access out of order" \
				"$(tail -n 4 "$scratch/weak")"
		fi
	done
}

test_explorer () {
	unlock
	SAMPLE=6 SEED=2 "$scripts/mutate.sh" >"$scratch/mutate" 2>&1 </dev/null
	mutate_status=$?
	if test "$mutate_status" -eq "$PASS"
	then
		result ok "of six bugs drawn from $(sed -n 's/^\([0-9]*\) bugs in.*/\1/p' "$scratch/mutate") each is found, or changes nothing"
	else
		result not-ok "six bugs drawn by lot are found" "$(tail -n 6 "$scratch/mutate")"
	fi
	# among other parts a half of them
	explorer_some=
	test "$parts" = explorer ||
	explorer_some=$(sed -n 's/^\([0-9][0-9]*\)-.*/\1/p' "$scripts/tests/bugs/mutants.list" |
		awk -v seed="${SEED:-1}" '($1 + seed) % 2 == 0')
	# shellcheck disable=SC2086
	"$scripts/test-explorer.sh" $explorer_some >"$scratch/explorer" 2>&1 </dev/null
	explorer_status=$?
	if test "$explorer_status" -gt 1
	then
		result not-ok "the mutants are explored" \
			"$(tail -n 4 "$scratch/explorer")"
		return
	fi
	sed 1d "$results/mutants.tsv" >"$scratch/mutants"
	while IFS="$(printf '\t')" read -r name subject _ _ _ _ bound _ laws _ why
	do
		case $why in
		ok) result ok "mutant $name is found with bound $bound, $laws" ;;
		'no time') result skip "mutant $name" "$why" ;;
		*) result not-ok "mutant $name is found" "$subject: $why" ;;
		esac
	done <"$scratch/mutants"
}

# session_result NAME STATUS: of the session whose words are in $scratch/gdb.log.
session_result () {
	session_met=$(grep -c "^ok: " "$scratch/gdb.log")
	if test "$2" -ne 0
	then
		result not-ok "$1" \
			"$(grep "^NOT ok" "$scratch/gdb.log"; tail -n 12 "$scratch/gdb.log")"
	elif test "$session_met" -eq 0
	then
		result not-ok "$1" "it expects nothing: no lab-expect was met"
	else
		result ok "$1: $session_met expectations"
	fi
}

# gdb_session FILE: a session on a scenario; its line "# run:" says which.
gdb_session () {
	session_of=$(sed -n 's/^# run: //p' "$1")
	session_name="gdb session ${1##*/}"
	if test -z "$session_of"
	then
		result not-ok "$session_name" "no line '# run:'"
	else
		(
			eval "export $session_of" &&
			BATCH=1 GDB=$1 "$scripts/debug.sh" >"$scratch/gdb.log" 2>&1 </dev/null 9>&-
		)
		session_result "$session_name" $?
	fi
}

test_gdb () {
	if ! have gdb
	then
		result skip "gdb sessions" "gdb is not installed"
		return
	fi
	for id in ${exercise:-$(ex_all)}
	do
		ex_find "$id"
		if test ! -f "$ex_dir/session.gdb"
		then
			result not-ok "$ex has a gdb session"
			continue
		fi
		BATCH=1 "$scripts/debug.sh" "$ex" >"$scratch/gdb.log" 2>&1 </dev/null 9>&-
		session_result "$ex: the gdb session" $?
	done
	test -z "$exercise" || return 0
	for session in "$scripts"/tests/guest/gdb/*.gdb
	do
		gdb_session "$session"
	done
}

test_kasan () {
	if ! (kernel_build kasan)
	then
		result not-ok "the kasan flavour builds"
		return
	fi
	unlock
	guest_table "$kernels/kasan/linux" ", KASAN"
	claims_run kasan
}

# names_check PART: after it, no file of the kit has a name that no file of the kit
# would have; a result only when one has.
names_check () {
	have git && git -C "$top" rev-parse --git-dir >/dev/null 2>&1 || return 0
	names_odd=$(git -C "$top" -c core.quotePath=true ls-files --cached --others --exclude-standard |
		grep '[^A-Za-z0-9._/-]')
	test -z "$names_odd" ||
	result not-ok "$1: names have letters, digits, dots, dashes and underscores" "$names_odd"
}

parts="$* ${TESTS:-}"
parts=$(printf "%s" "$parts" | tr -s " " | sed "s/^ //;s/ \$//")
test -n "$parts" || parts='shell series kunit guest claims same peers exercises gdb search explorer weak kasan'
for part in $parts
do
	case $part in
	shell | series | kunit | guest | claims | same | peers | exercises | search | explorer | gdb | kasan | weak)
		;;
	*)
		usage
		;;
	esac
done

"$scripts/deps.sh" --quiet || exit
scratch
time_limit
start=$(clock)
rm -rf -- "$results/failed"
mkdir -p -- "$results" 2>/dev/null || unwritable "$build"
test_begin "$results/test.log"
exercise=
if test -n "${EX:-}"
then
	ex_find "$EX"
	exercise=$ex
	unset EX
fi
case $parts in
*kunit* | *guest* | *claims* | *same* | *peers* | *exercises* | *search* | *explorer* | *gdb* | *kasan* | *weak*)
	kernel_build base || die "the kernel does not build"
	unlock
	guest_build
	;;
esac
for part in $parts
do
	if time_is_over
	then
		result skip "$part" "no time"
		continue
	fi
	part_start=$(clock)
	say ""
	say "# $part"
	"test_$part"
	names_check "$part"
	say "# $part took $(($(clock) - part_start)) s"
done
say ""
say "took $(($(clock) - start)) s"
test_end || exit "$FAIL"
