/* SPDX-License-Identifier: GPL-2.0 */
/* FLAG(name, bit): struct tmmu_attach's flags, as flags= and a scene name them. */
FLAG("pin", TMMU_PIN)
FLAG("end-only", TMMU_END_ONLY)
FLAG("sync-rcu", TMMU_SYNC_RCU)
FLAG("count", TMMU_ANSWER_COUNT)
FLAG("flush-at-end", TMMU_FLUSH_AT_END)
FLAG("refuse", TMMU_REFUSE)
FLAG("refuse-bare", TMMU_REFUSE_BARE)
FLAG("late", TMMU_LATE)
FLAG("later", TMMU_LATER)
FLAG("slots", TMMU_SLOTS)
FLAG("cache", TMMU_CACHE)
FLAG("big", TMMU_BIG)
