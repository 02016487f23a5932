# SPDX-License-Identifier: GPL-2.0
#
# A links a subscriber; one of its stores is seen late by the others.
# make debug EX=24 stops at v9_subscribe(); type along, or BATCH=1 runs it.

printf "\n# Which actor registers?\n"
delete
break v9_subscribe if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
run
lab-letter A
lab-current
lab-expect $lab_current->il_actor->letter=='A' "A registers"
set $new = sub
set $head = head

printf "\n# A holds the lock of the list, and has linked: what of it do the others see?\n"
delete
break v18_range_begin if il_run&&((struct task_struct*)cpu_tasks[0].task)->il_actor
continue
pending A
set $w = &il_run->actor[0].weak
lab-answer pending $w->nr
lab-expect $w->nr==1 "one store is not seen yet"
lab-expect $head->list.first==&$new->node "B finds the new one in front"
lab-answer next $new->node.next!=0
lab-expect !$new->node.next "and behind it no other subscriber"
lab-end
