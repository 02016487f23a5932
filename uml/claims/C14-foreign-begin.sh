# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C14 'a process that is alone is safe from a begin by another one'
mail 'The problem are the range_begin that will happen before zapping the pte in places where current->mm != mm.'
holds_when kept L1 L2
for design in emm_v2 v9 v10 v10_single
do
	on $design kvm refuted register-alone 'schedule=A@attach.done A@attach.enter B@zap.begin.done A* B*'
done
for design in emm_v3 v18 upstream
do
	on $design kvm holds register-alone 'schedule=A@attach.done A@attach.enter B@zap.begin.done A* B*'
done
finding 'The mail is right to call its own idea fragile: being alone does not help against a task that comes through the rmap.'
