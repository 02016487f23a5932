# SPDX-License-Identifier: GPL-2.0
#
# From the broken law back to the one who made the stale spte, and on to the
# begin that its device did not hear.
#
# run: SCENARIO=register-punch DESIGN=v10 SCHEDULE='B@zap.begin.done A* B*'

go-law
go-law
lab-expect $law_no==1 "L1 is broken"
set $lab_law_steps = $lab_steps
break tmmu_release

last-spte $law_addr
lab-expect $lab_ok "the spte was made by an actor"
lab-expect $last_letter=='A' "actor A has made it"
lab-expect $last_step==18 "in step 18, fault.install"
lab-expect ($lab_old&3)==2 "before, there was none"
lab-expect $pc==__il_note&&$lab_steps==$lab_law_steps "and the session stands at the law, as before"
last-begin $law_addr
lab-expect $last_letter=='B' "the last begin for the page is B's"
lab-expect $last_step==2 "in step 2"
lab-expect $last_subscribers==1 "device 2 was not there to hear it"
lab-expect $pc==__il_note&&$lab_steps==$lab_law_steps "and the session stands at the law, as before"

who-wrote *(u64*)$lab_word
lab-expect $lab_ok&&$lab_steps==18 "who-wrote goes to where the spte was made"
set $lab_there = $pc
last-begin $law_addr
lab-expect $lab_ok&&$lab_steps==18&&$pc==$lab_there "where last-begin leaves it"
lab-expect debug_locks==1 "with lockdep on"

who-wrote tmmu_all.prev
lab-expect $lab_ok&&$lab_steps<18&&$lab_steps>=8 "on the way back: device 2 came when A registered"
who-wrote tmmu_all.prev
lab-expect $lab_ok&&$lab_steps==0 "and device 1 in setup"

go-step 20
lab-expect $pc==il_grant&&$lab_steps==19 "forward again, for real"
go-step 2
last-begin $law_addr
lab-expect !$lab_ok "before step 2 there is no begin"

back-step
lab-expect $pc==il_grant&&$lab_steps==0 "back to where the step began"
back-step
lab-expect $pc==il_grant&&$lab_steps==0 "which is the first"
next-write tmmu_all.prev
lab-expect $lab_steps>=8 "on to where device 2 comes"
go-step 3
lab-expect $lab_steps+1==3 "a step that is past"
lab-expect $bpnum>0 "and the breakpoint of before is there again"
lab-end
