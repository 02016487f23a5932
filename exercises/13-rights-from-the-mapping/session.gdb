# SPDX-License-Identifier: GPL-2.0
#
# A device has loaded from a page.  What may it do there, and what may the process?
# make debug EX=13 stops at tmmu_look_up(); type along, or BATCH=1 runs it.

printf "\n# The load of the device.\n"
delete
break tmmu_install
run
print *spte
lab-answer spte-write spte->write
lab-pte-of t->mm addr
lab-answer pte-write ($lab_pte&0x20)!=0
lab-say-pte t->mm addr
lab-expect spte->write&&!($lab_pte&0x20) "the device may write, the process may not yet"
lab-end
