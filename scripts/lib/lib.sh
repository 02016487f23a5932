# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# What the verbs share.  Sourced, never run:
#
#	. "$(dirname "$0")/lib/lib.sh"
#
# It takes the words NAME=value away from those of the script, and loads nothing else: a verb
# sources what it needs of scripts/lib, and each of these files what it needs itself, once.
#
# Exit statuses of every verb: 0 PASS, 1 FAIL, 2 usage or environment,
# 3 crash, 4 hang.

. "$(dirname -- "$0")/lib/door.sh"

PASS=0 FAIL=1 ERROR=2 CRASH=3 HANG=4

umask 022
LC_ALL=C
export LC_ALL

# Where everything is.
top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
scripts=$top/scripts
uml=$top/uml
patches=$top/patches
drivers=$top/drivers
exercises=$top/exercises

# columns: how wide the terminal is.
columns () {
	columns_n=${COLUMNS:-}
	test -n "$columns_n" ||
	columns_n=$({ stty size </dev/tty | cut -d ' ' -f 2; } 2>/dev/null)
	case $columns_n in
	'' | 0 | *[!0-9]*) echo 80 ;;
	*) echo "$columns_n" ;;
	esac
}

# wrap FD: stdin, no wider than the terminal where FD is one.
wrap () {
	if test -t "$1"
	then
		fold -s -w "$(columns)"
	else
		cat
	fi
}

die () {
	warn "$@"
	exit "$ERROR"
}

say () {
	printf '%s\n' "$*"
}

warn () {
	printf '%s: %s\n' "${0##*/}" "$*" | wrap 2 >&2
}

# The comment at the head of the script is its manual.
manual () {
	{
		awk 'NR == 1 || /^# SPDX/ { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0" |
		sed '1{/^$/d;}'
		say
		say "Takes${door_takes:+ $door_takes, and} the settings $door_settings."
	} | wrap "$1"
}

usage () {
	manual 2 >&2
	exit "$ERROR"
}

# ksh and mksh close descriptors above 2 for what they start.
test -z "${KSH_VERSION:-}" ||
die "this sh is a Korn shell, which does not pass open files on (cure: dash, bash or busybox as /bin/sh)"

door "$@"

# absolute PATH: as seen from any directory.
absolute () {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*) printf '%s\n' "$(pwd)/$1" ;;
	esac
}

work=$(absolute "${WORK:-$top/work}")
build=$(absolute "${BUILD:-$top/build}")
# The room of the kernel: its patches, pin and configuration, and what it breaks.
room=$patches/${KERNEL:-$(cat "$patches/default")}
if test ! -f "$room/series"
then
	die "no kernel '${room##*/}'; there are: $(cd -- "$patches" && echo [0-9]*)"
fi
test -z "${KERNEL:-}" || test "$KERNEL" = "$(cat "$patches/default")" || build=$build/$KERNEL
download=$build/download
linux=$build/linux
pristine=$build/pristine
kernels=$build/kernel
results=$build/results
runs=$build/run
host=$build/host
guest_dir=$build/initramfs
cpio=$guest_dir/initramfs.cpio

# shown PATH: as messages name it, within the checkout from its top.
shown () {
	printf '%s\n' "${1#"$top"/}"
}

# unwritable DIR: end with the cure.
unwritable () {
	case $1 in
	"$work"*) die "cannot write to $1 (cure: free space, or WORK=/some/other/dir)" ;;
	*) die "cannot write to $1 (cure: free space, or BUILD=/some/other/dir)" ;;
	esac
}

# In whole seconds.
clock () {
	date +%s
}

# clock_ms: in milliseconds, to ten of them; not every date has those.
clock_ms () {
	read -r clock_up _ </proc/uptime
	printf '%s0\n' "${clock_up%.*}${clock_up#*.}"
}

# time_limit: MINUTES= from now are all there are, or what a caller has left.
time_limit () {
	case ${MINUTES:-} in
	'') return ;;
	*[!0-9]*) die "MINUTES is a number, not '$MINUTES'" ;;
	esac
	KIT_UNTIL=$(($(clock) + MINUTES * 60))
	export KIT_UNTIL
	unset MINUTES
}

time_is_over () {
	test -n "${KIT_UNTIL:-}" && test "$(clock)" -ge "$KIT_UNTIL"
}

