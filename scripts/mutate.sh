#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: mutate.sh [FILE]...	(or FILES="fault.c v18.c", SAMPLE=, SEED=, MUTANT=, EX=)
#
# Test the tests: plant many small bugs, mechanically, and see which test finds each.
# FILE is a file of the driver or of a design, by its last name; without one, the files of
# the device and of the design v18.  One kernel has all the bugs, and interleave.mutant=N on
# its command line chooses one; scripts/tests/bugs/mutate.awk lists the kinds of bugs.
#
# Each bug goes through KUnit, then the runs and searches of scripts/tests/bugs/mutate.list,
# until one of them reports.  A bug that none of them reports is missed, unless
# scripts/tests/bugs/equivalent.list has the reason why it makes no visible difference.
#
#	SAMPLE=20	so many, drawn by SEED=1; without it all
#	MUTANT='7 12'	these alone
#	EX=01		plant bugs in the reference fix of an exercise instead: only in the
#			lines of the fix, and leave out each hunk; the judge is make check
#
# The table is build/results/mutate.tsv.  Exit status 1 if a bug is missed.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/search.sh"

default='fault.c invalidate.c age.c spte.c tlb.c range.c access.c core.c guard.c consumer_gru.c consumer_walker.c consumer_xpmem.c emm.c rmap.c slots.c big.c cache.c work.c prefetch.c v18.c'
files=${*:-${FILES:-$default}}
sample=${SAMPLE:-}
seed=${SEED:-1}
chosen=${MUTANT:-}
exercise=${EX:-}
case $sample$seed in
*[!0-9]*) die "SAMPLE and SEED are numbers" ;;
esac
case $files$chosen in
*[!A-Za-z0-9_.\ ]*) die "FILES are names of files, MUTANT numbers" ;;
esac
mutants=$scripts/tests/bugs
kernel=mutate
test -z "$exercise" || {
	ex_find "$exercise"
	ex_broken
}
scratch
kernel_build base || die "the kernel does not build"
unlock
guest_build

# ---- plant -----------------------------------------------------------------------

# plant PATH FILE [LINES]: the file with its bugs goes into the overlay.
plant () {
	mkdir -p -- "$scratch/overlay/$(dirname -- "$1")"
	plant_first=$(($(grep -c . "$scratch/planted") + 1))
	awk -v first="$plant_first" -v name="$1" \
		-v only="${3:-}" -f "$mutants/mutate.awk" "$2" >"$scratch/with-bugs"
	# A choice between a pointer and 0 made by a number is an error since gcc 14.
	{
		printf '#pragma GCC diagnostic ignored "-Wint-conversion"\n#line 1\n'
		grep -v "^@" "$scratch/with-bugs"
	} >"$scratch/overlay/$1"
	sed -n "s/^@//p" "$scratch/with-bugs" >>"$scratch/planted"
}

: >"$scratch/planted"
if test -n "$exercise"
then
	kernel=mutate-$nr
	variant_args --patch "$ex_bug" --patch "$ex_dir/fix.patch"
	variant_assemble "$scratch/fixed"
	variant_args --patch "$ex_bug"
	variant_assemble "$scratch/bug"
	ex_pick "$scratch/fixed/src" "$scratch/fixed-files"
	ex_pick "$scratch/bug/src" "$scratch/bug-files"
	for path in $(ex_meta files)
	do
		case $path in
		*.h) continue ;;
		esac
		diff "$scratch/bug-files/$path" "$scratch/fixed-files/$path" |
		sed -n 's/^[0-9,]*[ac]\([0-9,]*\)$/\1/p' | awk -F , '
		{ for (i = $1; i <= ($2 == "" ? $1 : $2); i++) print i }' >"$scratch/lines"
		plant "$path" "$scratch/fixed-files/$path" "$scratch/lines"
	done
	set -- --access "$(ex_access)" --patch "$ex_bug" --patch "$ex_dir/fix.patch"
