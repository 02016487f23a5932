# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# Which programs the kit needs, and the Debian packages they are in.  Sourced
# after lib.sh by doctor and deps.

# Without one of these nothing is built.
tools_needed='make make
gcc gcc
cc gcc
ld binutils
bison bison
flex flex
bc bc
perl perl
patch patch
tar tar
xz xz-utils
git git
flock util-linux
awk mawk
sed sed
grep grep
cmp diffutils
find findutils
sha256sum coreutils
comm coreutils'

# Without these something is left out, and says so.
tools_wanted='gdb gdb
ccache ccache
bats bats
shellcheck shellcheck
sparse sparse
gnuplot gnuplot-nox'

# tools_missing LIST: "TOOL PACKAGE" lines of those that are not there.
tools_missing () {
	printf '%s\n' "$1" | while read -r missing_tool missing_package
	do
		have "$missing_tool" || printf '%s %s\n' "$missing_tool" "$missing_package"
	done
}

# static_libc: is there what static programs are linked with?
static_libc () {
	have cc || return 1
	case $(cc -print-file-name=libc.a 2>/dev/null) in
	/*) return 0 ;;
	esac
	return 1
}

# ptrace_allowed: may UML trace its processes here?  Returns 1 with $ptrace_why and
# $ptrace_cure.  Without a compiler only a part of it is known.
ptrace_allowed () {
	ptrace_yama=$(cat /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || echo 0)
	ptrace_cure="sysctl kernel.yama.ptrace_scope=1"
	if test "$ptrace_yama" -ge 3
	then
		ptrace_why="kernel.yama.ptrace_scope is $ptrace_yama: no process may trace"
		ptrace_cure="$ptrace_cure, after a restart of the host"
		return 1
	elif test "$ptrace_yama" -eq 2 && test "$(id -u)" -ne 0
	then
		ptrace_why="kernel.yama.ptrace_scope is 2: only root may trace"
		ptrace_cure="$ptrace_cure, or run as root"
		return 1
	fi
	have cc && mkdir -p -- "$host" 2>/dev/null &&
	cc -O2 -o "$host/ptrace.$$" "$uml/host/ptrace.c" 2>/dev/null || return 0
	ptrace_why=$("$host/ptrace.$$" 2>&1)
	ptrace_status=$?
	rm -f -- "$host/ptrace.$$"
	ptrace_cure="a container that allows it (docker: --cap-add SYS_PTRACE, or --security-opt seccomp=unconfined)"
	return "$ptrace_status"
}
