# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C25 'without a begin, 10000 sptes and an array of 64 pages take 157 flushes'
mail 'zapping a large number of ptes will require multiple tlb flushes as the pages have to be pointed by an array and the array is of limited size'
holds_when count zap in_flushes -eq 157
shows zap dropped in_flushes
for design in v10 v18
do
	on $design kvm holds zap-many pages=10000 flags=pin,end-only gather=64
done
finding 'True: one flush for each full array. make bench measures the time.'