else
	for file in $files
	do
		if test -f "$drivers/tmmu/$file"
		then
			plant "drivers/misc/tmmu/$file" "$drivers/tmmu/$file"
		elif test -f "$linux/mm/mmn/$file"
		then
			plant "mm/mmn/$file" "$linux/mm/mmn/$file"
		else
			die "no file $file of the driver or of a design"
		fi
	done
	set --
fi
total=$(grep -c . "$scratch/planted")
test "$total" -gt 0 || test -n "$exercise" || die "there is nothing to plant a bug in"

# The number is in a file in which nothing is planted.
path=drivers/misc/tmmu/report.c
cp -- "$drivers/tmmu/report.c" "$scratch/overlay/$path" 2>/dev/null || {
	mkdir -p -- "$scratch/overlay/drivers/misc/tmmu"
	cp -- "$drivers/tmmu/report.c" "$scratch/overlay/$path"
}
cat >>"$scratch/overlay/$path" <<'END'

#include <linux/moduleparam.h>
#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "interleave."
unsigned int il_mutant;
module_param_named(mutant, il_mutant, uint, 0444);
END
kernel_build "$kernel" "$@" --overlay "$scratch/overlay" ||
die "the kernel does not compile with the bugs"
unlock

# ---- judge -----------------------------------------------------------------------

# stage_words STAGE OF: what the guest runs, one scenario after another up to the
# first that is not ok.
stage_words () {
	sed 's/#.*//;s/[[:space:]]*|[[:space:]]*/|/g;s/[[:space:]]*$//;/^$/d' \
		"$mutants/mutate.list" | awk -F '|' -v stage="$1" -v of="$2" '
	$1 != stage || ($2 == "%") != (of != "driver") { next }
	{
		words = $3
		gsub(/%/, of, words)
		if (stage != "rows")
			words = words " explore=1 first=1 bound=" stage
		# a word with "=" alone would be taken for a parameter of the kernel
		line = line (line == "" ? "" : " && ") "scenario " words
		n++
	}
	END { print n; print line }'
}

# stage NUMBER STAGE OF: does it find something?
stage () {
	stage_words "$2" "$3" >"$scratch/stage.$1"
	stage_line=$(sed -n 2p "$scratch/stage.$1")
	# the command line of the kernel is too short for it
	printf '%s\n' "$stage_line" >"$scratch/job.$1"
	printf 'file /mutate.job %s 0644 0 0\n' "$scratch/job.$1" >"$scratch/cpio.$1"
	"$guest_gen" -t 0 "$scratch/cpio.$1" >"$scratch/more.$1" &&
	cat -- "$guest_dir/initramfs.cpio" "$scratch/more.$1" >"$scratch/initrd.$1" ||
	die "cannot write to $build (cure: free space)"
	cpio=$scratch/initrd.$1
	BOOT_ARGS="interleave.mutant=$1 panic_on_warn=1"
	BOOT_QUIET=20
	boot "$kernels/$kernel/linux" "$scratch/run.$1" sh /mutate.job </dev/null
	verdict "$scratch/run.$1"
	stage_how=$(broken_laws "$scratch/run.$1" | cut -f 1 | sort -u | tr '\n' ' ')
	stage_bad=0
	case $verdict in
	"$CRASH" | "$HANG") stage_bad=1 ;;
	*) test "$(grep -c '^not ok' "$scratch/run.$1/result")" -eq 0 &&
		grep -q '^# end .* 0' "$scratch/run.$1/result" || stage_bad=1 ;;
	esac
	rm -rf -- "$scratch/run.$1" "$scratch/initrd.$1" "$scratch/more.$1"
	return "$stage_bad"
}

# kunit NUMBER: is a case of KUnit not ok?
kunit () {
	cpio=$guest_dir/initramfs.cpio
	BOOT_ARGS="interleave.mutant=$1 panic_on_warn=1 kunit.enable=1"
	BOOT_QUIET=20
	BOOT_LOGLEVEL=4
	# the kernel logs which case is ok at a level that is not shown
	boot "$kernels/$kernel/linux" "$scratch/run.$1" sh -c \
		'cat /sys/kernel/debug/kunit/*/results >/results && ! grep -q not.ok /results' </dev/null
	BOOT_LOGLEVEL=
	verdict "$scratch/run.$1"
	kunit_bad=$?
	rm -rf -- "$scratch/run.$1"
	return "$kunit_bad"
}

