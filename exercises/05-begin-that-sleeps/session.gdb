# SPDX-License-Identifier: GPL-2.0
#
# Who is above a begin that goes to sleep?
# make debug EX=05 stops at tmmu_invalidate_begin(); type along, or BATCH=1 runs it.

printf "\n# The begin of the actor, and its callers.\n"
delete
break tmmu_invalidate_begin if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
bt 6
lab-current
lab-expect $lab_current->rcu_read_lock_nesting>0 "a read-side section is open"
lab-answer nesting $lab_current->rcu_read_lock_nesting

printf "\n# Where does it sleep?\n"
delete
break schedule if ((struct task_struct*)cpu_tasks[0].task)==$lab_current&&$lab_current->__state!=0
continue
bt 8
lab-expect $lab_current->rcu_read_lock_nesting>0 "it goes to sleep in it"
lab-answer state $lab_current->__state
lab-end
