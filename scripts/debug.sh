#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: debug.sh EXERCISE [CHECK]	(or EX=EXERCISE CHECK=NAME)
#        debug.sh scenario=NAME [KEY=VALUE]... [schedule=STRING]
#	(or SCENARIO=, DESIGN=, CONSUMER=, SCHEDULE=, OPTIONS='KEY=VALUE...')
#
# Run an exercise or a scenario under gdb.  Type "lab-help" there.
#
# EX= alone: a check of the exercise, the first one if none is named, with your work
# in the kernel if the exercise was started.  gdb has breakpoints at the functions that
# matter; only actors stop at them.  Type "run".
#
# EX= and SCENARIO=: the scenario on the kernel with your work on the exercise.  In both BUG=1 is
# the kernel as the exercise was given, whatever your work is; make answer asks about that one.
#
# SCENARIO= alone: the scenario, on the design v18 and the consumer kvm unless others
# are named, by the schedule of the scenario unless another is given:
#
#	debug.sh scenario=register-punch design=v10 'schedule=B6 A13 B6'
#
# gdb stands before the first step of the schedule.  Type "next-step".
#
# gdb can go backwards, by running again: see docs/gdb.md.
#
# Without a terminal gdb is not started: what it needs is put into build/debug, and the command
# is said, for a front end or another script.
#
# BATCH=1 runs a session without a prompt, that of the exercise or the one that
# GDB=FILE names; the exit status is 0 if all its expectations held.

# boot() calls run_gdb
# shellcheck disable=SC2317
set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"
. "$scripts/lib/explore.sh"

schedule=${SCHEDULE:-}
named=
scenario=${SCENARIO:-${SCENE:-}}
exercise=${EX:-}
check=${CHECK:-}
nr_plain=0
for word
do
	case $word in
	schedule=*) schedule=${word#*=} ;;
	?*=*)
		named="$named $word"
		test "${word#scenario=}" = "$word" || scenario=$word
		;;
	*)
		nr_plain=$((nr_plain + 1))
		case $nr_plain in
		1) exercise=$word ;;
		2) check=$word ;;
		*) usage ;;
		esac
		;;
	esac
done
test -n "$exercise$scenario" || {
	ex_here
	exercise=$here
}
test -n "$exercise$scenario" ||
die "nothing is named (cure: EX=01, or SCENARIO=register-punch; scripts/boot.sh scenario list shows all)"
need gdb
test -z "${BUG:-}" || test -n "$exercise" ||
die "BUG=1 is the bug of an exercise (cure: EX=01)"
session=
scratch
debug_dir=$scratch/debug
by_hand=
test -n "${BATCH:-}" || test -t 0 || {
	by_hand=1
	debug_dir=$build/debug
}

# The kernel of the exercise: $kernel.
debug_kernel () {
	ex_find "$exercise"
	debug_weak=$(schedule_kernel "$schedule" base)
	ex_flavoured "${debug_weak#base}"
	test -z "${BATCH:-}" || test -n "$scenario" || BUG=1
	if test -n "${BUG:-}"
	then
		test -z "$ex_bug" || say "the kernel as you got it, not your work"
		ex_kernel_given
	else
		ex_kernel "$exercise" "${debug_weak#base}"
	fi || die "the kernel does not compile (make check EX=$nr says why)"
}

# What a check of an exercise runs: $kernel, $words.
debug_exercise () {
	ex_find "$exercise"
	test -n "$check" || check=$(checks_list | sed -n '1s/|.*//p')
	check_line=$(checks_list | awk -F '|' -v name="$check" '$1 == name')
	test -n "$check_line" ||
	die "exercise $ex has no check '$check'; there are: $(checks_list | cut -d '|' -f 1 | tr '\n' ' ')"
	debug_kernel
	words=${check_line#*|*|}
	session=$ex_dir/session.gdb
	say "$bold$ex: $(ex_title "$ex")$plain, check $check"
	say "${check_line##*|}"
}

# What a scenario runs.
debug_scenario () {
	# it becomes a line of a file that gdb reads
	case $schedule in
	*[!A-Za-z0-9_\ '	'@*.,:=~^+-]*)
		die "a schedule cannot have this character: $(printf '%s' "$schedule" | tr -d 'A-Za-z0-9_ \t@*.,:=~^+-' | cut -c 1)"
		;;
	esac
	# shellcheck disable=SC2086
	cell_take -e $named
	if test -n "$exercise"
	then
		debug_kernel
	else
		kernel=$(schedule_kernel "$schedule" "$(cell_is kernel)")
		kernel_build "$kernel" || die "the kernel does not build"
	fi
	schedule=$(printf '%s\n' "$schedule" | tr -s ' \t' ' ' |
		sed 's/^ *//;s/ *$//')
	guest_build
	# shellcheck disable=SC2086
	cell_take -e $named
	words="scenario $(cell_is run)"
	test -z "$schedule" || words="$words 'schedule=$schedule'"
	say "$bold$(cell_is scenario)$plain, $(cell_is typed)"
	say "schedule: ${schedule:-that of the scenario}"
}

