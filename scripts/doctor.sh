#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: doctor.sh
#
# Check this machine: each line is one requirement.  A line that fails names the
# cause and the cure.  Exit status 2 if something is missing without which nothing
# works.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/tools.sh"
. "$scripts/lib/guest.sh"

test $# -eq 0 || usage
scratch
bad=0

good () {
	printf 'ok       %s\n' "$*" | wrap 1
}

# bad WHAT CAUSE CURE
bad () {
	bad=$((bad + 1))
	printf '%sBAD%s      %s: %s\n         cure: %s\n' "$red" "$plain" "$1" "$2" "$3" | wrap 1
}

# note WHAT CAUSE CURE: it works without, but not as well.
note () {
	printf 'note     %s: %s\n         cure: %s\n' "$1" "$2" "$3" | wrap 1
}

# at_least HAVE WANT: compare dotted versions.
at_least () {
	test "$(printf '%s\n%s\n' "$2" "$1" | sort -V | sed 1q)" = "$2"
}

case "$(uname -s) $(uname -m)" in
'Linux x86_64')
	good "Linux on x86_64 ($(uname -r))"
	;;
*)
	bad machine "this is $(uname -s) on $(uname -m); User Mode Linux needs Linux on x86_64" \
		"an x86_64 machine, virtual or not"
	;;
esac

missing=$(tools_missing "$tools_needed" | awk '{ printf " %s", $1 }')
if test -z "$missing"
then
	good "tools to build with"
else
	bad tools "not found:$missing" "make deps"
fi
not_gnu=$(tools_not_gnu patch tar)
test -z "$not_gnu" ||
bad tools "not those of GNU:$not_gnu" "GNU patch and tar before others in PATH, or make deps"
if have gcc
then
	version=$(gcc -dumpfullversion)
	if at_least "$version" 5.1
	then
		good "gcc $version"
	else
		bad gcc "version $version is too old" "gcc 5.1 or later"
	fi
	printf 'int main(void) { return 0; }\n' >"$scratch/static.c"
	if gcc -static -o "$scratch/static" "$scratch/static.c" 2>/dev/null
	then
		good "static programs can be linked"
	else
		bad libc "static linking fails" "make deps (libc6-dev)"
	fi
fi
if have make
then
	version=$(make --version | sed -n '1s/.* //p')
	if at_least "$version" 4.0
	then
		good "make $version"
	else
		bad make "version $version is too old" "GNU make 4.0 or later"
	fi
fi
if find_busybox
then
	good "static busybox ($busybox)"
else
	bad busybox "no static busybox found" "make deps, or BUSYBOX=/path/to/one"
fi
tools_missing "$tools_wanted" >"$scratch/wanted"
while read -r tool _
do
	case $tool in
	gdb) note gdb "not found; make debug will not work" "make deps" ;;
	*) note "$tool" "not found; the kit works without it" "make deps" ;;
	esac
done <"$scratch/wanted"

if mkdir -p -- "$build" && test -w "$build"
then
	mb=$(free_mb "$build")
	if test -f "$linux/.kit-source" || test "$mb" -ge "$(pin disk_mb)"
	then
		good "$mb MB free for $build"
	else
		bad disk "$mb MB free for $build, $(pin disk_mb) MB are needed" \
			"free space, or BUILD=/some/other/dir"
	fi
else
	bad disk "cannot write to $build" "BUILD=/some/dir that you may write to"
fi
(path_check) 2>"$scratch/path" ||
bad path "$(sed "s/^[^:]*: //;s/ (cure: .*//" "$scratch/path")" "$(sed "s/.*(cure: //;s/)$//" "$scratch/path")"

test -z "$(place_old)" ||
note place "this checkout was moved or copied from $(place_old | cut -d " " -f 1)" "none is needed; the next build takes a minute more, since it makes the files anew that name the old place"

if memory_dir 300
then
	good "$(free_mb "$memory") MB free in $memory, which may hold executable memory"
else
	bad memory "$memory_why" "$memory_cure"
fi

if ptrace_allowed
then
	! have cc || good "ptrace is allowed"
else
	bad ptrace "$ptrace_why" "$ptrace_cure"
fi
if have cc
then
	supervisor
	if test "$("$host/supervise" -p cat /proc/self/personality 2>/dev/null)" = 00040000
	then
		good "address randomisation can be switched off"
	else
		note aslr "it cannot be switched off here; verdicts hold, addresses differ from run to run" \
			"docker: --security-opt seccomp=unconfined"
	fi
fi

if test -n "${KERNEL_TARBALL:-}"
then
	if test -f "$KERNEL_TARBALL"
	then
		good "KERNEL_TARBALL=$KERNEL_TARBALL"
	else
		bad source "KERNEL_TARBALL=$KERNEL_TARBALL is not a file" "the right name of the file"
	fi
elif source_here
then
	good "kernel source is here"
elif source_reach
then
	good "kernel source comes from $reach"
else
	bad source "$reach" "$(source_cure)"
fi

if test -x "$kernels/base/linux" && test -f "$cpio" && test "$bad" -eq 0
then
	boot "$kernels/base/linux" "$scratch/boot" true
	if verdict "$scratch/boot"
	then
		good "a guest boots"
	else
		bad boot "$(verdict_word "$verdict") ${verdict_why% (cure: make doctor)}" \
			"see the console: scripts/boot.sh -v true"
	fi
else
	note boot "no guest was booted: no kernel is built yet, or something above is bad" \
		"make build, then make doctor again"
fi

for flavour in $(flavours)
do
	kernel=$kernels/$(flavour_kernel "$flavour")
	if test -x "$kernel/linux"
	then
		good "flavour $flavour: built, $(du -sm -- "$build/$flavour" "$kernel" | awk '{ mb += $1 } END { print mb }') MB"
	else
		good "flavour $flavour: not built; it needs $(flavour_needs "$flavour")"
	fi
done

say ""
if test "$bad" -gt 0
then
	say "Mend the $bad BAD lines first."
	exit "$ERROR"
fi
say "Everything that the kit needs is here."
