# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C3 'aging asks every subscriber, and the page is young if one of them says so'
mail 'proper aging of the secondary mmu through access bits set by hardware is unfixable with this model (you would need to do age |= e->callback)'
holds_when passes
on emm_v2 kvm refuted age-two ops=clear
on_others kvm holds age-two ops=clear

claim C3b 'a page that only one device uses stays, under real reclaim'
mail 'proper aging of the secondary mmu'
holds_when passes
shows reclaim hot_left refaults
alone emm_v2 kvm refuted age-reclaim hot=second
for design in emm_v3 v9 v10 v18 upstream
do
	alone $design kvm holds age-reclaim hot=second
done
claim C3c 'the page stays also if the answer of the device is lost on the way (control=L5)'
mail 'proper aging of the secondary mmu'
shows reclaim hot_left refaults
alone v18 kvm refuted age-reclaim hot=second control=L5
finding 'The complaint holds for EMM V2. It was fixable within the model: V3 adds the answers up, and ages right.'
