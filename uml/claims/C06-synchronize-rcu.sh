# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C6 'synchronize_rcu() after registering waits for the walks under way'
mail "my #v9 had rcu_read_lock so synchronize_rcu() in Jack's patch was working with my #v9"
holds_when slept A
on v9 gru holds register-punch flags=sync-rcu 'schedule=B@%.begin.next A@attach.done B* A*'
for design in emm_v2 v10
do
	on $design gru refuted register-punch flags=sync-rcu laws=L3 'schedule=B@%.begin.next A@attach.done B@zap.begin.done A* B*'
done
none emm_v3 gru 'the registration itself waits, for the rmap lock of the walk'
none v10_single gru 'needs a process that is alone'
none v18 gru 'the registration itself waits, for the rmap lock of the walk'
none upstream gru 'the registration itself waits, for the rmap lock of the walk'
finding 'True: the grace period ends with the walk. Without the section in the walk synchronize_rcu() has nothing to wait for.'
