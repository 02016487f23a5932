# SPDX-License-Identifier: GPL-2.0
#
# A fault is overtaken by an invalidation, and installs what it has found before.
# make debug EX=06 stops at tmmu_install(); type along, or BATCH=1 runs it.

printf "\n# A has looked its page up.  Meanwhile B has dropped it, from begin to end.\n"
delete
break tmmu_install if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
lab-actors
lab-expect il_run->actor[1].phase==IL_PHASE_DONE "B is done"
print seq
print t->guard_state.counter
lab-answer snapshot seq
lab-answer now t->guard_state.counter.seq
lab-expect seq!=t->guard_state.counter.seq "the number has moved since the snapshot"

printf "\n# It installs all the same.\n"
delete
go-law
why $law_addr
last-spte 0x50000000
lab-expect $last_letter=='A' "A has made the entry"
lab-end
