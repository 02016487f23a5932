# SPDX-License-Identifier: GPL-2.0
#
# A page is used through one device; two are asked.  The first run counts the
# questions up to the wrong answer, the second stops at this very question:
# the same run goes the same way.
# make debug EX=03 has the first breakpoint; type along, or BATCH=1 runs it.

printf "\n# How many times is the age asked for until the law breaks?\n"
delete
set $asked = 0
break v18_young
commands
  silent
  set $asked = $asked + 1
  continue
end
break tmmu_report if law == 5
run
printf "asked %d times\n", $asked
lab-answer asked $asked
up
info args
lab-expect answer==0 "mm was told that the page is old"

printf "\n# Again, to the last question.\n"
delete
break v18_young
ignore $bpnum $asked-1
run
bt 4

printf "\n# The subscribers are asked, newest first.\n"
delete
break mmn_call_young
continue
print sub->id
finish
lab-expect $==1 "the newest says: young"
continue
print sub->id
finish
lab-expect $==0 "the other says: old"

printf "\n# And mm is told:\n"
delete
break tmmu_oracle_aged
continue
lab-expect answer==0 "old; the last answer has won"
lab-end
