# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C19a 'if no other task sends a begin, being alone is enough'
mail 'If I would remove all range_begin/end in places where current->mm != mm, then I could as well bail out in mmu_notifier_register if use mm_users != 1 to solve problem 2 too.'
holds_when passes
on v10_single kvm holds register-alone by=writeback 'schedule=A@attach.done A@attach.enter B@mkclean.page A* B*'

claim C19b 'no other task sends a begin'
holds_when count 1 foreign_begins -eq 0
shows 1 foreign_begins
on v10_single kvm refuted foreign
finding 'The conclusion follows, but its premise is false: truncation sends begins from outside.'
