# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Pictures of a trace.  Sourced after lib.sh.

test -z "${lib_draw:-}" || return 0
lib_draw=1

# draw_symbols RESULT: the file with the symbols of the kernel that has made it, where they are
# known and wanted.
draw_symbols () {
	test -z "${boot_kernel:-}" || ! grep -qE '^# T .* (store\.late|store\.seen|load\.old|lock|unlock|read|write) ' "$1" 2>/dev/null || {
		scratch
		nm -n "$boot_kernel" >"$scratch/symbols" 2>/dev/null && printf '%s\n' "$scratch/symbols"
	}
}

# diagram [-v brief=1] [-v state=1] RESULT: one column an actor, as wide as the terminal where there
# is one.
diagram () {
	for diagram_result
	do
		:
	done
	diagram_fit=
	test ! -t 1 || diagram_fit="-v fit=1 -v width=$(columns)"
	# shellcheck disable=SC2086
	awk -v "symbols=$(draw_symbols "$diagram_result")" $diagram_fit \
		-f "$scripts/draw/trace.awk" -f "$scripts/draw/diagram.awk" "$@"
}

# mermaid: the same as a sequence diagram of Mermaid.
mermaid () {
	awk -f "$scripts/draw/trace.awk" -f "$scripts/draw/mermaid.awk" "$@"
}
