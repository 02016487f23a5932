# SPDX-License-Identifier: GPL-2.0
#
# One race, from its first step: who is held, who waits, who is told.
# make debug EX=00, then type along; BATCH=1 runs it.

printf "\n# Nothing of the schedule has run yet.\n"
delete
lab-begin
lab-expect il_run->actor[0].phase==IL_PHASE_HELD "A is held at its start"

printf "\n# B goes until its begin has been delivered.\n"
while il_run->actor[1].name[7]!='d'
  next-step
end
lab-answer held $lab_steps+1
lab-expect il_run->actor[0].phase==IL_PHASE_HELD "A has not moved"

printf "\n# Now A registers a second device, and comes to a lock.\n"
while !il_run->actor[0].asleep
  next-step
end
actors
lab-expect il_run->actor[0].asleep "A sleeps"
set $lab_t = il_run->actor[0].task
lab-answer-text waits $lab_t->held_locks[$lab_t->lockdep_depth-1].instance->name
lab-answer step $lab_steps+1

printf "\n# The holder of the lock gives it back, and A goes on.  To its translation:\n"
break tmmu_spte_install
continue
finish
lab-tmmus
why 0x50000000
lab-expect $lab_unheard==0 "no translation was made inside a begin that its device has not heard"
lab-end
