# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# What the parts of make test share.  Sourced by test.sh, which gives to each case a process,
# a scratch directory, and
#
#	KIT_TESTS	the directory of the whole run, common to all cases
#	case_number	the line of the case in $KIT_TESTS/cases
#	test_kernel	a name for a kernel that is the case's alone, and gone after the run

. "$scripts/lib/exercise.sh"

# result ok|not-ok|skip NAME [WHY]: the lines of a WHY stand behind a tab.
result () {
	{
		printf '%s %s\n' "$1" "$2"
		test -z "${3:-}" || printf '%s\n' "$3" | sed 's/^/	/'
	} >>"$KIT_TESTS/$case_number.results"
}

# result_of STATUS NAME [FILE]: ok when STATUS is 0; FILE is what was said.
result_of () {
	if test "$1" -eq 0
	then
		result ok "$2"
	else
		result not-ok "$2" "status $1: $(tail -n 8 "${3:-/dev/null}")"
	fi
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

# hear COMMAND...: run it; what it says is in $scratch/said, the status is returned.
hear () {
	"$@" >"$scratch/said" 2>&1 </dev/null 9>&-
}

# flavour_ready FLAVOUR: its kernel is there; asked once in a run.
flavour_ready () {
	test -f "$KIT_TESTS/ready.$1" || {
		kernel_build "$(flavour_kernel "$1")" || die "the kernel of the flavour $1 does not build"
		unlock
		: >"$KIT_TESTS/ready.$1"
	}
}

# guest_lines: "NAME|WANT|WORDS" of the lines of guest.tests that hold for this source, as
# checks_list does.
guest_lines () {
	tree_unpack >&2
	ex_dir=$scratch/table
	mkdir -p -- "$ex_dir"
	release_lines "$scripts/tests/guest/guest.tests" >"$ex_dir/checks"
	checks_list
}

# guest_run KERNEL NAME SUFFIX: the line NAME.
guest_run () {
	guest_lines | awk -F '|' -v name="$2" '$1 == name' >"$scratch/line"
	IFS='|' read -r _ guest_want guest_words <"$scratch/line"
	run_words "$kernels/$1/linux" "$scratch/guest" "$guest_words"
	result_run "guest$3: $2" "$guest_want" "$scratch/guest"
}

# claims_run [kasan]: each claim is a result, the worst of its cells.
claims_run () {
	hear "$scripts/claims.sh" --check "$@"
	claims_status=$?
	claims_tsv=$results/claims${1:+-$1}.tsv
	if test "$claims_status" -gt 1 || test ! -s "$claims_tsv"
	then
		result not-ok "the claims run${1:+, $1}" "$(tail -n 4 "$scratch/said")"
		return
	fi
	awk -F '\t' 'NR > 1 {
		if (!($1 in bad)) { order[++n] = $1; bad[$1] = "" }
		cells[$1]++
		if ($4 != $5)
			bad[$1] = bad[$1] $2 " " $3 ": expected " $5 ", got " $4 "; "
	}
	END { for (i = 1; i <= n; i++) print order[i] "|" cells[order[i]] "|" bad[order[i]] }' "$claims_tsv" >"$scratch/cells"
	while IFS='|' read -r claim cells bad
	do
		if test -z "$bad"
		then
			result ok "claim $claim, $cells cells${1:+, $1}"
		else
			result not-ok "claim $claim, $cells cells${1:+, $1}" "$bad"
		fi
	done <"$scratch/cells"
}
