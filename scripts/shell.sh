#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: shell.sh [-k NAME]
#
# A shell in the guest, on this terminal.  "exit" ends it and the guest.  Time
# runs as on the host; when the guest ends, everything in it is lost.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/guest.sh"

name=base
while getopts k: opt
do
	case $opt in
	k) name=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
test $# -eq 0 || usage
test -t 0 && test -t 1 ||
die "stdin and stdout must be a terminal (cure: make boot CMD='...' runs one command)"

if test "$name" = base
then
	kernel_build base || exit "$ERROR"
fi
guest_build
test -x "$kernels/$name/linux" || die "no kernel $name (cure: make build)"
scratch
aslr_note
memory_need 128M
uml_tmp
say "The guest's shell; 'exit' ends it.  'scenario list' shows what there is to try."
supervised -e -i -p -d "$uml_tmp" \
	"$kernels/$name/linux" mem=128M "initrd=$cpio" \
	con=null con0=fd:0,fd:1 ssl=null root=98:0 "uml_dir=$uml_tmp/" \
	umid=k noreboot norandmaps loglevel=4 quiet 2>"$scratch/console" 9>&-
status=$?
case $status in
0)
	;;
134 | 139)
	tail -n 40 "$scratch/console" >&2
	say "CRASH: the kernel ended itself"
	exit "$CRASH"
	;;
*)
	# What UML says when the host refuses something is on stderr.
	if test "$status" -ge 124 ||
		grep -qiE 'ptrace: |expected SIG|noexec|no space|not enough memory' "$scratch/console"
	then
		tail -n 5 "$scratch/console" >&2
		die "the guest ended with status $status (cure: make doctor)"
	fi
	say "the guest's shell ended with status $status"
	;;
esac
