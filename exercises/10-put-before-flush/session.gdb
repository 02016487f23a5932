# SPDX-License-Identifier: GPL-2.0
#
# A page that a device has pinned is given back.
# make debug EX=10 stops at tmmu_spte_zap(); type along, or BATCH=1 runs it.

printf "\n# To the allocator, which gets a page that a TLB still has.\n"
delete
break tmmu_report if law == 2
run
bt 14
set $lab_off = (unsigned long)&((struct tmmu *)0)->node
set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
print $lab_m->stats
lab-answer flushes $lab_m->stats.flushes
lab-expect $lab_m->nr_gathered==0 "no page waits for a flush"
lab-tlb $lab_m
frame function tmmu_spte_drop
lab-answer-hex address spte->daddr
lab-end
