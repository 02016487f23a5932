#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: scenes.sh	(or SCENE='kvm anon | A store 0 | B zap 0')
#
# The words of a scene, on one screen.  With SCENE= that line in its plain form, or where it is
# wrong, and the cure.  docs/scenes.md explains them all.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/scenes.sh"

test $# -eq 0 || usage
test -z "${SCENE:-}" || {
	"$host/scenes" plain "$SCENE"
	exit
}
"$host/scenes" words
