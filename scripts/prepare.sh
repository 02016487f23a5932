#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: prepare.sh
#
# Make build/linux: the kernel source with the series applied and the
# driver of the secondary MMU in its place.  Only files whose content changes
# are written, so that the next build compiles only what it must.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/kernel.sh"

test $# -eq 0 || usage
tree_prepare
say "patched tree: $linux ($(series | wc -l) patches)"
