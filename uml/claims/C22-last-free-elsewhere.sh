# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C22 'at the begin: clear the spte, put the page, flush once'
mail 'to guarantee that the last free of the page will happen outside the mmu_lock'
holds_when kept L1 L2
shows zap dropped in_flushes
on_others kvm holds zap-many pages=16 flags=pin
finding 'True: at the begin mm still has its reference, so the device never puts the last one.'