have () {
	command -v "$1" >/dev/null 2>&1
}

# tools_not_gnu TOOL...: those that are there and are another one, of busybox say.
tools_not_gnu () {
	for gnu_tool
	do
		! have "$gnu_tool" || "$gnu_tool" --version 2>/dev/null | grep -q GNU ||
		printf ' %s' "$(command -v "$gnu_tool")"
	done
}

# need TOOL...: end with the cure when one is missing.
need () {
	need_missing=
	for need_tool
	do
		have "$need_tool" || need_missing="$need_missing $need_tool"
	done
	test -z "$need_missing" ||
	die "missing:$need_missing (cure: make deps)"
}

# need_gnu TOOL...: the same, and it must be that of GNU.
need_gnu () {
	need "$@"
	need_other=$(tools_not_gnu "$@")
	test -z "$need_other" ||
	die "not those of GNU:$need_other (cure: GNU $* before others in PATH, or make deps)"
}

# njobs: how many things are done at a time.
njobs () {
	printf '%s\n' "${JOBS:-$(nproc 2>/dev/null || echo 2)}"
}

# free_mb DIR: space left on the file system of DIR, in MB; a lot where df cannot tell.
free_mb () {
	df -Pm -- "$1" 2>/dev/null | awk 'NR == 2 { mb = $4 } END { print mb == "" ? 999999 : mb }'
}

need_space () {
	test "$(free_mb "$1")" -ge "$2" ||
	die "$1 has $(free_mb "$1") MB free and $2 MB are needed (cure: free space, or BUILD=/some/other/dir)"
}

pin () {
	sed -n "s/^$1=//p" "$room/kernel.pin"
}

sum () {
	sha256sum | cut -d ' ' -f 1
}

# write_if_changed SRC DST: keep the time of DST when its content stays.
write_if_changed () {
	cmp -s -- "$1" "$2" && return 0
	mkdir -p -- "$(dirname -- "$2")" &&
	cp -- "$1" "$2.kit-new" &&
	mv -f -- "$2.kit-new" "$2"
}

# ---------------------------------------------------------------------------
# Processes.  Nothing that a verb starts outlives it.

lib_dir=
lib_child=
lib_locked=

cleanup () {
	trap - EXIT
	trap '' INT TERM HUP
	# shellcheck disable=SC2086
	if test -n "$lib_child"
	then
		kill -s TERM $lib_child 2>/dev/null
		wait $lib_child 2>/dev/null
	fi
	if test -n "$lib_dir"
	then
		rm -rf -- "$lib_dir"
	fi
}

# traps: for this shell; a subshell that starts anything sets them again.
traps () {
	# shellcheck disable=SC2154
	trap 'lib_status=$?; cleanup; exit $lib_status' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}
traps

# scratch: a directory of this run, in $scratch; removed when the verb ends.
scratch () {
	test -z "$lib_dir" || return 0
	mkdir -p -- "$runs" 2>/dev/null || unwritable "$build"
	for scratch_old in "$runs"/*.*
	do
		scratch_pid=${scratch_old##*/}
		scratch_pid=${scratch_pid%%.*}
		test -d "$scratch_old" && test ! -d "/proc/$scratch_pid" &&
		rm -rf -- "$scratch_old"
	done
	lib_dir=$(mktemp -d "$runs/$$.XXXXXX" 2>/dev/null) || unwritable "$build"
	scratch=$lib_dir
}

# host_program NAME SOURCE...: build/host/NAME, from files of C.
host_program () {
	program=$1
	shift
	if test ! -x "$host/$program" ||
		test -n "$(find "$uml/host" "$uml/search" "$uml/scenes" "$uml/guest" "$top/drivers/tmmu/tmmu_uapi.h" -name '*.[ch]' -newer "$host/$program")"
	then
		have cc || die "missing: a C compiler (cure: make deps)"
		mkdir -p -- "$host" 2>/dev/null && test -w "$host" ||
		unwritable "$build"
		(cd -- "$top" && cc -O2 -Wall -Wextra -Iuml/search -Iuml/scenes -Iuml/guest \
			-Idrivers/tmmu -Idrivers/interleave/include/uapi -o "$host/$program.$$" "$@") &&
		mv -f -- "$host/$program.$$" "$host/$program" ||
		die "cannot compile build/host/$program"
	fi
}

