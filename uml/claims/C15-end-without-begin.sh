# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C15 'a new subscriber hears no end without its begin'
mail "I'm uncertain how the driver can handle a range_end called before range_begin."
holds_when kept L4
for design in emm_v2 v9 v10
do
	on $design kvm refuted register-punch 'schedule=B@zap.begin.done A* B*'
done
on v10_single kvm refuted register-alone 'schedule=A@attach.done A@attach.enter B@zap.begin.done A* B*'
for design in emm_v3 v18 upstream
do
	on $design kvm holds register-punch 'schedule=B@zap.begin.done A* B*'
done
finding 'The worry is real for every design that registers without the locks of the walk, and gone with mm_take_all_locks().'
