# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C10 'GRU is safe on top of EMM as it is'
mail 'EMM would also need a fix like this for GRU to be safe on top of EMM.'
holds_when kept L1 L2
on emm_v2 gru refuted register-punch 'schedule=B@zap.begin.done A* B*'
on emm_v3 gru holds register-punch 'schedule=B@zap.begin.done A* B*'
finding 'True of EMM V2. V3 took the better fix two days later, the one of #v11: all locks.'
