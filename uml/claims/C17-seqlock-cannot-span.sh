# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C17a 'a sequence count may span begin to end'
mail "you can't seqlock_write in range_begin and sequnlock_write in range_end"
holds_when passes
for design in v10 v18 upstream
do
	on $design kvm refuted two-begins ranges=seqcount 'schedule=B@zap.begin.done C@zap.begin.done A* B* C*'
done

claim C17b 'a sequence lock may span begin to end'
mail 'calling seqlock_write twice in a row before any sequnlock operation will break'
holds_when quiet
for design in v10 upstream
do
	alone $design kvm refuted mirror-unmap ranges=seqlock
	alone $design gru refuted drop-two ranges=seqlock
done
finding 'True in both forms. Two begins make a count even again, and a fault believes that no range is under way. The task that holds the lock goes on to work in mm; and with a second device, the same walk takes the lock twice.'
