# SPDX-License-Identifier: GPL-2.0
#
# From the walk that misses a subscriber to the page that is freed under it.
# make debug EX=01 has these breakpoints; type along, or BATCH=1 runs it.

printf "\n# Process B has punched a hole; P is told before its pages go.\n"
run
lab-current
lab-expect $lab_current->il_actor->letter=='B' "actor B walks the list of subscribers"
bt 4

printf "\n# While B is held in its walk, A registers a second subscriber.\n"
continue
lab-actors
lab-expect il_run->actor[1].phase==IL_PHASE_HELD "B is held in the middle of its walk"
lab-bt-actor 'B'

printf "\n# A registered, and its device faults the page in.  B's invalidation of just\n"
printf "# this page is still under way, and the newcomer has not heard of it.\n"
continue
lab-subscribers t->mm
lab-expect t->mm->mmn->nr_flights==1 "an invalidation is under way"
lab-expect t->sub.begins==0 "the new subscriber was not told of its begin"

printf "\n# The next stop is the page allocator: the page is given back.\n"
delete
break tmmu_report if law == 2
continue
bt
set $law_mm = t->mm
lab-sptes
lab-expect t->nr_sptes==1 "the device can still reach the page that B frees"

printf "\n# Which task has made that translation, and how many subscribers did the begin before reach?\n"
last-spte 0x50000000 2
lab-expect $lab_ok "device 2 has a translation"
lab-answer installed $last_step

last-begin 0x50000000
lab-answer subscribers $last_subscribers
lab-expect $last_subscribers==1 "one"
lab-end
