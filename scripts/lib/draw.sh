# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Pictures of a trace.  Sourced after lib.sh.

test -z "${lib_draw:-}" || return 0
lib_draw=1

# diagram [-v brief=1] [-v state=1] RESULT: one column an actor.
diagram () {
	awk -f "$scripts/draw/trace.awk" -f "$scripts/draw/diagram.awk" "$@"
}

# mermaid: the same as a sequence diagram of Mermaid.
mermaid () {
	awk -f "$scripts/draw/trace.awk" -f "$scripts/draw/mermaid.awk" "$@"
}
