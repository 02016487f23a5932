#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: fetch.sh
#
# Have the source of the kernel: KERNEL_TARBALL= if that is given, else Debian's package,
# by apt or from Debian's server (no root needed).  Which one, and its sums, is in
# kernel.pin in the room of the kernel.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
source_fetch
say "kernel source: $(source_value tarball)"
