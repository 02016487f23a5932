#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# A kernel has a room of its own, patches/VERSION: what is true of it alone is said there.

load helper

@test "nothing outside of the rooms of the kernels names a version" {
	cd "$kit"
	for version in patches/[0-9]*/; do
		version=$(basename "$version")
		# prose may tell what was seen with which kernel: findings, and where a bug was real
		grep -rnIw --exclude='real.list' -- "${version//./\\.}" \
			Makefile .ci .github scripts uml drivers exercises/*/{meta,checks,search,predict,answers,session.gdb,*.expect} |
		grep -v '^uml/claims/C[^:]*:[0-9]*:finding ' >"$box/named" || true
		cat "$box/named"
		[ ! -s "$box/named" ]
	done
	[ -n "$version" ]
}
