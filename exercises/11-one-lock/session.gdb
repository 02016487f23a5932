# SPDX-License-Identifier: GPL-2.0
#
# Two tasks, two locks, and who waits for which.
# make debug EX=11 stops at tmmu_look_up() and tmmu_invalidate_begin(); BATCH=1 runs it.

printf "\n# A is in its look-up; B changes the rights of the page, and sleeps.\n"
delete
lab-begin
while !il_run->actor[1].asleep
  next-step
end
actors
set $b = il_run->actor[1].task
lab-answer-text b-waits $b->held_locks[$b->lockdep_depth-1].instance->name
lab-expect il_run->actor[0].phase==IL_PHASE_HELD "A is held, and has the mutex"

printf "\n# Then A goes on with its look-up.  lockdep sees the circle before it closes.\n"
break print_circular_bug
continue
frame function check_prev_add
print next->instance->name
lab-answer-text a-waits next->instance->name
lab-current
lab-expect $lab_current->il_actor->letter=='A' "it is A who is about to wait"
lab-end
