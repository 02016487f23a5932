#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

@test "every script prints its manual with --help" {
	for script in scripts/*.sh; do
		case ${script##*/} in lib*) continue ;; esac
		run "$script" --help
		[ "$status" -eq 0 ]
		[[ "$output" == *"Usage: ${script##*/}"* ]]
	done
}

@test "a script refuses arguments that it does not know with status 2" {
	run scripts/status.sh nonsense
	[ "$status" -eq 2 ]
	run scripts/watch.sh 07 many
	[ "$status" -eq 2 ]
}

@test "help is one screen, and shows each target but the few for the scripts" {
	run make help
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -le 24 ]
	for line in "${lines[@]}"; do
		[ "${#line}" -le 80 ]
	done
	while IFS=$'\t' read -r target group script _; do
		[[ "$target" == [a-z]* ]] || continue
		[ -x "scripts/${script%% *}" ]
		case $group in
		inner) refute grep -q " $target " <<<"$output" ;;
		*) grep -qE "^  ?(.* )?$target( |$)" <<<"$output" ;;
		esac
	done <scripts/verbs.tsv
}

@test "docs/verbs.md is what the list of verbs says" {
	mkdir docs
	cp "$kit/docs/verbs.md" docs/
	scripts/help.sh --docs
	cmp docs/verbs.md "$kit/docs/verbs.md"
	[ "$(grep -c '^| `make ' docs/verbs.md)" -eq "$(grep -c '^[a-z]' scripts/verbs.tsv)" ]
	sed -i 's/^status	.*/other	learn	status.sh	EX	reads	another/' scripts/verbs.tsv
	scripts/help.sh --docs
	grep -qxF '| `make other` | `EX` | another |' docs/verbs.md
}

@test "every script is a verb of the list, and its line is whole" {
	for script in scripts/*.sh; do
		verb=${script##*/}
		grep -q "^${verb%.sh}	" scripts/verbs.tsv
	done
	awk -F '\t' '/^[a-z]/ && (NF != 6 || $2 !~ /^(learn|try|kit|inner)$/ || $5 !~ /^(reads|writes)$/ || $4 == "" || $6 == "")' \
		scripts/verbs.tsv >"$box/odd"
	[ ! -s "$box/odd" ]
}

# loads FILE...: these and what they source of the kit, each once.
loads () {
	local file
	for file; do
		grep -qxF "$file" loaded && continue
		echo "$file" >>loaded
		# shellcheck disable=SC2046
		loads $(sed -n 's,^\. "\$scripts/\(.*\)"$,scripts/\1,p' "$file")
	done
}

# functions FILE...
functions () {
	sed -n 's/^\([a-z_]*\) ()$/\1/p;s/^\([a-z_]*\) () {$/\1/p' "$@" | sort -u
}

@test "a verb sources what it uses" {
	functions scripts/lib/*.sh >all
	[ "$(wc -l <all)" -gt 150 ]
	for script in scripts/*.sh scripts/lib/*.sh; do
		: >loaded
		loads "$script" scripts/lib/lib.sh scripts/lib/door.sh
		whole=$(sed -n 's,.*Part of \([a-z]*\.sh\).*,scripts/lib/\1,p' "$script")
		[ -z "$whole" ] || loads "$whole"
		# shellcheck disable=SC2046
		functions $(cat loaded) | comm -23 all - | tr '\n' '|' >missing
		[ -s missing ]
		sed 's/^[[:space:]]*#.*//' "$script" |
		grep -E "(^|[|&;(!]|then|do|else|if|while|until|supervised)[[:space:]]*($(sed 's/|$//' missing))([[:space:]]|[;)]|\$)" >uses || true
		[ ! -s uses ] || { echo "$script: $(cat uses)"; false; }
	done
}

@test "help and fetch do not load what judges" {
	for verb in help fetch; do
		: >loaded
		loads "scripts/$verb.sh" scripts/lib/lib.sh scripts/lib/door.sh
		refute grep -q exercise loaded
	done
}

@test "on a narrow terminal nothing is cut or wider than it" {
	for words in help "status EXX=07" "check EX=42"; do
		# shellcheck disable=SC2086
		COLUMNS=40 run script -qec "make $words" /dev/null </dev/null
		for line in "${lines[@]}"; do
			[[ "$line" == make:* ]] || [ "${#line}" -le 41 ]
		done
	done
}

@test "make without a target is help" {
	run make
	[ "$status" -eq 0 ]
	[[ "$output" == *"Usage: make"* ]]
}

@test "an unknown exercise is refused in one short line, with those there are" {
	tiny_exercise
	run scripts/start.sh 42
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[ "${#output}" -lt 100 ]
	[[ "$output" == *"(cure: EX=07; make status shows them)" ]]
}

@test "an exercise answers to 07, 7 and its full name" {
	tiny_exercise
	for name in 07 7 07-sample; do
		run scripts/start.sh "$name"
		[ "$status" -eq 0 ]
		[[ "$output" == *"07-sample"* ]]
	done
}

@test "verbs work from another directory" {
	tiny_exercise
	cd /
	run "$box/kit/scripts/status.sh"
	[ "$status" -eq 0 ]
	[[ "$output" == *"07-sample"* ]]
}

@test "verbs work without python and without HOME" {
	tiny_exercise
	mkdir "$box/bin"
	printf '#!/bin/sh\nexit 99\n' | tee "$box/bin/python" >"$box/bin/python3"
	chmod +x "$box/bin/python" "$box/bin/python3"
	run env -u HOME PATH="$box/bin:$PATH" scripts/start.sh 07
	[ "$status" -eq 0 ]
}

@test "debug wants one run" {
	for vars in '' 'EX=01 SCENARIO=x' 'EX=99' 'EX=01 CHECK=none'; do
		# shellcheck disable=SC2086
		run scripts/debug.sh $vars
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
	done
}
