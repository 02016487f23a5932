# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C13 'a task with another address space calls only after the pte was cleared'
mail "In the places where current->mm != mm I'm using invalidate_page 99% of the time, and that only follows the ptep_clear_flush."
holds_when count 1 foreign_begins -eq 0
shows 1 foreign_begins foreign_pages
on_others kvm refuted foreign
finding 'Reclaim does, if there is an invalidate_page. A task that punches a hole into a file or cuts it does not: unmapping through the rmap is a range, and its begin comes first. EMM and upstream have only ranges.'
