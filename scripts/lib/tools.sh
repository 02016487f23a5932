# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
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
