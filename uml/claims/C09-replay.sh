# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C9a 'a walk reaches a new subscriber that raced with it'
mail 'seqlock_write around the registration method, and seqlock_read replying all callbacks if the race happened'
holds_when kept L1 L2
on v10 gru holds register-punch laws=L1,L2 'schedule=B@v10.begin.next A* B*'
on emm_v2 gru refuted register-punch 'schedule=B@emm_v2.begin.next A* B*'

claim C9b 'no subscriber is told of a begin twice'
holds_when kept L3 L4
on v10 kvm refuted register-punch 'schedule=B@v10.begin.next A* B*'
for design in emm_v3 v18 upstream
do
	on $design kvm holds register-punch 'schedule=B@%.begin.next A* B*'
done

claim C9c 'a new subscriber is safe when the walk of the begin is already over'
holds_when kept L1 L2
on v10 gru refuted register-punch 'schedule=B@zap.begin.done A* B*'
for design in emm_v3 v18 upstream
do
	on $design gru holds register-punch 'schedule=B@zap.begin.done A* B*'
done
finding 'Half right. The repeated walk reaches the new subscriber. But it calls the old subscribers a second time, so that the count of a driver never comes back to 0. And if the walk is over and the range is not, no walk is repeated.'
