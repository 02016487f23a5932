# SPDX-License-Identifier: GPL-2.0
#
# When does a fault look, and when does it take its snapshot?
# make debug EX=07 stops at tmmu_look_up() and tmmu_install(); BATCH=1 runs it.

printf "\n# A begins to look.\n"
delete
break tmmu_look_up if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
set $before = t->guard_state.counter.seq
printf "the number is %lu\n", $before
lab-answer before $before

printf "\n# A has its page, and B has come and gone.\n"
delete
break tmmu_install if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
continue
lab-actors
print seq
lab-answer snapshot seq
lab-expect seq!=$before "the snapshot is younger than the look-up"
lab-expect seq==t->guard_state.counter.seq "so nothing has changed since"

printf "\n# The entry and its page:\n"
delete
go-law
why $law_addr
lab-end
