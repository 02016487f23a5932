#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: diagram.sh [--mermaid] [--all] [--state] RESULT
#	(or RESULT=, FORMAT=mermaid, VERBOSE=1)
#
# Draw the run whose result channel is in the file RESULT, for example
#
#	scripts/boot.sh -o /tmp/run scenario register-punch design=v10 "schedule=B@zap.begin.done A* B*"
#	scripts/diagram.sh /tmp/run/result
#
# One column an actor, time goes down; "-->" is the decisive step, the last one
# before the first law broke.
#
#	--mermaid	a sequence diagram for Mermaid
#	--all		the points at which nothing else happened, too
#	--state		locks, ptes and page counts, too

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/draw.sh"

draw=diagram
case ${FORMAT:-text} in
text) ;;
mermaid) draw=mermaid ;;
*) die "there is no format '$FORMAT' (cure: FORMAT=text or FORMAT=mermaid)" ;;
esac
brief=$((! ${VERBOSE:-0}))
state=0
while test $# -gt 0
do
	case $1 in
	--mermaid) draw=mermaid ;;
	--all) brief=0 ;;
	--state) state=1 ;;
	--)
		shift
		break
		;;
	-*) usage ;;
	*) break ;;
	esac
	shift
done
test $# -gt 0 || set -- ${RESULT:+"$RESULT"}
test $# -eq 1 || usage
test -f "$1" || die "there is no file $1 (cure: scripts/boot.sh -o DIR keeps DIR/result)"
grep -q '^# T ' -- "$1" || die "$1 has no trace: it is no result channel of a scenario"
case $1 in
/*) result=$1 ;;
*) result=./$1 ;;
esac
"$draw" -v "brief=$brief" -v "state=$state" "$result"
