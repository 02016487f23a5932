# SPDX-License-Identifier: GPL-2.0
#
# Two drops of one page: one has emptied the table, the other finds it empty.
# make debug EX=09 stops at tmmu_drop_range(); type along, or BATCH=1 runs it.

printf "\n# To the page that is given back.\n"
delete
lab-begin
go-law
lab-expect $law_no==1 "a begin has returned, and the TLB has its page"
go-law
lab-expect $law_no==2 "a page is free, and a device has it"
actors
lab-current
lab-answer-letter frees $lab_current->il_actor->letter
set $late = il_run->actor[0].phase == IL_PHASE_HELD ? 0 : 1
lab-answer-letter not-flushed 'A'+$late
lab-expect il_run->actor[0].phase==IL_PHASE_HELD "A is held before its flush"
lab-now $law_addr

printf "\n# Which actor has emptied the table?\n"
why $law_addr
set $lab_off = (unsigned long)&((struct tmmu *)0)->node
set $lab_m = (struct tmmu *)((unsigned long)tmmu_all.next - $lab_off)
who-wrote $lab_m->nr_sptes
lab-current
lab-expect $lab_current->il_actor->letter=='A' "A, and the other found nothing"
lab-end
