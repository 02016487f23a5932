# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C23 'a fault may install a page between begin and end'
mail 'The range_begin will take the mmu_lock and will hold off kvm new page faults'
holds_when kept L1 L2
on_others kvm refuted two-begins ranges=none 'schedule=B@zap.begin.done A* B* C*'
finding 'It may not, under any design: the fault would find the page that is about to go.'
