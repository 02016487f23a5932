# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C12 'a device that registers after a pte was cleared may miss the invalidate'
mail "we shouldn't worry if we miss an invalidate for a pte that is zero and doesn't point to any physical page"
holds_when passes
for design in v9 v10 v18
do
	on $design kvm holds register-writeback 'schedule=B@%.page.next A* B*'
done
on v10_single kvm holds register-alone by=writeback 'schedule=A@attach.done A@attach.enter B@%.page.next A* B*'
none emm_v2 kvm 'one page is a range: there is a call before the change, too'
none emm_v3 kvm 'one page is a range: there is a call before the change, too'
none upstream kvm 'one page is a range since 4.13: there is a call before the change, too'
finding 'True: a fault looks at the pte, and finds the new one.'
