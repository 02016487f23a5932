# SPDX-License-Identifier: GPL-2.0
#
# Two invalidations at once, and what one sequence makes of them.
# make debug EX=02 has these breakpoints; type along, or BATCH=1 runs it.

printf "\n# B drops page P: the first begin.\n"
run
set $range = r
lab-current
lab-expect $lab_current->il_actor->letter=='B' "actor B begins"
finish
print *$range
lab-expect ($range->seq&1)==1 "the sequence is odd: faults wait"

printf "\n# C drops page Q, and B has not come to its end: the second begin.\n"
continue
lab-actors
lab-expect il_run->actor[1].phase==IL_PHASE_HELD "B is held between its begin and its end"
finish
print *$range
lab-expect ($range->seq&1)==0 "the sequence is even: faults do not wait"
lab-answer seq $range->seq

printf "\n# A faults page P in and asks whether it may keep it.\n"
continue
lab-current
lab-subscribers $lab_current->mm
lab-expect $lab_current->mm->mmn->nr_flights==2 "two invalidations are under way"
finish
lab-expect ($rax&0xff)==0 "and the fault need not retry"

printf "\n# The next stop is the page allocator: B gives page P back.\n"
delete
break tmmu_report if law == 2
continue
lab-sptes
lab-expect t->nr_sptes>0 "the device can still reach it"
lab-end
