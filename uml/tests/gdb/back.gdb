# SPDX-License-Identifier: GPL-2.0
#
# From the broken law back to the one who made the stale spte, and on to the
# begin that its device did not hear.
#
# run: SCENARIO=register-punch DESIGN=v10 SCHEDULE='B@zap.begin.done A* B*' BACK=1 AT=2

lab-expect $lab_back&&$law_no==1 "recorded up to the broken law L1"
set $lab_law_steps = $lab_steps

last-spte $law_addr
lab-current
lab-expect $lab_current->il_actor->letter=='A' "actor A has made the spte"
lab-expect $lab_steps==18 "in step 18, fault.install"
lab-expect (*$lab_word&3)==2 "before, there was none"

who-wrote tmmu_all.prev
lab-expect $lab_steps<18&&$lab_steps>=8 "on the way back: device 2 came when A registered"

last-begin $law_addr
lab-current
lab-expect $lab_current->il_actor->letter=='B' "the last begin for the page is B's"
lab-expect $lab_steps+1==2 "in step 2"
lab-expect tmmu_all.next==tmmu_all.prev "device 2 was not there to hear it"

back-step
lab-expect $pc==il_grant&&$lab_steps==1 "back to where the record begins"
last-begin $law_addr
lab-expect !$lab_ok "there is no earlier begin in the record"
lab-end
