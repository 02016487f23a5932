# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Exercises: which there are, how far the learner is, what a check says.
# Sourced after lib.sh.
#
# exercises/ID/meta		key=value lines
# exercises/ID/checks		NAME | words for the guest | law
# work/ID/			the learner's files; .base/ as they were given
# work/.state			ID status attempts hints hash, of the work that was solved

test -z "${lib_exercise:-}" || return 0
lib_exercise=1
. "$scripts/lib/guest.sh"
. "$scripts/lib/draw.sh"
. "$scripts/lib/course.sh"

ex_all () {
	for all_dir in "$exercises"/*/
	do
		test -f "${all_dir}meta" || continue
		all_dir=${all_dir%/}
		printf '%s\n' "${all_dir##*/}"
	done
}

# ex_refuse WHY: end with the exercises that there are.
ex_refuse () {
	die "$1 (cure: EX=$(ex_all | sed 's/-.*//' | tr '\n' '|' | sed 's/|$//'); make status shows them)"
}

# count N THING: "1 hint", "2 hints", "2 searches"
count () {
	case $1,$2 in
	1,*) say "1 $2" ;;
	*ch) say "$1 ${2}es" ;;
	*) say "$1 ${2}s" ;;
	esac
}

# ex_find NAME: 01, 1 or the full name; sets $ex, $nr, $ex_dir, $ex_work, how messages
# name that, $ex_at, and $ex_bug, empty where nothing is broken.
ex_find () {
	find_name=$1
	test -n "$find_name" ||
	ex_refuse "which exercise?"
	case $find_name in
	[0-9])
		find_name=0$find_name
		;;
	esac
	ex=$(ex_all | awk -v name="$find_name" '
		$0 == name || index($0, name "-") == 1 { print; exit }')
	test -n "$ex" ||
	ex_refuse "no exercise '$1'"
	nr=${ex%%-*}
	ex_dir=$exercises/$ex
	ex_work=$work/$ex
	ex_at=$(shown "$ex_work")
	ex_bug=$ex_dir/bug.patch
	test -f "$ex_bug" || ex_bug=
	ex_debug_given="make debug EX=$nr${ex_bug:+ BUG=1}"
	ex_flavour=$(ex_meta flavour)
	ex_suffix=
}

# ex_begun: the exercises that were begun, the one that was worked on last first.
ex_begun () (
	# shellcheck disable=SC2046
	cd -- "$work" 2>/dev/null && ls -1td -- $(ex_all) 2>/dev/null
)

# ex_open: the exercise that was worked on last and is not solved.
ex_open () {
	for open_id in $(ex_begun)
	do
		test "$(ex_state "$open_id")" = solved || {
			printf '%s\n' "$open_id"
			return
		}
	done
}

# ex_here: the same, or where all are solved the one that was worked on last, in $here; says so.
ex_here () {
	here=$(ex_open)
	here=${here:-$(ex_begun | sed 1q)}
	test -z "$here" || say "EX=${here%%-*}, since none was named"
}

# ex_ready: of the exercises in stdin those first for which all that meta puts before them is solved.
ex_ready () {
	while read -r ready_id
	do
		ready=0
		for ready_after in $(meta_get "$ready_id" after)
		do
			test "$(ex_state "$(ex_all | grep "^$ready_after-")")" = solved || ready=1
		done
		printf '%s %s\n' "$ready" "$ready_id"
	done | sort -s -n -k 1,1 | cut -d ' ' -f 2
}

# ex_new: the exercise that was not begun and comes next.
ex_new () {
	for new_id in $(ex_all | ex_ready)
	do
		test "$(ex_state "$new_id")" != new || {
			printf '%s\n' "$new_id"
			return
		}
	done
}

# ex_verb [NAME]: the exercise that a verb was given, by its only word or by EX=; else the one
# that is open, or was worked on last.
ex_verb () {
	test $# -le 1 || usage
	here=${1:-${EX:-}}
	test -n "$here" || ex_here
	ex_find "$here"
}

