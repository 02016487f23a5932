#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: fetch.sh
#
# Have the source of the kernel: from KERNEL_TARBALL= if that is given, else
# from Debian's package (no root needed), else from kernel.org.  What it must
# be is in patches/6.12/kernel.pin.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -eq 0 || usage
source_fetch
say "kernel source: $(source_value tarball)"
