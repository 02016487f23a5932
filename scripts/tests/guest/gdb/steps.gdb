# SPDX-License-Identifier: GPL-2.0
#
# Through a schedule, step by step: numbers, actors and points.
#
# run: SCENARIO=register-punch DESIGN=v10 SCHEDULE='B6 A13 B6'

lab-expect $pc==il_grant "the session begins at a step"
lab-count
lab-expect $lab_steps==0 "before the first one"

next-step
lab-expect $lab_steps+1==2 "next-step: step 2"
lab-expect $lab_g->letter=='B' "of B"
lab-expect $lab_g->prefix[0]=='z'&&$lab_g->name[1]=='b' "which leaves zap.begin"
lab-expect il_run->actor[0].phase==IL_PHASE_HELD "A is held"
lab-expect $lab_lock->kind=='l'&&!$lab_waits "step 1 took locks, and next-step has said so"

up
set $lab_g = (struct il_actor *)0
lab-here
lab-expect $lab_at==1&&$lab_steps+1==2&&$lab_g->letter=='B' "lab-here in another frame: still step 2, of B"
lab-expect $pc!=il_grant "and that frame stays selected"
lab-bt-actor A
lab-expect $pc==il_grant "a backtrace of A from there has written no register of a caller"

next-step
lab-expect $lab_steps+1==3 "next-step: step 3"

go-step 7
lab-expect $lab_steps+1==7 "go-step: step 7"
lab-expect $lab_g->letter=='A' "of A"
lab-expect il_run->actor[1].name[7]=='d' "B is held at zap.begin.done"
actors

go-step 3
lab-expect $lab_steps+1==3 "a step that is past: the run begins again"
locks B
lab-expect $lab_t->lockdep_depth>0 "B has locks"
go-step 20
lab-tlb 2
lab-expect $lab_m&&$lab_m->id==2 "a device by its number"

why
lab-expect $law_step==0 "no law has broken yet, and why says so"

go-step 25
next-step
lab-expect $_thread==0 "after step 25 the run is over"
next-step
lab-end