# ex_broken: end where nothing is.
ex_broken () {
	test -n "$ex_bug" || die "nothing is broken in exercise $ex (cure: another exercise; make status shows them)"
}

# ex_base: the kernel of the exercise without bug and change.
ex_base () {
	flavour_kernel "${ex_flavour:-lab}"
}

# meta_get ID KEY
meta_get () {
	sed -n "s/^$2=//p" "$exercises/$1/meta"
}

ex_meta () {
	meta_get "$ex" "$1"
}

ex_title () {
	meta_get "$1" title
}

# ex_hash ID: of the work on it; empty without work.
ex_hash () {
	test ! -d "$work/$1" || {
		for hash_file in $(meta_get "$1" files)
		do
			cat -- "$work/$1/$hash_file"
		done
	} 2>/dev/null | sum
}

# ex_state ID: new, started, solved, or "changed since solved".
ex_state () {
	state_now=$(state_get "$1" status)
	if test "$state_now" = solved && test -d "$work/$1"
	then
		state_hash=$(state_get "$1" hash)
		test "${state_hash:--}" = - ||
		test "$state_hash" = "$(ex_hash "$1")" ||
		state_now="changed since solved"
	fi
	printf '%s\n' "$state_now"
}

# ex_say_next: which exercise comes next, other than $ex, and what to do there.
ex_say_next () {
	for next_state in started "changed since solved" new
	do
		for next_ex in $(ex_all | ex_ready)
		do
			test "$next_ex" != "$ex" &&
			test "$(ex_state "$next_ex")" = "$next_state" || continue
			next_verb=check
			test "$next_state" != new || next_verb=start
			say "Next: make $next_verb EX=${next_ex%%-*}   ($(ex_title "$next_ex"))"
			return
		done
	done
	say "All exercises are solved."
}

# ---------------------------------------------------------------------------
# State, one line an exercise.

work_locked=

# work_lock: nobody else writes the state, backups and copies until we end, or unlock.
# Who has it does not wait for the lock of the build.
work_lock () {
	test -z "$work_locked" || return 0
	take_lock 5 "$work/.lock" "another make is writing to $(shown "$work")"
	work_locked=1
}

work_unlock () {
	exec 5>&-
	work_locked=
}

# state_line ID: all that is known of it, one line.
state_line () {
	{
		awk -v id="$1" '$1 == id' "$work/.state" 2>/dev/null
		echo
	} | {
		read -r _ line_status line_attempts line_hints line_hash line_failed line_hinted
		# until 0.14 they were in a file beside the work
		test -n "$line_hinted" ||
		line_hinted=$(paste -s -d , -- "$work/$1/.hinted" 2>/dev/null)
		printf '%s\n' "$1 ${line_status:-new} ${line_attempts:-0} ${line_hints:-0} ${line_hash:--} ${line_failed:--} ${line_hinted:--}"
	}
}

# state_get ID status|attempts|hints|hash|failed|hinted
state_get () {
	state_line "$1" | case $2 in
	status) cut -d ' ' -f 2 ;;
	attempts) cut -d ' ' -f 3 ;;
	hints) cut -d ' ' -f 4 ;;
	hash) cut -d ' ' -f 5 ;;
	failed) cut -d ' ' -f 6 ;;
	hinted) cut -d ' ' -f 7 ;;
	esac
}

