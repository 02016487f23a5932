# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C27 'the methods fire from the moment that a device has registered'
mail 'GRU has no way to ensure the methods will fire immediately after registering'
holds_when passes
on_others gru holds register-now
finding 'Within one thread, always. With a walk by another task under way: C8.'
