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
finding 'True of EMM, and of #v10 as well, which left the section out on purpose. The wrong rcu_dereference() of EMM V2 cannot be seen on one processor; the missing section can.'