# ex_judge NUMBER: what make check would say.
ex_judge () {
	BOOT_ARGS="interleave.mutant=$1"
	cpio=$guest_dir/initramfs.cpio
	checks_list >"$scratch/checks.$1"
	while IFS='|' read -r judge_name _
	do
		check_run "$kernels/$kernel/linux" "$judge_name" "$scratch/run.$1" </dev/null
		test "$verdict" -eq "$PASS" || {
			found="check $judge_name"
			return
		}
	done <"$scratch/checks.$1"
	AGAIN=1
	searches_run "$kernel" >/dev/null
	found=$(awk -F '\t' '$2 != 0 { print "search " $1; exit }' "$scratch/searched")
}

# equivalent PATH KIND TEXT: the reason, if it is one.
equivalent () {
	awk -F ' [|] ' -v path="${1##*/}" -v kind="$2" -v text="$3" '
	/^#/ { next }
	$1 == path && $2 == kind && $3 == text { print $4; exit }' "$mutants/equivalent.list"
}

# judge NUMBER PATH LINE KIND TEXT: one line of the table.
judge () {
	found=
	if test -n "$exercise"
	then
		ex_judge "$1"
	else
		case $2 in
		mm/mmn/*)
			judge_of=${2##*/}
			judge_of=${judge_of%.c}
			;;
		*) judge_of=driver ;;
		esac
		kunit "$1" || found=KUnit
		for judge_stage in rows 1
		do
			test -z "$found" || break
			stage "$1" "$judge_stage" "$judge_of" ||
			found="$judge_stage ${stage_how:-$(verdict_word "$verdict")}"
		done
	fi
	why=
	test -n "$found" || {
		why=$(equivalent "$2" "$4" "$5")
		found=${why:+equivalent}
		found=${found:-missed}
	}
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$5" "$found" "$why"
}

# hunk_without NUMBER: the reference fix but for its hunk of that number.
hunk_without () {
	awk -v without="$1" '
	/^--- / { head = $0; next }
	/^\+\+\+ / { head = head "\n" $0; next }
	/^@@/ {
		n++
		if (n != without && head != "") {
			print head
			head = ""
		}
	}
	n && n != without { print }' "$ex_dir/fix.patch"
}

