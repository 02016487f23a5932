# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C8a 'a device that registers while a begin is being delivered keeps no freed page'
mail 'GRU has no way to ensure the methods will fire immediately after registering'
holds_when kept L1 L2
for design in emm_v2 v9
do
	on $design gru refuted register-punch 'schedule=B@%.begin.next A* B*'
done
for design in emm_v3 v10 v18 upstream
do
	on $design gru holds register-punch laws=L1,L2 'schedule=B@%.begin.next A* B*'
done
none v10_single gru 'needs a process that is alone; see C14'

claim C8b 'a device that registers while a begin is being delivered, and then calls synchronize_rcu(), keeps no freed page'
on v9 gru holds register-punch flags=sync-rcu laws=L1,L2 'schedule=B@v9.begin.next A* B* A*'

claim C8c 'a device that registers while a begin is being delivered, and calls synchronize_rcu() when the begin has just been delivered, keeps no freed page'
on v9 gru refuted register-punch flags=sync-rcu 'schedule=B@v9.begin.next A@attach.sync B@zap.begin.done A* B*'
for design in v18 upstream
do
	on $design gru holds register-punch flags=sync-rcu 'schedule=B@zap.begin.done A* B*'
done
finding 'True, and worse than the mail says: with #v9 and synchronize_rcu() GRU was not safe either. The grace period ends with the walk of the begin, not with the range. The wait covers calls that come after the pte was cleared, and no call that comes before.'
