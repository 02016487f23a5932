# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C24 'with a begin, one flush is enough for 10000 sptes'
mail 'The suggested usage of range_begin allows to do a single tlb flush for an unlimited number of sptes'
holds_when count zap in_flushes -eq 1
shows zap dropped in_flushes
on_others kvm holds zap-many pages=10000 flags=pin
finding 'True.'