# The same run without gdb: how many steps it has, and in which a law breaks.
first_pass () {
	run_words "$kernels/$kernel/linux" "$scratch/first" "$words"
	test "$verdict" -ne "$ERROR" || die "$verdict_why"
	awk -f "$scripts/draw/trace.awk" -f "$scripts/draw/first-law.awk" "$scratch/first/result" >"$scratch/laws"
	read -r nr_steps _ <"$scratch/laws"
	test "$nr_steps" -gt 0 ||
	die "this run has no actors, so nothing can be stepped (cure: SCENARIO=, see scripts/boot.sh scenario list)"
	why=$(sed -n 2p "$scratch/laws")
	case $verdict in
	"$PASS" | "$FAIL")
		say "$nr_steps steps; ${why:+broken laws: }${why:-no law breaks in them}"
		sed -n 's/^# check /should be: /p' "$scratch/first/result"
		;;
	*)
		say "$nr_steps steps; $(verdict_word "$verdict"): $verdict_why"
		;;
	esac
}

# An argument as sh reads it.
quoted () {
	printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# What the session begins with.
session_begin () {
	if test -n "$scenario"
	then
		say 'lab-begin'
		say 'lab-welcome'
	fi
}

# gdb_failed: gdb has left by itself, often without a word: what it says of an error
# of its own goes where the output of the lab's commands goes.
gdb_failed () {
	failed_gdb=$(gdb --version | sed -n '1s/.*) //p')
	tail -n 5 "$debug_dir/console" 2>/dev/null >&2
	die "gdb ${failed_gdb:-(unknown)} ended with status $boot_status before the session did (cure: see its messages above, perhaps an error in the session; or use another gdb: 13.1 works)"
}

# session_kernel: what the session has of its own: a kernel that is built anew under it would
# take the places to which it goes back.
session_kernel () {
	rm -rf -- "$debug_dir"
	mkdir -p -- "$debug_dir/src" 2>/dev/null &&
	ln -- "$kernels/$kernel/linux" "$debug_dir/linux" &&
	cp -R -- "$kernels/$kernel/src/." "$debug_dir/src/" &&
	find "$debug_dir/src" -type f -exec touch -r "$debug_dir/linux" {} + &&
	: >"$debug_dir/begun" || unwritable "$build"
}

# session_ticks: how many ticks of the processor the guest has used; 0 where gdb has it stopped.
session_ticks () {
	for ticks_of in /proc/[0-9]*
	do
		test "$ticks_of/exe" -ef "$debug_dir/linux" || continue
		sed 's/.*) //' "$ticks_of/stat" 2>/dev/null
	done | awk '$1 != "t" { n += $12 + $13 } END { print n + 0 }'
}

# session_watch: say it when the guest has been busy for 20 s and has done no step that its trace
# would have.
session_watch () {
	trap '' INT
	watch_was=
	watch_busy=0
	while sleep 1 && kill -0 "$$" 2>/dev/null
	do
		watch_ticks=$(session_ticks)
		watch_now=$(wc -c <"$debug_dir/console" 2>/dev/null)$(wc -c <"$debug_dir/result" 2>/dev/null)
		if test "$watch_ticks" -gt "${watch_last:-0}" && test "$watch_now" = "$watch_was"
		then
			watch_busy=$((watch_busy + 1))
		else
			watch_busy=0
		fi
		watch_last=$watch_ticks
		watch_was=$watch_now
		test "$watch_busy" -ne 20 ||
		say "The guest is busy for 20 s, and nothing has come of it: it hangs, most likely.  Ctrl-C stops it; then \"actors\" and \"bt\"."
	done
}

# run_gdb KERNEL ARG...: instead of the supervised boot.
run_gdb () {
	shift
	# those of a gdb that does not come to run the guest
	: >"$debug_dir/console"
	: >"$debug_dir/result"
	{
		for gdb_topic in lab trace steps back
		do
			printf 'source %s\n' "$uml/gdb/$gdb_topic.gdb"
		done
		# the guest's memory must not depend on our environment
		printf 'set exec-wrapper env -i PATH=/usr/bin:/bin HOME=/'
		test -z "${TMPDIR:-}" || printf ' TMPDIR=%s' "$(quoted "$TMPDIR")"
		printf '\nset args'
		for gdb_arg
		do
			printf ' '
			quoted "$gdb_arg"
		done
		printf '</dev/null >%s 2>&1 3>%s\n' \
			"$(quoted "$debug_dir/console")" \
			"$(quoted "$debug_dir/result")"
		# the objects may be of another checkout: of one that was moved, or of ccache
		printf 'directory %s\n' "$build/lab"
		# what was built in place of a file of the tree
		find "$debug_dir/src" -type f | while read -r gdb_file
		do
			printf 'set substitute-path %s %s\n' \
				"../linux${gdb_file#"$debug_dir/src"}" "$gdb_file"
		done
		printf 'define lab-progress\nshell echo >>%s\nend\n' "$(quoted "$debug_dir/progress")"
		printf 'define lab-breaks-away\nshell rm -f %s\npipe -d @@ save breakpoints %s @@ cat >/dev/null\nend\n' "$(quoted "$debug_dir/breaks")" "$debug_dir/breaks"
		printf 'define lab-breaks-back\nshell : >>%s\npipe -d @@ source %s @@ cat >/dev/null\nend\n' "$(quoted "$debug_dir/breaks")" "$debug_dir/breaks"
		printf 'define lab-ended\nshell echo >%s\nend\n' "$(quoted "$debug_dir/ended")"
		printf 'define lab-other-way\nshell test %s -nt %s && echo "The programs of the guest were built anew since this session began: quit, and begin a new one." || echo "Does the host switch address randomisation off (make doctor)?  \\"lab-begin\\" begins the run again."\nend\n' \
			"$(quoted "$cpio")" "$(quoted "$debug_dir/begun")"
		test -n "${BUG:-}" ||
		printf 'define hook-run\nshell test %s -ef %s || test -f %s || { echo "The kernel was built anew since this session began (make check does that).  The session goes on with its own; for the new one quit, and make debug again."; : >%s; }\nend\n' \
			"$(quoted "$kernels/$kernel/linux")" "$(quoted "$debug_dir/linux")" \
			"$(quoted "$debug_dir/said")" "$(quoted "$debug_dir/said")"
		say 'define lab-verdict'
		# shellcheck disable=SC2016
		printf 'shell sed -n -e "s/^# \\(law\\|error\\|damage\\) /    &/p" -e "/^ok\\|^not ok/s/^/    /p" %s\n' \
			"$(quoted "$debug_dir/result")"
		say 'end'
		gdb_points=
		test -z "$exercise" || gdb_points=$(ex_meta points)
		for gdb_point in $gdb_points
		do
			printf 'break %s if !il_run || ((struct task_struct *)cpu_tasks[0].task)->il_actor\n' \
				"$gdb_point"
		done
		if test -z "$by_hand"
		then
			session_begin
		elif test -n "$scenario" || test -z "$gdb_points"
		then
			say 'tbreak *il_grant'
		fi
	} >"$debug_dir/gdb"
	test -z "$by_hand" || {
		rmdir -- "$uml_tmp"
		return 0
	}
	SHELL=/bin/sh
	export SHELL
	# gdb allows itself a core file, and leaves one when its terminal goes
	# shellcheck disable=SC3045
	ulimit -c 0
	: >"$debug_dir/progress"
	if test -n "${BATCH:-}"
	then
		# what grows there is progress, where stdout is no file, too
		supervised -p -q 120 -d "$uml_tmp" gdb -q -nx -batch \
			-x "$debug_dir/gdb" -x "$session" \
			"$debug_dir/linux" 3>>"$debug_dir/progress" 9>&-
	else
		trap '' INT
		session_watch 9>&- &
		session_watcher=$!
		supervised -i -k -p -d "$uml_tmp" gdb -q -nx \
			-x "$debug_dir/gdb" "$debug_dir/linux" 9>&-
		gdb_status=$?
		kill "$session_watcher" 2>/dev/null
		return "$gdb_status"
	fi
}

if test -n "$scenario"
then
	debug_scenario
else
	debug_exercise
fi
session=${GDB:-$session}
test -z "${BATCH:-}" || test -f "$session" ||
die "BATCH=1 needs a session: ${session:-GDB=FILE}"
session_kernel
unlock
guest_build
test -z "$scenario" || first_pass
test -n "${BATCH:-}" ||
say "The guest's console: $debug_dir/console, its results: $debug_dir/result"
say ""
boot_runner=run_gdb
run_words "$debug_dir/linux" "$debug_dir" "$words"
test -z "$by_hand" || {
	say "stdin is no terminal, so gdb is not started.  The same gdb by hand, or under a front end:"
	say "    SHELL=/bin/sh gdb -q -nx -x $debug_dir/gdb $debug_dir/linux"
	say "then \"run\"; docs/gdb.md has more.  (BATCH=1 runs a session.)"
	exit "$PASS"
}
if test -z "${BATCH:-}"
then
	test "$boot_status" -eq 0 || gdb_failed
	exit "$PASS"
fi
case $boot_status in
"$PASS" | "$FAIL")
	test -f "$debug_dir/ended" || gdb_failed
	exit "$boot_status"
	;;
124)
	die "the session made no progress"
	;;
esac
gdb_failed
