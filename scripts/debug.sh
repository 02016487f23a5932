#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: debug.sh EXERCISE [CHECK]	(or EX=EXERCISE CHECK=NAME)
#
# A check of the exercise, the first one if none is named, under gdb: with your
# work in it if the exercise was started.  Breakpoints are set where it matters and
# count for actors only.  Type "run", then "lab-help".
#
# BATCH=1 runs the exercise's own session instead of a prompt; the status says
# whether it saw what it should.

# boot() calls run_gdb
# shellcheck disable=SC2317
set -u
. "$(dirname "$0")/lib.sh"

tether "$@"
test $# -le 2 || usage
ex_find "${1:-${EX:-}}"
check=${2:-${CHECK:-}}
test -n "$check" || check=$(checks_list | sed -n '1s/|.*//p')
check_line=$(checks_list | awk -F '|' -v name="$check" '$1 == name')
test -n "$check_line" ||
die "exercise $ex has no check '$check'; there are: $(checks_list | cut -d '|' -f 1 | tr '\n' ' ')"
need gdb
test -n "${BATCH:-}" || test -t 0 ||
die "stdin must be a terminal (cure: BATCH=1 runs the exercise's own session)"
scratch

if test -d "$ex_work" && test -z "${BATCH:-}"
then
	ex_update
	mkdir -p -- "$scratch/overlay"
	ex_pick "$ex_work" "$scratch/overlay"
	kernel=$ex
	kernel_build "$kernel" --patch "$ex_dir/bug.patch" \
		--overlay "$scratch/overlay"
else
	kernel=$ex-bug
	kernel_build "$kernel" --patch "$ex_dir/bug.patch"
fi || die "the kernel does not compile (make check EX=${ex%%-*} says why)"
guest_build

# An argument as sh reads it.
quoted () {
	printf "'%s' " "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# run_gdb KERNEL ARG...: instead of the supervised boot.
run_gdb () {
	gdb_kernel=$1
	shift
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
		for gdb_point in $(ex_meta points)
		do
			printf 'break %s if !il_run || ((struct task_struct *)cpu_tasks[0].task)->il_actor\n' \
				"$gdb_point"
		done
		# what was built in place of a file of the tree
		find "$kernels/$kernel/src" -type f | while read -r gdb_file
		do
			printf 'set substitute-path %s %s\n' \
				"../linux${gdb_file#"$kernels/$kernel/src"}" "$gdb_file"
		done
	} >"$scratch/gdb"
	SHELL=/bin/sh
	export SHELL
	if test -n "${BATCH:-}"
	then
		supervised -p -q 120 -d "$uml_tmp" gdb -q -nx -batch \
			-x "$scratch/gdb" -x "$ex_dir/session.gdb" \
			"$gdb_kernel" 9>&-
	else
		trap '' INT
		supervised -i -k -p -d "$uml_tmp" gdb -q -nx \
			-x "$scratch/gdb" "$gdb_kernel" 9>&-
	fi
}

boot_runner=run_gdb
say "$bold$ex: $(ex_title "$ex")$plain, check $check"
say "${check_line##*|}"
if test -n "${BATCH:-}"
then
	test -f "$ex_dir/session.gdb" || die "exercise $ex has no session.gdb"
else
	say "The guest's console: $scratch/debug/console, its results: $scratch/debug/result"
	say ""
fi
run_words "$kernels/$kernel/linux" "$scratch/debug" "${check_line#*|*|}"
test -n "${BATCH:-}" || exit "$PASS"
case $boot_status in
"$PASS" | "$FAIL")
	exit "$boot_status"
	;;
124)
	die "the session made no progress"
	;;
esac
tail -n 5 "$scratch/debug/console" >&2
die "gdb ended with status $boot_status"