# state_set ID NAME=VALUE...: the others stay; "+1" is one more than now.
state_set () {
	set_id=$1
	set_had=$work_locked
	shift
	work_lock
	set_line=$(state_line "$set_id" | awk -v to="$*" '
	BEGIN {
		n = split("id status attempts hints hash failed hinted", name, " ")
		for (i = split(to, word, " "); i > 0; i--) {
			at = index(word[i], "=")
			value[substr(word[i], 1, at - 1)] = substr(word[i], at + 1)
		}
	}
	{
		for (i = 2; i <= n; i++)
			if (name[i] in value)
				$i = value[name[i]] == "+1" ? $i + 1 : value[name[i]]
		print
	}')
	test -n "$set_line" &&
	{
		awk -v id="$set_id" '$1 != id' "$work/.state" 2>/dev/null
		say "$set_line"
	} | sort >"$work/.state.new" &&
	mv -f -- "$work/.state.new" "$work/.state" ||
	unwritable "$work"
	test -n "$set_had" || work_unlock
}

# state_started: new is started now.
state_started () {
	test "$(state_get "$ex" status)" != new || state_set "$ex" status=started
}

# ---------------------------------------------------------------------------
# The learner's files.

# ex_given DST: the files of the exercise as a learner gets them.
ex_given () {
	tree_unpack
	scratch
	variant_args ${ex_bug:+--patch "$ex_bug"}
	variant_assemble "$scratch/given"
	rm -rf -- "$1"
	mkdir -p -- "$1" || unwritable "$work"
	ex_pick "$scratch/given/src" "$1"
	unlock
}

# ex_pick SRC DST: the files that the learner may edit, and only these.
ex_pick () {
	for pick_file in $(ex_meta files)
	do
		mkdir -p -- "$2/$(dirname -- "$pick_file")" || die "cannot write to $2"
		if test -f "$1/$pick_file"
		then
			cp -- "$1/$pick_file" "$2/$pick_file" ||
			die "cannot write to $2"
		else
			pristine_file "$pick_file" "$2/$pick_file"
			test -f "$2/$pick_file" ||
			die "$pick_file of exercise $ex is missing (cure: make reset EX=$nr)"
		fi
	done
}

ex_started () {
	test -d "$ex_work" ||
	die "exercise $ex is not started (cure: make start EX=$nr)"
}

# ex_backup: a copy of the learner's work; how messages name it in $ex_backup.
ex_backup () {
	work_lock
	backup_n=1
	while test -e "$work/.backup/$ex-$backup_n"
	do
		backup_n=$((backup_n + 1))
	done
	work_copy "$ex_work" "$work/.backup/$ex-$backup_n"
	work_unlock
	ex_backup=$(shown "$work/.backup/$ex-$backup_n")
}

# work_copy SRC DST: whole or not at all.
work_copy () {
	rm -rf -- "$2.new"
	mkdir -p -- "${2%/*}" 2>/dev/null &&
	cp -R -- "$1" "$2.new" 2>/dev/null &&
	mv -- "$2.new" "$2" || {
		rm -rf -- "$2.new"
		unwritable "$work"
	}
}

# ex_give: work/ID from scratch, complete or not at all, and the tree to read.
ex_give () {
	mkdir -p -- "$work" 2>/dev/null || unwritable "$work"
	rm -rf -- "$work/.new-$ex"
	ex_given "$work/.new-$ex"
	mkdir -p -- "$scratch/base" &&
	cp -R -- "$work/.new-$ex/." "$scratch/base/" &&
	mv -- "$scratch/base" "$work/.new-$ex/.base" &&
	printf '%s\n' "$ex" >"$work/.new-$ex/.kit" ||
	unwritable "$work"
	questions_give predict "$work/.new-$ex"
	questions_give answers "$work/.new-$ex"
	why_give "$work/.new-$ex"
	rm -rf -- "$ex_work"
	mv -- "$work/.new-$ex" "$ex_work" || unwritable "$work"
	ex_read
}

# ex_update: when what the kit gives has changed since the start, merge the
# learner's changes into it.  Nothing is lost: there is a backup.
ex_update () {
	ex_given "$scratch/now"
	update_todo=
	for update_file in $(ex_meta files)
	do
		cmp -s -- "$scratch/now/$update_file" "$ex_work/.base/$update_file" ||
		update_todo="$update_todo $update_file"
	done
	test -n "$update_todo" || return 0

	need git
	ex_backup
	say "The kit has changed these files since you started:$update_todo"
	say "Your work as it was is in $ex_backup"
	update_conflict=
	for update_file in $update_todo
	do
		mkdir -p -- "$(dirname -- "$ex_work/.base/$update_file")"
		test -f "$ex_work/.base/$update_file" ||
		: >"$ex_work/.base/$update_file"
		test -f "$ex_work/$update_file" ||
		cp -- "$ex_work/.base/$update_file" "$ex_work/$update_file"
		git merge-file -q -L yours -L given -L kit -p \
			"$ex_work/$update_file" "$ex_work/.base/$update_file" \
			"$scratch/now/$update_file" >"$scratch/merged" ||
		update_conflict="$update_conflict $update_file"
		cp -- "$scratch/merged" "$ex_work/$update_file.kit-new" &&
		mv -f -- "$ex_work/$update_file.kit-new" "$ex_work/$update_file" &&
		cp -- "$scratch/now/$update_file" "$ex_work/.base/$update_file" ||
		unwritable "$ex_work"
	done
	test -z "$update_conflict" ||
	die "you and the kit have changed the same lines; look for <<<<<<< in$update_conflict, choose one version, and check again"
	say "Your changes were merged into them."
}

# ex_access: the objects of the learner's files, for kernel_build --access: each access
# to memory in them is a schedule point where a search asks for it.
ex_access () {
	for access_file in $(ex_meta files)
	do
		case $access_file in
		*.c)
			access_file=${access_file##*/}
			printf '%s ' "${access_file%.c}.o"
			;;
		esac
	done
}

# ex_kernel_given: build the kernel of the exercise as it was given; $kernel is its name.
ex_kernel_given () {
	if test -z "$ex_bug"
	then
		kernel=$(ex_base)
		kernel_build "$kernel"
	else
		kernel=$ex-bug$ex_suffix
		kernel_build "$kernel" --access "$(ex_access)" --patch "$ex_bug"
	fi
}

# ex_lock: nobody else checks this exercise or puts back its files until we end.
ex_lock () {
	take_lock 6 "$results/.$ex.lock" "another make works on exercise $ex"
}

# ex_flavoured WEAK: "weak" makes the kernels of $ex such that stores can be late; empty leaves it.
ex_flavoured () {
	test "${1:-$ex_flavour}" = "$ex_flavour" || {
		ex_flavour=$1
		ex_suffix=-$1
	}
}

# ex_kernel NAME [weak]: build the kernel with the learner's work on this exercise, or, when it
# was not started, with its bug; $kernel is its name.  Returns 1 when it does not
# compile.  With "weak" it is one whose stores can be late.
ex_kernel () {
	ex_find "$1"
	ex_flavoured "${2:-}"
	if test -z "$ex_bug" || test ! -d "$ex_work"
	then
		ex_kernel_given
		return
	fi
	ex_update
	rm -rf -- "$scratch/overlay"
	mkdir -p -- "$scratch/overlay"
	ex_pick "$ex_work" "$scratch/overlay"
	kernel=$ex$ex_suffix
	kernel_build "$kernel" --access "$(ex_access)" --patch "$ex_bug" \
		--overlay "$scratch/overlay"
}

# patch_lines +|- FILE: how many lines the patch puts in, or takes out; 0 without a patch.
patch_lines () {
	cat -- "$2" 2>/dev/null | awk -v sign="$1" '
	left <= 0 {
		if (/^@@ /) {
			old = $2 ~ /,/ ? substr($2, index($2, ",") + 1) : 1
			new = $3 ~ /,/ ? substr($3, index($3, ",") + 1) : 1
			left = old + new
		}
		next
	}
	{
		first = substr($0, 1, 1)
		n += first == sign
		left -= first == "+" || first == "-" ? 1 : first == " " || first == "" ? 2 : 0
	}
	END { print n + 0 }'
}

# ex_diff: the learner's work as a patch, in work/ID/my.patch.
ex_diff () {
	for diff_file in $(ex_meta files)
	do
		test -f "$ex_work/$diff_file" ||
		die "$ex_at/$diff_file is missing (cure: copy it back from $ex_at/.base/, or make reset EX=$nr)"
		diff -u --label "a/$diff_file" --label "b/$diff_file" \
			-- "$ex_work/.base/$diff_file" "$ex_work/$diff_file"
	done >"$ex_work/my.patch.new"
	mv -f -- "$ex_work/my.patch.new" "$ex_work/my.patch" ||
	unwritable "$ex_work"
}

# ex_others: sources in work/ID that are no files of the exercise: nothing builds them.
ex_others () {
	(cd -- "$ex_work" && find . -name '.?*' -prune -o -type f \( -name '*.[chS]' -o -name Makefile -o -name Kconfig \) -print) |
	sed 's,^\./,,' | grep -vxF -- "$(ex_meta files | tr ' ' '\n')"
}

# ---------------------------------------------------------------------------
# Checks.

# bar_list FILE FIELDS: lines of a file of the exercise with so many fields between bars,
# trimmed; nothing where there is no such file.
bar_list () {
	test ! -f "$ex_dir/$1" || awk -F '|' -v fields="$2" '
	function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
	{ sub(/^[ \t]*#.*/, "") }
	NF >= fields {
		line = trim($1)
		for (i = 2; i <= NF; i++)
			line = line "|" trim($i)
		print line
	}' "$ex_dir/$1"
}

# checks_list: "NAME|LAW|WORDS" lines of the exercise.
checks_list () {
	bar_list checks 3 | awk -F '|' '{ print $1 "|" $3 "|" $2 }'
}

# searches_list: "NAME|WORDS|BOUND" lines of the exercise: what must be clean on the
# learner's kernel before it is solved.
searches_list () {
	bar_list search 3
}

# ex_compare COMM EXTRACT: of each file what EXTRACT FILE says of the learner's and of the
# given one, compared by comm; a line "FILE WORD" each.
ex_compare () {
	for compare_file in $(ex_meta files)
	do
		"$2" "$ex_work/$compare_file" | sort >"$scratch/compare.now"
		"$2" "$ex_work/.base/$compare_file" | sort >"$scratch/compare.given"
		comm "$1" "$scratch/compare.now" "$scratch/compare.given" |
		sed "s,^,$compare_file ,"
	done
}

# ex_points: schedule points of the files as they were given that no object of the
# learner's files has, wherever in them they stand: a line "FILE POINT" each.  The
# objects tell, since a line may be there and not be compiled.
ex_points () {
	for points_file in $(ex_meta files)
	do
		tr -d '\n' <"$ex_work/.base/$points_file" |
		grep -oE 'il_(point2?|note)[[:space:]]*\([^;]*\)' |
		grep -oE '"[^"]+"' | tr -d '"' |
		grep -vxF -f "$kernels/$kernel/strings" | sed "s,^,$points_file ,"
	done
}

# instrument_names: what judges and holds, what reports, and what leaves code out of either; one
# pattern of grep -E.
instrument_names () {
	{
		printf '%s\n' nr_flights nr_lost flight_lock 'mmn_flight[a-z_]*' 'mmn_set_[a-z_]*' mmn_busy \
			'tmmu_report[a-z_]*' 'tmmu_record_[a-z_]*' tmmu_judge tmmu_all \
			'il_run[a-z_]*' 'il_set_[a-z_]*' il_grant il_actor il_active 'il_(weak|old|past|covered)[a-z_]*'
		printf '%s\n' suppress_printk console_loglevel ignore_loglevel 'console_(silent|verbose)' \
			'debug_locks[a-z_]*' 'lockdep_(off|on|set_novalidate_class|recursion)' rcu_read_lock_nesting \
			'k(a|c)san_[a-z_]*'
		printf '%s\n' '_*no_sanitize[a-z_]*' '_*no_k[a-z]*san[a-z_]*' noinstr '_*notrace' \
			'_*no_instrument_function_*'
	} | paste -s -d '|' -
}

instrument_in () {
	grep -ohE "\\b($instrument)\\b" "$1"
}

# ex_instrument: names of what judges and holds tasks that the learner's files speak of more
# often than the files as they were given, a line "FILE NAME" each.
ex_instrument () {
	instrument=$(instrument_names)
	ex_compare -23 instrument_in | sort -u
}

# words_split STRING: its words, one a line in $scratch/words; quotes and
# backslashes hold words together as in sh.  Nothing is expanded.
words_split () {
	scratch
	printf '%s\n' "$1" | xargs -r -n 1 printf '=%s\n' \
		>"$scratch/words" 2>/dev/null ||
	die "a quotation mark has no partner: $1"
}

# run_words KERNEL RUNDIR WORDS: boot and judge.
run_words () {
	run_kernel=$1
	run_dir=$2
	words_split "$3"
	set --
	while IFS= read -r run_word
	do
		set -- "$@" "${run_word#=}"
	done <"$scratch/words"
	boot "$run_kernel" "$run_dir" "$@"
	verdict "$run_dir"
}

# check_blames RUNDIR WORDS: the run has no verdict, twice.  Is it the change?  The same on the
# kernel without it tells; then the verdict is FAIL.
check_blames () {
	blames_why=$verdict_why
	kernel_build "$(ex_base)" || die "the kernel does not build"
	run_words "$kernels/$(ex_base)/linux" "$scratch/blames" "$2"
	if test "$verdict" -eq "$ERROR"
	then
		verdict_why=$blames_why
		return
	fi
	verdict=$FAIL
	check_why="with your change the run ends without a result, twice; without it, it ends normally ($blames_why)"
}

# check_run KERNEL CHECKNAME RUNDIR: one check of the exercise; sets $verdict,
# $check_laws (what broke) and $check_why (what else is wrong).
check_run () {
	check_line=$(checks_list | awk -F '|' -v name="$2" '$1 == name')
	check_words=${check_line#*|*|}
	run_words "$1" "$3" "$check_words"
	# a passing fault of the machine passes
	test "$verdict" -ne "$ERROR" || run_words "$1" "$3" "$check_words"
	check_why=
	test "$verdict" -ne "$ERROR" || check_blames "$3" "$check_words"
	check_laws=$(result_laws "$3")
	return "$verdict"
}

# show_run RUNDIR: what a person wants to see of a run that failed.
show_run () {
	show_laws "$1"
	sed -n 's/^# result /    /p;s/^# damage /    damage: /p;s/^# check /    should be: /p' "$1/result"
	case $verdict in
	"$CRASH")
		sed -n 's/.*BUG: \(your task left\)/    \1/p' "$1/console"
		say "    the kernel printed:"
		{ report_show "$1/console" || console_show "$1/console" | tail -n 5; } | sed 's/^/        /'
		;;
	"$ERROR")
		say "    $verdict_why"
		console_show "$1/console" | tail -n 5 | sed 's/^/        /'
		;;
	"$HANG")
		say "    nothing moved any more; the last lines:"
		console_show "$1/console" | tail -n 5 | sed 's/^/        /'
		;;
	esac
	if grep -q '^# T ' "$1/result"
	then
		say ""
		sed -n 's/^# schedule /    schedule: /p' "$1/result"
		say ""
		diagram -v brief="$((! ${VERBOSE:-0}))" "$1/result"
		say ""
	fi
}

# patch_message PATCH: the text of it, without headers and signatures.
patch_message () {
	awk '
	/^--- / || /^---$/ || /^diff / { exit }
	!body && /^Subject:/ { sub(/^Subject: (\[PATCH[^]]*\] )?/, ""); print; next }
	!body && /^$/ { body = 1; print; next }
	!body || /^[A-Z][a-z-]*-by: / { next }
	{ print }' "$1" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

# wrong_names: the known wrong fixes of the exercise.
wrong_names () {
	for wrong_patch in "$ex_dir"/wrong-*.patch
	do
		test -f "$wrong_patch" || continue
		wrong_patch=${wrong_patch##*/wrong-}
		printf '%s\n' "${wrong_patch%.patch}"
	done
}

# same_failures EXPECT SEEN: do the same checks fail, and each for the law that
# EXPECT names?  Lines of EXPECT are "CHECK LAW", of SEEN "CHECK LAW...".
same_failures () {
	awk '
	NR == FNR { want[$1] = $2; n++; next }
	{
		if (!($1 in want))
			bad = 1
		for (i = 2; i <= NF; i++)
			if ($i == want[$1])
				found[$1] = 1
	}
	END {
		for (name in want)
			if (!(name in found))
				bad = 1
		exit bad
	}' "$1" "$2"
}
