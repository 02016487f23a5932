# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C11 'any process may register a device'
mail 'to allow the register method to succeed only when mm_users=1 and the task is single threaded'
holds_when passes
on v10_single kvm refuted register-shared
on_others kvm holds register-shared
finding 'The rule turns away every process with a second thread, and one whose memory another task happens to use.'
