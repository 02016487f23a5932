# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C2 'an answer that is not 0 ends the walk: the subscribers behind it are not told'
mail 'x = e->callback(e, mm, op, start, end); if (x) return x;'
holds_when broke L1 L2
on emm_v2 kvm holds drop-two flags=count
on_others kvm refuted drop-two flags=count
finding 'True of EMM V2: if a device answers with the number of translations that it has dropped, the next device is not called. Fixed in V3.'
