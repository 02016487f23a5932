# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C18a 'faults are kept out of ranges under way'
mail 'A recursive rwsem taken in range_begin and released in range_end seems to be the only way to stop the secondary mmu page faults.'
holds_when passes
for ranges in rwsem two-sided counter
do
	on v10 kvm holds two-begins ranges=$ranges prove_locks=0 'schedule=B@zap.begin.done C@zap.begin.done A* B* C*'
done

claim C18b 'and no task waits for ever'
holds_when kept L3
alone v10 kvm refuted store-punch ranges=rwsem
alone upstream kvm refuted store-punch ranges=rwsem
alone v10 xpmem refuted store-punch ranges=two-sided
for design in v10 v18 upstream
do
	on $design kvm holds store-punch ranges=counter
done
finding 'Not the only way, and not a good one. It does stop the faults. But a fault that shuts ranges out while it looks up its page waits for a lock or a hole that the owner of a range holds: a deadlock. A count and a sequence number stop no range, and let the fault try again.'
