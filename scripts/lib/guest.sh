# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034,SC2031
#
# The guest: its programs, and a boot.  Sourced after lib.sh.

test -z "${lib_guest:-}" || return 0
lib_guest=1
. "$scripts/lib/kernel.sh"
. "$scripts/lib/verdict.sh"

# find_busybox: a static one, in $busybox.
find_busybox () {
	for busybox in ${BUSYBOX:-} /bin/busybox /usr/bin/busybox /bin/busybox.static
	do
		test -x "$busybox" || continue
		if ! ldd "$busybox" >/dev/null 2>&1
		then
			return 0
		fi
	done
	return 1
}

# find_gen: the kernel's tool that packs a root file system, in $guest_gen; also where no
# name is expanded, as in in_parallel.
find_gen () {
	guest_gen=$(
		set +f
		for gen_file in "$build"/*/usr/gen_init_cpio
		do
			test ! -x "$gen_file" || { printf '%s\n' "$gen_file" && break; }
		done
	)
	test -n "$guest_gen" || die "no kernel is built yet (cure: make build)"
}

# guest_build: the programs and the root file system, as far as they are out of
# date.
guest_build () {
	path_check
	place_check
	find_busybox ||
	die "missing: a static busybox (cure: make deps, or BUSYBOX=/path/to/one)"
	find_gen
	need make cc flock
	scratch
	mkdir -p -- "$guest_dir" 2>/dev/null || unwritable "$build"
	# What was killed may have left the tree as a part of the series makes it.
	guest_make ||
	{ (tree_prepare) && guest_make; } || {
		cat "$scratch/guest.log" >&2
		die "the guest's programs do not compile"
	}
}

guest_make () {
	clean_make flock "$guest_dir/.lock" \
	make -C "$uml" -f Makefile OUT="$guest_dir" \
		GEN_INIT_CPIO="$guest_gen" BUSYBOX="$busybox" \
		>"$scratch/guest.log" 2>&1
}

# boot_word WORD: as the kernel's command line wants it.
boot_word () {
	case $1 in
	*\"*)
		die "a double quote cannot be passed to the guest: $1"
		;;
	*=*' '*)
		printf '%s="%s"' "${1%%=*}" "${1#*=}"
		;;
	*' '* | '')
		printf '"%s"' "$1"
		;;
	*)
		printf '%s' "$1"
		;;
	esac
}

# memory_dir MB: where the guest's memory of that size goes, in $memory; it is a
# file that is mapped executable.  UML itself takes TMPDIR, else /dev/shm; where
# that has no room TMPDIR is set.  Returns 1 with the reason in $memory_why.
memory_dir () {
	memory_why=
	for memory in "${TMPDIR:-/dev/shm}" "${TMPDIR:-/tmp}"
	do
		if test ! -d "$memory" || test ! -w "$memory"
		then
			memory_why="$memory_why; $memory is not a directory, or you may not write to it"
		elif awk -v dir="$memory" '
			{ point = $2 == "/" ? "" : $2 }
			index(dir "/", point "/") == 1 && length(point) >= best { best = length(point); opt = $4 }
			END { exit ("," opt ",") !~ /,noexec,/ }' /proc/mounts
		then
			memory_why="$memory_why; $memory is mounted noexec"
		elif memory_mb=$(free_mb "$memory") && test "$memory_mb" -lt "$1"
		then
			memory_why="$memory_why; $memory has $memory_mb MB free"
		else
			test "$memory" = /dev/shm || {
				TMPDIR=$memory
				export TMPDIR
			}
			return 0
		fi
		test -z "${TMPDIR:-}" || break
	done
	memory_why="the guest's memory needs $1 MB in a directory that is not mounted noexec${memory_why}"
	return 1
}
memory_cure='TMPDIR=/some/dir with more; docker: --shm-size 512m, --tmpfs /dev/shm:exec'

# memory_need SIZE: end when the host has no room for it.
memory_need () {
	memory_dir $((${1%M} + 16)) || die "$memory_why (cure: $memory_cure)"
}

# uml_tmp: a private directory outside the checkout, in $uml_tmp: the path of
# UML's socket must be short.  What killed runs left there goes.
uml_tmp () {
	uml_base=${TMPDIR:-/tmp}
	for uml_old in "$uml_base"/uml-kit.*.*
	do
		uml_pid=${uml_old#"$uml_base"/uml-kit.}
		uml_pid=${uml_pid%%.*}
		test -O "$uml_old" && test ! -d "/proc/$uml_pid" &&
		rm -rf -- "$uml_old"
	done
	uml_tmp=$(mktemp -d "$uml_base/uml-kit.$$.XXXXXX") ||
	die "cannot write to $uml_base (cure: TMPDIR=/some/dir)"
}

# aslr_note: say once when addresses will not be the same every time.
aslr_note () {
	test -z "${aslr_noted:-}" || return 0
	aslr_noted=1
	test "$("$host/supervise" -p cat /proc/self/personality 2>/dev/null)" = 00040000 ||
	warn "this host refuses to switch address randomisation off; addresses will differ from run to run"
}

# boot KERNEL RUNDIR WORD...
#
# Runs the words in the guest: RUNDIR/console is what people read,
# RUNDIR/result is KTAP.  BOOT_ARGS are more kernel parameters, BOOT_QUIET
# seconds without progress are a hang; BOOT_MEM is the memory.  With an empty
# BOOT_TIME the clock is that of the host; otherwise time moves only while
# everything sleeps, and nothing may spin until it has passed.  Returns the status of the UML process
# as the supervisor gives it; $boot_nonce is the number of the run.  The verb
# debug has a $boot_runner of its own.
#
# In virtual time a stalled grace period is a task that sleeps in a read-side
# section for ever; the kernel then ends, or it would report that for ever.
boot () {
	boot_kernel=$1
	boot_dir=$2
	shift 2
	test -x "$boot_kernel" || die "no kernel $boot_kernel (cure: make build)"
	test -f "$cpio" || die "no root file system (cure: make build)"
	mkdir -p -- "$boot_dir" 2>/dev/null || unwritable "$boot_dir"
	supervisor
	aslr_note
	memory_need "${BOOT_MEM:-128M}"
	boot_line=
	for boot_arg
	do
		boot_line="$boot_line $(boot_word "$boot_arg")" || exit "$ERROR"
	done
	boot_nonce=$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
	uml_tmp
	# shellcheck disable=SC2086
	"${boot_runner:-boot_supervised}" \
		"$boot_kernel" "mem=${BOOT_MEM:-128M}" "initrd=$cpio" \
		con=null con0=null,fd:1 ssl=null ssl0=null,fd:3 root=98:0 \
		"uml_dir=$uml_tmp/" umid=k noreboot \
		${BOOT_TIME-time-travel=inf-cpu time-travel-start=1000000000 sysctl.kernel.panic_on_rcu_stall=1} \
		norandmaps no_hash_pointers "loglevel=${BOOT_LOGLEVEL:-5}" \
		${BOOT_ARGS:-} "lab.nonce=$boot_nonce" ${1:+--} "$boot_line"
	boot_status=$?
	printf '%s\n' "$boot_status" >"$boot_dir/status"
	printf '%s\n' "$boot_nonce" >"$boot_dir/nonce"
	covered_take "$boot_dir"
	return $boot_status
}

boot_supervised () {
	supervised -c -e -p -w "$$" -q "${BOOT_QUIET:-60}" -d "$uml_tmp" "$@" \
		>"$boot_dir/console" 2>&1 3>"$boot_dir/result" 9>&-
}

# kit_names designs|consumers: sets $names to what the kernel "base" has, in
# its order.  Each kernel is asked once.
kit_names () {
	names_file=$kernels/base/$1
	if test ! -s "$names_file"
	then
		scratch
		boot "$kernels/base/linux" "$scratch/names-run" scenario "$1" </dev/null
		verdict "$scratch/names-run" ||
		die "the kernel did not list its $1: $verdict_why"
		sed "/^#/d" "$scratch/names-run/result" >"$names_file.new" &&
		mv -f -- "$names_file.new" "$names_file" ||
		unwritable "$build"
	fi
	names=$(tr "\n" " " <"$names_file" | sed "s/ $//")
}
