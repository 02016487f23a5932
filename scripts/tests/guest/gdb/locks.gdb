# SPDX-License-Identifier: GPL-2.0
#
# What next-step says of locks: who takes one, gives it back, waits for it.
#
# run: SCENARIO=register-punch DESIGN=v18 SCHEDULE='B@zap.begin.done A* B*'

set $lab_waits = 0
while $_thread!=0 && !$lab_waits
  next-step
end
lab-expect $lab_waits&&$lab_lock->letter=='A' "A waits for a lock, and next-step says so"
lab-expect il_run->actor[0].asleep "it sleeps"
lab-expect $lab_lock[0].kind=='l' "of the kind that is taken"
lab-end