supervisor () {
	host_program supervise uml/host/supervise.c
}

# tether "$@": run this verb again such that it ends when its parent does.
# Without a compiler there is nothing yet that could be left behind.
tether () {
	test "${KIT_TETHER:-}" != "$$" || return 0
	have cc || return 0
	supervisor
	KIT_TETHER=$$
	export KIT_TETHER
	exec "$host/supervise" -t "$PPID" "$0" "$@"
}

# supervised OPTION... -- COMMAND...: in the foreground for the caller, yet a
# signal is acted upon at once.  Redirections of the call apply.
supervised () {
	# sh gives a background command /dev/null before it redirects
	{ "$host/supervise" "$@" <&8 8<&- & } 8<&0
	lib_child=$!
	wait "$lib_child"
	supervised_status=$?
	lib_child=
	return $supervised_status
}

# in_parallel FUNCTION FILE [JOBS]: FUNCTION NUMBER LINE for each line of FILE, each in a subshell
# with a scratch directory of its own, as many at a time as JOBS or njobs says.  There is
# $scratch/parallel/NUMBER.done when it has ended.
in_parallel () {
	rm -rf -- "$scratch/parallel"
	mkdir -p -- "$scratch/parallel" || unwritable "$build"
	parallel_pids=
	for parallel_n in $(seq 1 "${3:-$(njobs)}")
	do
		(parallel_work "$1" "$2") &
		parallel_pids="$parallel_pids $!"
	done
	lib_child=$parallel_pids
	for parallel_n in $parallel_pids
	do
		wait "$parallel_n"
	done
	lib_child=
}

parallel_line () {
	traps
	set -f
	scratch=$work_dir/$work_n.tmp
	mkdir -- "$scratch" && "$1" "$work_n" "$work_line"
}

# parallel_work FUNCTION FILE: those lines of in_parallel that nobody else has begun.
parallel_work () {
	lib_dir=
	lib_child=
	traps
	work_dir=$scratch/parallel
	work_n=0
	while IFS= read -r work_line <&4
	do
		work_n=$((work_n + 1))
		kill -0 "$$" 2>/dev/null || exit
		# of all that try to make this file one does
		(set -C && : >"$work_dir/$work_n") 2>/dev/null || continue
		(parallel_line "$1") </dev/null 4<&- &
		lib_child=$!
		wait "$lib_child"
		lib_child=
		rm -rf -- "$work_dir/$work_n.tmp"
		: >"$work_dir/$work_n.done"
	done 4<"$2"
}

# take_lock FD FILE WHAT: FILE is ours until we end, open as FD (5 the work, 6 an exercise,
# 7 a search, 9 the build; not 8, which supervised() has); while WHAT it waits.
take_lock () {
	need flock
	mkdir -p -- "${2%/*}" 2>/dev/null && (: >>"$2") 2>/dev/null || unwritable "${2%/*}"
	eval "exec $1>\"\$2\""
	flock -n "$1" || {
		warn "$3; waiting for it"
		supervised flock "$1"
	}
}

# lock: one verb at a time changes the tree and the object directories.
lock () {
	test -z "$lib_locked" || return 0
	take_lock 9 "$build/.lock" "another make is building here"
	lib_locked=1
}

unlock () {
	exec 9>&-
	lib_locked=
}

# ---------------------------------------------------------------------------
# Colour, only on a terminal and never with NO_COLOR; words always say it too.

if test -t 1 && test -z "${NO_COLOR:-}" && test "${TERM:-dumb}" != dumb
then
	bold=$(printf '\033[1m') red=$(printf '\033[31m')
	green=$(printf '\033[32m') plain=$(printf '\033[0m')
else
	bold='' red='' green='' plain=''
fi

verdict_word () {
	case $1 in
	0) printf '%sPASS%s' "$green" "$plain" ;;
	1) printf '%sFAIL%s' "$red" "$plain" ;;
	2) printf 'ERROR' ;;
	3) printf '%sCRASH%s' "$red" "$plain" ;;
	4) printf '%sHANG%s' "$red" "$plain" ;;
	*) printf 'status %s' "$1" ;;
	esac
}

case ${1:-} in
-h | --help)
	manual 1
	exit 0
	;;
esac

test -n "$door_reads" || tether "$@"
shift "$door_words"
unset KIT_GOALS
