# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C16 'two ranges of one process are under way at once'
mail 'Also multiple range_begin can happen in parallel later followed by range_end'
holds_when count 1 most -eq 2
shows 1 most
for design in emm_v2 emm_v3 v9 v10 v10_single v18 upstream
do
	on $design kvm holds two-begins 'schedule=B@zap.begin.done C@zap.begin.done B* C* A*'
done
finding 'True everywhere: two threads that drop memory are enough.'
