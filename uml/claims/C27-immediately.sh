# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
claim C27 'the methods fire from the moment that a device has registered'
mail 'GRU has no way to ensure the methods will fire immediately after registering'
holds_when passes
for design in emm_v2 emm_v3 v9 v10 v10_single v18 upstream
do
	on $design gru holds register-now
done
finding 'Within one thread, always. With a walk by another task under way: C8.'
