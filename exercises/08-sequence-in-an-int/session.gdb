# SPDX-License-Identifier: GPL-2.0
#
# Two numbers that are the same, and are not.
# make debug EX=08 stops at tmmu_range_retry(); type along, or BATCH=1 runs it.

printf "\n# The fault asks whether anything has changed.\n"
delete
break tmmu_range_retry if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
print seq
print r->seq
print/x (unsigned long)seq
print/x r->seq
lab-answer seq seq
lab-expect seq<0 "as an int it is negative"
set $wide = (unsigned long)seq
lab-expect $wide!=r->seq "and as an unsigned long it is something else"
finish
lab-expect ($rax&0xff)==1 "so the fault begins again"

printf "\n# How often?\n"
delete
go-law
lab-expect $law_no==3 "until it gives up: law L3"
set $lab_off = (unsigned long)&((struct tmmu *)0)->node
set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
lab-answer retries $lab_m->stats.retries
lab-end
