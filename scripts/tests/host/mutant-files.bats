#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The mutants as files: what the part explorer of make test takes for granted.

load helper

list () {
	sed 's/#.*//;/^[[:space:]]*$/d' scripts/tests/bugs/mutants.list
}

@test "each mutant has a line, and each line a mutant" {
	list | sed 's/ *|.*//' | sort >"$box/lines"
	(cd scripts/tests/bugs && ls ./*.patch) |
	sed 's,^\./,,;s/\.patch$//' | sort >"$box/files"
	diff "$box/lines" "$box/files"
}

@test "each line of the list is complete" {
	refute grep -vE '^[0-9]{2}-[a-z0-9-]+ \| [a-z-]+ [a-z0-9_]+ [a-z]+( [a-z0-9_]+=[^ ]+)* [0-2] \| [A-Za-z0-9,]+ \| .+$' <<-END
	$(list)
	END
}

@test "each mutant says which guarantee it takes away" {
	for patch in scripts/tests/bugs/*.patch; do
		grep -q '^Subject: \[PATCH\] ' "$patch"
		sed '/^--- /,$d' "$patch" | tr '\n' ' ' | grep -q 'taken away: that '
	done
}

@test "a mutant that is not there is refused with the list of those there are" {
	run scripts/test.sh explorer:99
	[ "$status" -eq 2 ]
	[[ "$output" == *"01-check-then-install"* ]]
}

@test "docs/bugs-found.md is what the lists of mutants and of real bugs make" {
	awk -f scripts/draw/bugs-found.awk scripts/tests/bugs/mutants.list scripts/tests/bugs/real.list >"$box/page"
	diff "$box/page" "$kit/docs/bugs-found.md"
	sed -i '/^01-/s/|[^|]*$/| a bug of nobody/' scripts/tests/bugs/mutants.list
	run awk -f scripts/draw/bugs-found.awk scripts/tests/bugs/mutants.list scripts/tests/bugs/real.list
	[ "$status" -eq 1 ]
	[[ "$output" == *'M01 models "a bug of nobody", which is in 0 lines'* ]]
}
