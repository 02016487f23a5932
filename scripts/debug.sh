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
# EX= and SCENARIO=: the scenario on the kernel with your work on the exercise.  BUG=1: on the
# kernel as the exercise was given, whatever your work is; the questions ask about that one.
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
test -n "${BATCH:-}" || test -t 0 ||
die "stdin must be a terminal (cure: BATCH=1 runs a session)"
session=
scratch

# The kernel of the exercise: $kernel.
debug_kernel () {
	ex_find "$exercise"
	if test -n "${BUG:-}" && test -n "$ex_bug"
	then
		say "BUG=1: the kernel as it was given, not your work"
		ex_kernel_given
	elif test -z "${BATCH:-}" || test -n "$scenario" || test -z "$ex_bug"
	then
		debug_weak=$(schedule_kernel "$schedule")
		ex_kernel "$exercise" "${debug_weak#base}"
	else
		say "BATCH=1: the kernel with the bug, not your work"
		ex_kernel_given
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
		kernel=$(schedule_kernel "$schedule")
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
	tail -n 5 "$scratch/debug/console" 2>/dev/null >&2
	die "gdb ${failed_gdb:-(unknown)} ended with status $boot_status before the session did (cure: see its messages above, perhaps an error in the session; or use another gdb: 13.1 works)"
}

# run_gdb KERNEL ARG...: instead of the supervised boot.
run_gdb () {
	gdb_kernel=$1
	shift
	# those of a gdb that does not come to run the guest
	: >"$boot_dir/console"
	: >"$boot_dir/result"
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
			"$(quoted "$boot_dir/console")" \
			"$(quoted "$boot_dir/result")"
		# the objects may be of another checkout: of one that was moved, or of ccache
		printf 'directory %s\n' "$build/lab"
		# what was built in place of a file of the tree
		find "$kernels/$kernel/src" -type f | while read -r gdb_file
		do
			printf 'set substitute-path %s %s\n' \
				"../linux${gdb_file#"$kernels/$kernel/src"}" "$gdb_file"
		done
		printf 'define lab-progress\nshell echo >>%s\nend\n' "$(quoted "$scratch/progress")"
		printf 'define lab-breaks-away\nshell rm -f %s\npipe -d @@ save breakpoints %s @@ cat >/dev/null\nend\n' "$(quoted "$scratch/breaks")" "$scratch/breaks"
		printf 'define lab-breaks-back\nshell : >>%s\npipe -d @@ source %s @@ cat >/dev/null\nend\n' "$(quoted "$scratch/breaks")" "$scratch/breaks"
		printf 'define lab-ended\nshell echo >%s\nend\n' "$(quoted "$scratch/ended")"
		say 'define lab-verdict'
		# shellcheck disable=SC2016
		printf 'shell sed -n -e "s/^# \\(law\\|error\\|damage\\) /    &/p" -e "/^ok\\|^not ok/s/^/    /p" %s\n' \
			"$(quoted "$boot_dir/result")"
		say 'end'
		test -z "$exercise" ||
		for gdb_point in $(ex_meta points)
		do
			printf 'break %s if !il_run || ((struct task_struct *)cpu_tasks[0].task)->il_actor\n' \
				"$gdb_point"
		done
		session_begin
	} >"$scratch/gdb"
	SHELL=/bin/sh
	export SHELL
	# gdb allows itself a core file, and leaves one when its terminal goes
	# shellcheck disable=SC3045
	ulimit -c 0
	: >"$scratch/progress"
	if test -n "${BATCH:-}"
	then
		# what grows there is progress, where stdout is no file, too
		supervised -p -q 120 -d "$uml_tmp" gdb -q -nx -batch \
			-x "$scratch/gdb" -x "$session" \
			"$gdb_kernel" 3>>"$scratch/progress" 9>&-
	else
		trap '' INT
		supervised -i -k -p -d "$uml_tmp" gdb -q -nx \
			-x "$scratch/gdb" "$gdb_kernel" 9>&-
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
unlock
guest_build
test -z "$scenario" || first_pass
test -n "${BATCH:-}" ||
say "The guest's console: $scratch/debug/console, its results: $scratch/debug/result"
say ""
boot_runner=run_gdb
run_words "$kernels/$kernel/linux" "$scratch/debug" "$words"
if test -z "${BATCH:-}"
then
	test "$boot_status" -eq 0 || gdb_failed
	exit "$PASS"
fi
case $boot_status in
"$PASS" | "$FAIL")
	test -f "$scratch/ended" || gdb_failed
	exit "$boot_status"
	;;
124)
	die "the session made no progress"
	;;
esac
gdb_failed
