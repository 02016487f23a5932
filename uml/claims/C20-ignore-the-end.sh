# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C20a 'a driver may ignore ends until it has seen a begin'
mail 'the driver is ok to just have a static value that accounts if range_begin has ever happened'
holds_when passes
on v10 kvm holds stray-end ranges=ignore-end laws=L1,L2,L3 'schedule=B@zap.begin.done A@attach.done B* A*'

claim C20b 'a begin that was missed does no harm if the end drops translations, too'
mail 'the driver is safe if the range_end is being missed if range_end is followed by an invalidate event like in invalidate_range_end'
on v10 kvm holds register-punch ranges=ignore-end flags=flush-at-end laws=L1,L2,L3 'schedule=B@zap.begin.done A* B*'

claim C20c 'a begin that was missed does no harm if the end drops nothing'
on v10 kvm refuted register-punch ranges=ignore-end laws=L1,L2,L3 'schedule=B@zap.begin.done A* B*'

claim C20d 'a lone end does no harm while another range is under way'
on v10 kvm refuted stray-end-during-begin ranges=ignore-end laws=L1,L2,L3 'schedule=B@zap.begin.done A@attach.done C@zap.begin.done B* A* C*'
on v18 kvm holds stray-end-during-begin ranges=ignore-end 'schedule=B@zap.begin.done A@attach.done C@zap.begin.done B* A* C*'
finding 'Half right. It holds for one lone end and a page that is freed after the end. A lone end that comes while another range is under way closes that other range.'
