#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: run.sh
#
# Show a two-minute tour: fetch, patch and build the kernel if that was not done
# yet, then show a device that mirrors a process, and a race in which the device is
# not told that a page is gone.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/tools.sh"
. "$scripts/lib/exercise.sh"

test $# -eq 0 || usage

# machine_check: what no package mends, before anything is downloaded or built.
machine_check () {
	path_check
	mkdir -p -- "$build" 2>/dev/null && test -w "$build" || unwritable "$build"
	test -f "$linux/.kit-source" || need_space "$build" "$(pin disk_mb)"
	memory_need 128M
	ptrace_allowed || die "ptrace is refused: $ptrace_why (cure: $ptrace_cure)"
}

machine_check
source_get
"$scripts/deps.sh" --quiet || exit
machine_check

heading () {
	say ""
	say "$bold$*$plain"
	say ""
}

if test ! -x "$kernels/base/linux"
then
	say "First the kernel: some minutes, once ($(pin disk_mb) MB in $build)."
fi
kernel_build base || die "the kernel does not build"
ex_find 01
kernel_build tour --patch "$ex_dir/bug.patch" || die "the kernel does not build"
unlock
guest_build
scratch

# judged: what has no verdict of the laws shows nothing; the tour ends.
judged () {
	case $verdict in
	"$PASS" | "$FAIL")
		return
		;;
	esac
	case $verdict_why in
	*'(cure: '*) ;;
	*) verdict_why="$verdict_why (cure: make doctor)" ;;
	esac
	warn "the tour ends here: $(verdict_word "$verdict"): $verdict_why"
	exit "$verdict"
}

heading "1. A secondary MMU"
cat <<'EOF'
A secondary MMU is anything besides the processor that keeps translations of a
process's memory: a hypervisor, a GPU, a network card. Here is one, /dev/tmmu,
in a kernel that runs as a program on this machine. It mirrors a process. Then
the process unmaps the memory, and the kernel must tell the device:
EOF
say ""
boot "$kernels/base/linux" "$scratch/mirror" \
	scenario mirror-unmap design=v18 consumer=kvm
verdict "$scratch/mirror"
judged
status=$verdict
sed -n 's/^# result /    /p' "$scratch/mirror/result"
say "    $(verdict_word "$verdict") $verdict_why"

heading "2. A race of 2008"
cat <<'EOF'
Only laws judge a run. These five are named below:

EOF
awk -F '\t' '$1 ~ /^L([1-4]|10)$/ { print $1 ", " $2 ": " $3 }' "$scripts/draw/laws.tsv" |
fold -s -w 72 | sed -e 's/^L/    L/' -e t -e 's/^/        /'
cat <<'EOF'

Task B punches a hole into a file. Every device of a process that maps the file
is told "begin" before the page goes, and "end" after. Meanwhile task A registers
a new device and loads the page. Two moments matter: A comes while the begin is on
its way, or just after it has arrived. Three designs:

    v10 without its lock    a list, nothing else
    v10                     the list; if a registration races with a walk, the
                            walk is made again; proposed in April 2008
    v18                     as merged in July 2008, eight versions later
EOF
say ""

# race LABEL KERNEL DESIGN WHEN POINT
race () {
	boot "$2" "$scratch/race" scenario register-punch "design=$3" \
		consumer=kvm "schedule=B@$5 A* B*"
	verdict "$scratch/race"
	race_laws=$(result_laws "$scratch/race")
	printf '    %-22s %-24s %s%s\n' "$1" "$4" "$(verdict_word "$verdict")" \
		"${race_laws:+: law $race_laws}"
	judged
}

race "v10 without its lock" "$kernels/tour/linux" v10 "begin on its way" v10.begin.next
rm -rf -- "$scratch/shown"
cp -R -- "$scratch/race" "$scratch/shown"
race "v10 without its lock" "$kernels/tour/linux" v10 "begin has arrived" zap.begin.done
race v10 "$kernels/base/linux" v10 "begin on its way" v10.begin.next
race v10 "$kernels/base/linux" v10 "begin has arrived" zap.begin.done
race v18 "$kernels/base/linux" v18 "begin on its way" v18.begin.next
race v18 "$kernels/base/linux" v18 "begin has arrived" zap.begin.done

heading "3. What happened in the first of them"
say "Time goes down. A line at the left edge of a column is a point that its task"
say "leaves. \"-->\" is the last step before the first law broke."
say ""
diagram -v brief=1 "$scratch/shown/result"
say ""
sed -n 's/^# damage /    damage: /p' "$scratch/shown/result"
show_laws "$scratch/shown"
say ""
say "The same schedule gives the same bytes every time."

heading "Next"
say "    docs/primer.md      a page of words"
say "    make start EX=00    predict what happens in such a race, then see it in gdb"
say "    make start EX=01    mend this very bug"
say "    make next           where you are, any time"
exit "$status"
