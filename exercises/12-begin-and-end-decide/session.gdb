# SPDX-License-Identifier: GPL-2.0
#
# A begin that does not count, and the fault that it passes by.
# make debug EX=12 stops at begin and end; type along, or BATCH=1 runs it.

printf "\n# The begin of B, while A has a page in its hands.\n"
delete
break tmmu_invalidate_begin if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
lab-actors
set $lab_off = (unsigned long)&((struct tmmu *)0)->node
set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
printf "the span of the device: 0x%lx to 0x%lx\n", $lab_m->lowest, $lab_m->highest
lab-answer sptes $lab_m->nr_sptes
lab-expect $lab_m->lowest>$lab_m->highest "the device has had nothing yet"
finish
lab-expect $lab_m->guard_state.counter.active==0 "so the begin has not counted"

printf "\n# To the broken law.\n"
delete
go-law
printf "the span of the device: 0x%lx to 0x%lx\n", $lab_m->lowest, $lab_m->highest
why $law_addr
who-wrote $lab_m->highest
lab-current
lab-expect $lab_current->il_actor->letter=='A' "the fault has widened the span afterwards"
lab-answer widened $lab_steps
lab-end
