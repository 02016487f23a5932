# SPDX-License-Identifier: GPL-2.0
#
# To the law that breaks, and why it does.
#
# run: SCENARIO=register-punch DESIGN=v10 SCHEDULE='B@zap.begin.done A* B*'

break v10_subscribe
go-law
lab-expect $law_no==4 "L4 breaks first"
lab-expect $law_step==23 "in step 23"
lab-expect $lab_seen==il_run->nr_events "and next-step will not tell again what was before"
lab-expect $law_device==2 "for device 2"
lab-expect $law_addr==0 "which has no address"
set $lab_shown = -1
why $law_addr
lab-expect $lab_shown==-1&&$lab_step==23 "why tells of step 23 instead of address 0"

go-law
lab-expect $law_no==1 "then L1"
lab-expect $law_addr==0x50000000 "at the page that was punched out"

why
lab-expect $lab_shown>20 "why has the story of the page"
lab-expect $lab_unheard==1 "an spte was set inside a begin that its device has not heard"
lab-expect $lab_unbegun==1 "an end came to a device that has not heard the begin"
lab-expect !($lab_pte&0x11) "the pte is gone"

set $lab_off = (unsigned long)&((struct tmmu *)0)->node
set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.prev - $lab_off)
lab-spte-of $lab_m $law_addr
lab-expect $lab_spte!=0 "the spte of device 2 is there"
lab-end
