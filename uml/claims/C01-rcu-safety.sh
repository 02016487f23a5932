# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C1 'the subscribers are walked inside an RCU read-side section'
mail 'There are much bigger issues besides the rcu safety in this patch'
holds_when quiet
for design in emm_v2 emm_v3 v10 v10_single
do
	alone $design kvm refuted register-now prove_rcu=1
done
for design in v9 v18
do
	alone $design kvm holds register-now prove_rcu=1
done
none upstream kvm 'a walk is an SRCU section since 3.7'

claim C1b 'a walk that finds a subscriber also sees the stores into it from before it was linked'
mail 'struct emm_notifier *e = rcu_dereference(mm)->emm_notifier;'
holds_when passes
weak emm_v2 kvm refuted core-listed-range fine=2 explore=1 bound=1 delays=1
for design in emm_v3 v9 v10 v10_single v18 upstream
do
	weak $design kvm holds core-listed-range fine=2 explore=1 bound=1 delays=1
done
finding 'True of EMM, and of #v10 as well, which left the section out on purpose. The rcu_dereference() of EMM V2 is around the mm, so the pointer is loaded like any variable. If loads may be old, a method is called before the subscriber is set up, and an older subscriber is not called at all. V3 has it right.'
