#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: fetch.sh
#
# Get the source of the kernel: KERNEL_TARBALL= if that is given, else Debian's package,
# by apt or from the server of Debian (no root needed).  The version and its sums are in
# kernel.pin in the room of the kernel.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/kernel.sh"

test $# -eq 0 || usage
source_fetch
say "kernel source: $(source_value tarball)"
