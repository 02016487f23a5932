#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: lint-exercises.sh [EXERCISE]	(or EX=EXERCISE, RUNS=)
#
# Is each exercise whole, and does it say what is so?  A line for each:
#
#	broken	the bug fails every check, for the law that is named
#	fixed	the reference fix passes all checks and searches
#	wrong	known wrong fixes that are refused where they say, of all
#	right	other right fixes that are accepted, of all
#	mutants	mechanical changes of the fix that are refused or change nothing, of all
#	gdb	expectations of the session
#	texts	everything a learner reads is there, and nothing says TODO
#	spoiler	no line of the fix is in the README, in the first two hints, or in another
#		file of the tree to read
#	runs	RUNS=50 runs of each check, broken and fixed, with the same verdict
#
# With RUNS=0 the last column is left out, with MUTANT=- the mutants.  What is wrong is
# told below the table.  Exit status 1 when something is.
#
# Takes: EX RUNS MUTANT

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
only=${1:-${EX:-}}
lint_runs=${RUNS:-50}
mutants=${MUTANT:-all}
unset EX RUNS MUTANT
case $lint_runs in
*[!0-9]*) die "RUNS is a number, not '$lint_runs'" ;;
esac
if test -n "$only"
then
	ex_find "$only"
	only=$ex
fi
scratch
kernel_build base || die "the kernel does not build"
unlock
guest_build
: >"$scratch/wrong-things"

# complain TEXT
complain () {
	printf '%s: %s\n' "$ex" "$1" >>"$scratch/wrong-things"
}

# count_of WORD: "k/n" of the results of $scratch/tested that speak of it.
count_of () {
	awk -v word="$1" '
	index($0, word) {
		what = $0
		sub(/^(not )?ok [0-9]* (- )?/, "", what)
		split(what, part, ":")
		name = part[1]
		seen[name]
		if (/^not ok/)
			bad[name]
	}
	END {
		for (name in seen) {
			n++
			if (!(name in bad))
				k++
		}
		printf "%d/%d", k, n
	}' "$scratch/tested"
}

# spoilers: lines of code that the fix adds and that can be read elsewhere.
spoilers () {
	sed -n '/^@@/,$s/^+[[:space:]]*//p' "$ex_dir/fix.patch" |
	awk 'length($0) >= 28 && /[;{(]/ && !/^[*\/]/' | sort -u >"$scratch/fixed-lines"
	sed -n '/^@@/,$s/^[- ][[:space:]]*//p' "$ex_dir/fix.patch" | sort -u >"$scratch/given-lines"
	grep -vxF -f "$scratch/given-lines" "$scratch/fixed-lines" >"$scratch/spoilers" || return 0
	ex_read
	spoil_files=
	for spoil_file in $(cd -- "$build/read/$ex" && ls mm/mmn/*.c drivers/misc/tmmu/*.c)
	do
		case " $(ex_meta files) " in
		*" $spoil_file "*) ;;
		*) spoil_files="$spoil_files $build/read/$ex/$spoil_file" ;;
		esac
	done
	# shellcheck disable=SC2086
	grep -hF -f "$scratch/spoilers" "$ex_dir/README.md" "$ex_dir/hint1" "$ex_dir/hint2" $spoil_files |
	sed 's/^[[:space:]]*//' | sort -u | grep -xF -f "$scratch/spoilers"
}

printf '%-30s %-7s %-6s %-6s %-6s %-8s %-5s %-6s %-8s %s\n' exercise broken fixed wrong \
	right mutants gdb texts spoiler runs
for id in ${only:-$(ex_all)}
do
	ex_find "$id"
	EX=$ex "$scripts/test.sh" exercises gdb >"$scratch/tested" 2>&1 </dev/null
	grep '^not ok' "$scratch/tested" | while IFS= read -r line
	do
		complain "$line"
	done
	col_broken='-' col_fixed='-' col_wrong='-' col_right='-' col_mutants='-' col_spoiler='-' col_runs='-'
	col_gdb=$(sed -n 's/.*the gdb session: \([0-9]*\) expectations.*/\1/p' "$scratch/tested")
	if test -n "$ex_bug"
	then
		col_broken=$(count_of " broken")
		col_fixed=$(count_of " fixed")
		col_wrong=$(count_of " wrong fix ")
		col_right=$(count_of " right fix ")
		test "$(wrong_names | grep -c .)" -ge 2 || complain "fewer than two wrong fixes"
		case $mutants in
		-) ;;
		*)
			EX=$ex "$scripts/mutate.sh" >"$scratch/mutated" 2>&1 </dev/null
			col_mutants=$(sed -n 's/^\([0-9]*\) of \([0-9]*\) that are not equivalent.*/\1\/\2/p' "$scratch/mutated")
			sed -n '/^missed:/,$s/^  //p' "$scratch/mutated" | while IFS= read -r line
			do
				complain "not refused: $line"
			done
			test -n "$col_mutants" || {
				col_mutants=error
				complain "mutants: $(tail -n 1 "$scratch/mutated")"
			}
			;;
		esac
		spoilers >"$scratch/spoiled"
		col_spoiler=none
		if test -s "$scratch/spoiled"
		then
			col_spoiler=$(grep -c . "$scratch/spoiled")
			complain "can be read before it is solved: $(head -n 1 "$scratch/spoiled")"
		fi
		if test "$lint_runs" -gt 0
		then
			if RUNS=$lint_runs "$scripts/stress.sh" "$ex" >"$scratch/stressed" 2>&1 </dev/null
			then
				col_runs=$lint_runs
			else
				col_runs=flaky
				complain "$(tail -n 1 "$scratch/stressed")"
			fi
		fi
	fi
	col_texts=ok
	grep -l TODO "$ex_dir"/* >"$scratch/todo"
	if test -s "$scratch/todo"
	then
		col_texts=TODO
		complain "TODO in $(sed 's,.*/,,' "$scratch/todo" | tr '\n' ' ')"
	fi
	! grep -q '^not ok.*has all its files' "$scratch/tested" || col_texts=missing
	printf '%-30.30s %-7s %-6s %-6s %-6s %-8s %-5s %-6s %-8s %s\n' "$ex" "$col_broken" \
		"$col_fixed" "$col_wrong" "$col_right" "$col_mutants" "${col_gdb:--}" \
		"$col_texts" "$col_spoiler" "$col_runs"
done
if test -s "$scratch/wrong-things"
then
	say ""
	sort -u "$scratch/wrong-things"
	exit "$FAIL"
fi
say ""
say "nothing is missing"
