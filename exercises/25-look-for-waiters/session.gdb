# SPDX-License-Identifier: GPL-2.0
#
# B ends a range and looks for waiters; its store is seen late by the others.
# make debug EX=25 stops at tmmu_range_end(); type along, or BATCH=1 runs it.

printf "\n# B ends its range.\n"
delete
break tmmu_range_end if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
set $r = r
finish
set $mine = $r->active
lab-answer mine $mine
lab-expect $mine==0 "for B no range is under way"

printf "\n# A looks.\n"
delete
break tmmu_range_snapshot if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
continue
pending B
set $others = $r->active
lab-answer others $others
lab-expect $others==1 "for A one is"
lab-expect il_run->actor[1].weak.nr==1 "B has a store that the others do not see"
lab-end
