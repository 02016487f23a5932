# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C7 'a method may sleep'
mail 'to prepare for the later patches that allows the VM to schedule when the mmu notifiers methods are invoked'
holds_when quiet
for design in emm_v2 emm_v3 v10 v10_single upstream
do
	on $design xpmem holds mirror-unmap
done
for design in v9 v18
do
	alone $design xpmem refuted mirror-unmap
done
finding 'rcu_read_lock() around the methods forbids sleep. The design that was merged in 2.6.27 has it again: XPMEM could have used #v10, and then Linux only since 3.7, when SRCU came. Since about 3.0 a task may sleep under the locks around the walk.'
