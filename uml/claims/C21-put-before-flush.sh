# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C21a 'at the end: clear the spte, put the page, then flush'
mail 'The above ordering is unsafe if the page could ever reach the freelist before the tlb flush happened.'
holds_when kept L1 L2
for design in v10 v18
do
	on $design kvm refuted zap-many pages=11000 flags=pin,end-only
done

claim C21b 'at the end: clear the sptes, flush, then put the pages'
for design in v10 v18
do
	on $design kvm holds zap-many pages=11000 flags=pin,end-only gather=16
done
finding "True: the last reference is the device's, and the page is free while the TLB has it. Today it takes a large range to see it: the end of a zap comes before the last batch of pages is freed, so that a small range survives the wrong order by luck."
