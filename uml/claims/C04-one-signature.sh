# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C4a 'a question that was added later, test_young, changes nothing'
mail 'forcing the same parameter and retvals for all methods ... will likely fall apart if we add more methods in the future'
holds_when passes
for design in emm_v2 emm_v3
do
	on $design kvm refuted age-two ops=test
done
on_others kvm holds age-two ops=test

# All that the first device was told has ended, and the second could refuse.
refused_cleanly () {
	count 2 refused -ge 1 && count 1 open -eq 0
}

claim C4b 'a subscriber may refuse a begin that must not block, and no other waits then'
mail 'will likely fall apart if we add more methods in the future'
holds_when refused_cleanly
shows 1 begins ends open
for design in emm_v2 emm_v3
do
	on $design kvm refuted refused-begin flags2=refuse
done
for design in v9 v10 v10_single v18
do
	on $design kvm holds refused-begin flags2=refuse
done
alone upstream kvm holds refused-begin flags2=refuse

claim C4c 'a subscriber that may refuse a begin may have an end'
holds_when quiet
for design in v9 v10 v10_single v18
do
	on $design kvm holds refused-begin flags2=refuse
done
alone upstream kvm refuted refused-begin flags2=refuse
finding 'It did fall apart. A question needs another number and another rule for the answer; a refusal, which came in 4.19, needs a rule that is neither to add up nor to stop. Upstream found such a rule only in 5.12: a subscriber that may refuse must not have an end.'
