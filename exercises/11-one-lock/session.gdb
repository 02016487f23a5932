# SPDX-License-Identifier: GPL-2.0
#
# Two orders of two locks, in two tasks that never meet.
# make debug EX=11 stops at tmmu_look_up() and tmmu_invalidate_begin(); BATCH=1 runs it.

printf "\n# A looks its page up: what has it?\n"
delete
break tmmu_get_page if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
locks A
set $name = $lab_t->held_locks[$lab_t->lockdep_depth-1].instance->name
lab-expect $name[4]=='f' "the mutex; and mmap_lock comes next"

printf "\n# A is done. B has mmap_lock, and lockdep sees the circle.\n"
delete
break print_circular_bug
continue
print check_src->instance->name
print check_tgt->instance->name
lab-answer-text wants check_src->instance->name
lab-answer-text has check_tgt->instance->name
lab-current
lab-expect $lab_current->il_actor->letter=='B' "B is about to take the second one"
lab-expect il_run->actor[0].phase==IL_PHASE_DONE "and A has been done for long"
lab-end
