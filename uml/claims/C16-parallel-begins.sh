# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C16 'two ranges of one process are under way at once'
mail 'Also multiple range_begin can happen in parallel later followed by range_end'
holds_when count 1 most -eq 2
shows 1 most
on_others kvm holds two-begins 'schedule=B@zap.begin.done C@zap.begin.done B* C* A*'
finding 'True everywhere: two threads that drop memory are enough.'
