#!/bin/sh
# Usage: k
set -u
. "$(dirname "$0")/lib/lib.sh"
scratch
ex_find 05
kernel_build x05 --access "$(ex_access)" --patch $ex_bug >/dev/null; unlock
for s in 'A* B* C*' 'B* C* A*' 'B* A* C*' 'C* B* A*' 'A* C* B*' 'C* A* B*'; do run_words $kernels/x05/linux $scratch/x "scenario fault-oom design=v10 consumer=kvm schedule='$s'"; echo "$s: $verdict $verdict_why"; done
