# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C23 'a fault may install a page between begin and end'
mail 'The range_begin will take the mmu_lock and will hold off kvm new page faults'
holds_when kept L1 L2
for design in emm_v2 emm_v3 v9 v10 v10_single v18 upstream
do
	on $design kvm refuted two-begins ranges=none 'schedule=B@zap.begin.done A* B* C*'
done
finding 'It may not, under any design: it would find the page that is about to go.'
