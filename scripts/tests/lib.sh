# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Counting results: every part of make test reports through these.  Sourced
# after lib.sh by the verbs that test.

test_log=
test_number=0

# test_begin FILE: where the results are collected.
test_begin () {
	test_log=$1
	: >"$test_log" || die "cannot write $test_log"
}

# result ok|not-ok|skip NAME [WHY]
result () {
	test_number=$((test_number + 1))
	printf '%s %s\n' "$1" "$2" >>"$test_log"
	case $1 in
	ok) say "ok $test_number - $2" ;;
	skip) say "ok $test_number - $2 # SKIP ${3:-}" ;;
	*)
		say "not ok $test_number - $2"
		if test -n "${3:-}"
		then
			printf '%s\n' "$3" | sed 's/^/    # /'
		fi
		;;
	esac
}

# test_end: the line with the counts; returns 1 when something failed.
test_end () {
	awk '
	$1 == "ok" { passed++ }
	$1 == "not-ok" { failed++; names = names "\n    " substr($0, 8) }
	$1 == "skip" { skipped++ }
	END {
		if (failed)
			print "failed:" names
		line = passed + 0 " passed, " failed + 0 " failed"
		if (skipped)
			line = line ", " skipped " skipped"
		print line
		exit !(failed == 0 && passed > 0)
	}' "$test_log"
}

# result_run NAME WANT RUNDIR: judge a boot; WANT is PASS or a law.  A report of the
# kernel is L6, a hang L3: beside another law neither is what was wanted.
result_run () {
	verdict "$3"
	case $2 in
	PASS)
		if test "$verdict" -eq "$PASS"
		then
			result ok "$1"
			return 0
		fi
		;;
	*)
		if result_meets "$2" "$(result_laws "$3")"
		then
			result ok "$1"
			return 0
		fi
		;;
	esac
	result not-ok "$1" "wanted $2, got $(verdict_word "$verdict") $(result_laws "$3") $verdict_why"
	mkdir -p -- "$results/failed" &&
	cp -R -- "$3" "$results/failed/$(printf '%s' "$1" | tr -c 'A-Za-z0-9.\n' -)"
	return 1
}

# result_meets LAW LAWS: does $verdict, with the laws that broke, mean LAW?
result_meets () {
	has_law "$2" "$1" || return 1
	case $verdict in
	"$FAIL") return 0 ;;
	"$CRASH") test "$1" = L6 ;;
	"$HANG") test "$1" = L3 ;;
	*) return 1 ;;
	esac
}

# table_lines FILE: "NAME|WANT|WORDS" of the lines that hold for this source, as
# checks_list does.
table_lines () {
	ex_dir_saved=${ex_dir:-}
	ex_dir=$scratch/table
	mkdir -p -- "$ex_dir"
	release_lines "$1" >"$ex_dir/checks"
	checks_list
	ex_dir=$ex_dir_saved
}
