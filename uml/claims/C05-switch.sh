# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C5 'a subscriber is called only for operations that it has'
mail 'the "switch" you have to add in xpmem_emm_notifier_callback does not look good'
holds_when count 1 idle_calls -eq 0
shows 1 ages idle_calls
for design in emm_v2 emm_v3
do
	on $design gru refuted ask-all
done
on_others gru holds ask-all
finding 'One function for all means a call for nothing each time that a GRU is asked for the age of a page. The switch itself costs nanoseconds: make bench.'
