# SPDX-License-Identifier: GPL-2.0
#
# Two devices have a page, and the page is dropped: who is called, and what does the
# first one answer?
# make debug EX=04 stops at emm_v2_notify(); type along, or BATCH=1 runs it.

printf "\n# The start of the drop.\n"
delete
break emm_v2_notify if op == emm_invalidate_start
run
bt 4
lab-subscribers mm
lab-count-subscribers mm
lab-expect $lab_count==2 "two devices are to be told"

printf "\n# The first one that is called:\n"
break mmn_call_emm
continue
lab-answer first sub->id
finish
lab-answer says $
lab-expect $==1 "it says how many translations it has dropped"

printf "\n# And the other one?\n"
delete
break mmn_call_emm if op == emm_invalidate_start
break tmmu_report
continue
lab-expect $pc==tmmu_report||law>0 "a law is broken before another device was called"
lab-sptes
lab-end
