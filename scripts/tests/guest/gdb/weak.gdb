# SPDX-License-Identifier: GPL-2.0
#
# A store that the others see late, and a load that is old.
#
# run: SCENARIO=core-listed-range DESIGN=emm_v2 OPTIONS=fine=2 SCHEDULE='A~6 B^2 B16 A* B*'

printf "\n# A has linked a subscriber, and nobody else sees it.\n"
break il_hold if actor->letter=='A'&&actor->weak.nr==1
continue
pending A
lab-expect $lab_w->nr==1 "one store is not seen yet"
lab-expect $lab_mine!=0&&$lab_mine!=$lab_others "A and the others see different things there"
pending B
lab-expect $lab_w->nr==0 "B has none"

printf "\n# B finds the subscriber, and loads what was there before.\n"
delete
go-law
lab-expect $law_no==7 "a method is called too early"
why $lab_mine
lab-expect $lab_shown>=3 "why has the late store, where it is seen, and the old load"
lab-end
