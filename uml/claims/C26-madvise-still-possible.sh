# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C26 'memory can be given back although a device has translations of it'
mail "while still being allowed to madvise(don't need) or munmap parts of the memory mapped by sptes"
holds_when count zap reused -eq 1
shows zap dropped pinned_before pinned_after reused
on_others kvm holds zap-many pages=16
for design in emm_v3 v10 upstream
do
	on $design xpmem holds zap-many pages=16
done
finding 'True, with pins as well, since the recall drops them.'
