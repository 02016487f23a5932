#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What make clean removes, and what it leaves.

load helper

# What scripts put into build/, from their texts, and each flavour's objects.
built () {
	grep -rhoE '\$build/[a-z_-]+(\.[a-z]+)?' scripts/*.sh scripts/lib scripts/tests/parts |
	sed 's,^\$build/,,;s/\.new$//' | sort -u
	(cd patches/*/ && ls -- *.config) | sed 's/\.config$//'
}

@test "clean leaves the source, the searches and what speeds the next build up" {
	for name in $(built); do
		mkdir -p "build/$name/x"
	done
	[ -d build/weak ] && [ -d build/kernel ] && [ -d build/peers ]
	mkdir -p work
	run scripts/clean.sh
	echo "$output"
	[ "$status" -eq 0 ]
	(cd build && ls) >left
	printf '%s\n' ccache download explore host linux managed pristine run scenes | diff - left
	[ -d work ]
	run scripts/clean.sh all
	[ "$status" -eq 0 ]
	[ ! -e build ]
	[ -d work ]
}

@test "a flavour is a file of options: build, doctor and the page know the same" {
	cp patches/*/weak.config "$(echo patches/*/)odd.config"
	run scripts/build.sh nosuch --patch x
	[[ "$output" != *"no such flavour"* ]]
	run scripts/doctor.sh
	[[ "$output" == *"flavour odd: not built"* ]]
	for file in "$kit"/patches/*/*.config; do
		flavour=${file##*/}
		needs=$(sed -n 's/^# needs: //p' "$file")
		[ -n "$needs" ]
		grep -qF "| \`${flavour%.config}\` | $needs |" "$kit/docs/install.md"
	done
}