# hunk_has_code NUMBER: or does it only change comments?
hunk_has_code () {
	awk -v of="$1" '
	/^(---|\+\+\+) / { next }
	/^@@/ { n++; next }
	n != of || !/^[-+]/ { next }
	{
		line = substr($0, 2)
		gsub(/\/\*.*\*\//, "", line)
		if (line !~ /^[ \t]*(\/\*|\*|$)/)
			code = 1
	}
	END { exit !code }' "$ex_dir/fix.patch"
}

# hunks: the reference fix with one of its hunks left out, each in a kernel of its own: a
# line of the table each.  One that does not compile is refused.
hunks () {
	hunks_all=$(grep -c '^@@' "$ex_dir/fix.patch")
	test "$hunks_all" -gt 1 || return 0
	for hunk in $(seq 1 "$hunks_all")
	do
		hunk_without "$hunk" >"$scratch/hunk.patch"
		awk -v of="$hunk" '/^\+\+\+ / { path = substr($2, 3) } /^@@/ { n++ }
			n == of { print path; exit }' "$ex_dir/fix.patch" >"$scratch/hunk.path"
		kernel=mutate-$nr
		found=
		if ! hunk_has_code "$hunk"
		then
			continue
		elif (kernel_build "$kernel" --access "$(ex_access)" --patch "$ex_bug" \
			--patch "$scratch/hunk.patch") >"$scratch/hunk.log" 2>&1
		then
			unlock
			ex_judge 0
		else
			found="compiler"
		fi
		hunk_text=$(awk -v of="$hunk" '
		/^(---|\+\+\+) / { next }
		/^@@/ { n++; next }
		n == of && /^[-+]/ {
			text = substr($0, 2)
			sub(/^[ \t]+/, "", text)
			if (text !~ /^(\/\*|\*|$)/) {
				gsub(/\t/, " ", text)
				print text
				exit
			}
		}' "$ex_dir/fix.patch")
		hunk_text=${hunk_text:-hunk $hunk}
		why=
		test -n "$found" || {
			why=$(equivalent "$nr" "hunk left out" "$hunk_text")
			found=${why:+equivalent}
			found=${found:-missed}
		}
		printf 'h%s\t%s\t-\thunk left out\t%s\t%s\t%s\n' "$hunk" \
			"$(cat -- "$scratch/hunk.path")" "$hunk_text" "$found" "$why"
	done
}

# Called for a single one, by several at a time.
if test -n "$chosen"
then
	# shellcheck disable=SC2086
	printf '%s\n' $chosen >"$scratch/numbers"
elif test -n "$sample"
then
	awk -v n="$total" -v k="$sample" -v seed="$seed" 'BEGIN {
		x = seed
		for (i = 1; i <= k && i <= n; i++) {
			do {
				x = (x * 16807) % 2147483647
				pick = x % n + 1
			} while (pick in taken)
			taken[pick]
			print pick
		}
	}' >"$scratch/numbers"
else
	seq 1 "$total" >"$scratch/numbers"
fi
say "$total bugs in $(cut -f 2 "$scratch/planted" | sort -u | grep -c .) files; trying $(grep -c . "$scratch/numbers")"
found=
if test -n "$exercise"
then
	ex_judge 0
	test -z "$found" || die "a test fails without any bug: $found"
elif test -z "$chosen$sample"
then
	kunit 0 && stage 0 rows driver && stage 0 1 driver ||
	die "a test fails without any bug: $stage_how"
fi

# judge_one NUMBER BUG: a line of the numbers.
judge_one () {
	# some bugs have the kernel report for ever
	# shellcheck disable=SC3045
	ulimit -t 60
	awk -F '\t' -v n="$2" '$1 == n' "$planted" >"$scratch/one"
	IFS='	' read -r _ path line kind text <"$scratch/one"
	judge "$2" "$path" "$line" "$kind" "$text" >"$judged/$1"
}

start=$(clock)
planted=$scratch/planted
judged=$scratch/judged
mkdir -p -- "$judged"
# the searches of an exercise are several at a time themselves
in_parallel judge_one "$scratch/numbers" ${exercise:+1}
mkdir -p -- "$results" || unwritable "$build"
tsv=$results/mutate${exercise:+-$nr}.tsv
{
	printf 'number\tpath\tline\tkind\ttext\tfound\twhy\n'
	cat -- "$judged"/* 2>/dev/null | sort -n
	test -z "$exercise" || test -n "$chosen$sample" || hunks
} >"$tsv"

test -n "$(sed 1d "$tsv")" || die "nothing was judged: no bug was tried (cure: another SAMPLE= or MUTANT=)"
sed 1d "$tsv" | awk -F '\t' '
{
	by = $6
	sub(/ .*/, "", by)
	count[by]++
	n++
	if ($6 == "missed")
		missed[++m] = sprintf("  %s:%s  %s: %s   (MUTANT=%s)", $2, $3, $4, $5, $1)
}
END {
	found = n - count["missed"] - count["equivalent"]
	printf "found by"
	for (by in count)
		if (by != "missed" && by != "equivalent")
			printf " %s %d,", by, count[by]
	printf " missed %d, equivalent %d\n", count["missed"], count["equivalent"]
	real = n - count["equivalent"]
	printf "%d of %d that are not equivalent: %.1f %%\n", found, real, real ? 100 * found / real : 100
	if (m)
		print "missed:"
	for (i = 1; i <= m; i++)
		print missed[i]
	exit m > 0
}'
status=$?
say "took $(($(clock) - start)) s; the table is in ${tsv#"$top"/}"
test "$status" -eq 0 || exit "$FAIL"
