#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What a person types after "make VERB" reaches the scripts as it is, and only
# where it means something.

load helper

# Values that make or a shell would do something with.
nasty () {
	# shellcheck disable=SC2016
	printf '%s\n' \
		'$(shell touch canary)' '$$(touch canary)' '$(touch canary)' '`touch canary`' \
		'; touch canary' '| touch canary' '& touch canary' '>canary' \
		"'; touch canary; '" '"; touch canary; "' '$HOME $$ ${X} $(X) $@' \
		'-n --version' ' two  blanks	and a tab ' '# no comment' 'back\slash\' \
		'%.c * ? [a-z] ~ !x' "it's" '"' 'a=b:c,d' 'A*@x'
}

@test "each variable reaches its script byte by byte, and nothing of it is run" {
	printf '#!/bin/sh\nprintf "%%s\\n" "$@" >seen\n' >scripts/boot.sh
	nasty >values
	while IFS= read -r value; do
		args=()
		: >want
		for name in $(names settings) $(names takes) given words script; do
			args+=("$name=$value")
			printf '%s=%s\n' "$name" "$value" >>want
		done
		rm -f seen
		make boot "${args[@]}"
		# make takes the blanks before a value away; names of its own it has already
		sed -i 's/=[ 	]*/=/' want
		diff <(grep '^[A-Z]' want | sort) <(grep '^[A-Z]' seen | sort)
		[ ! -e canary ]
	done <values
}

@test "the door hands a verb what its words say, byte by byte" {
	cat >scripts/boot.sh <<-'EOF'
	#!/bin/sh
	. "$(dirname "$0")/lib/lib.sh"
	printf '%s\n' "$CMD" "$NO_COLOR" "$(printenv NO_COLOR)" "$(printenv CMD)" "$@"
	EOF
	while IFS= read -r value; do
		run scripts/boot.sh "CMD=$value" "NO_COLOR=$value" -k "CMD=$value"
		[ "$status" -eq 0 ]
		[ "$output" = "$(printf '%s\n' "$value" "$value" "$value" '' -k "CMD=$value")" ]
		[ ! -e canary ]
	done < <(nasty)
}

@test "no verb runs what a variable holds" {
	tiny_exercise
	printf "%s\n" "\$(shell touch canary)" "; touch canary #" >values
	for verb in $(awk -F '\t' '/^[a-z]/ && $4 != "-" { print $1 }' scripts/verbs.tsv); do
		while IFS= read -r value; do
			args=()
			for name in $(takes "$verb"); do
				args+=("$name=$value")
			done
			run make "$verb" "${args[@]}" </dev/null
			[ "$status" -ne 0 ]
			[ -z "$(find "$box" -name 'canary*')" ]
		done <values
	done
}

@test "explore-all starts searches with words, not with code" {
	cat >>scripts/lib/explore.sh <<-'EOF'
	explore_ready () {
		scratch
		echo 'x|kvm||2|-' >"$scratch/list"
		mkdir -p "$results"
	}
	kit_names () {
		names=v18
	}
	EOF
	run make explore-all "BOUND=2; touch $box/canary" DESIGNS=v18
	[ ! -e "$box/canary" ]
	[ "$status" -eq 2 ]
	[[ $output == *"bound is a number of preemptions"* ]]
}

# boot that prints the words it would give to the guest
fake_boot () {
	cat >>scripts/lib/guest.sh <<-'EOF'
	guest_build () {
		:
	}
	boot () {
		mkdir -p "$2"
		shift 2
		printf '<%s>\n' "$@" >"$scratch/boot/console"
		echo 0 >"$scratch/boot/status"
		echo 1 >"$scratch/boot/nonce"
		echo '# end 1 0' >"$scratch/boot/result"
	}
	EOF
}

@test "make boot passes words to the guest, held together by quotes" {
	fake_boot
	# shellcheck disable=SC2016
	run make boot CMD='true; rm -f $HOME "two words" '\''a  b'\'' -x $(id) *'
	[ "$status" -eq 0 ]
	want=(true\; rm -f '$HOME' 'two words' 'a  b' -x '$(id)' '*')
	for i in "${!want[@]}"; do
		[ "${lines[i]}" = "<${want[i]}>" ]
	done
	[ "${#lines[@]}" -eq $((${#want[@]} + 1)) ]
}

@test "a quote without end in CMD is one line" {
	fake_boot
	run scripts/boot.sh CMD="sh -c 'oops"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"has no partner"* ]]
}

@test "a line break in a variable is refused" {
	run make boot CMD=$'true\ntouch canary'
	[ "$status" -eq 2 ]
	[[ "$output" == *"a value has a line break in it (cure: one line)"* ]]
	[ ! -e canary ]
	run scripts/boot.sh CMD=$'true\ntouch canary'
	[ "$status" -eq 2 ]
	[[ "$output" == *"CMD has a line break"*"(cure: one line)" ]]
	TMPDIR=$'/tmp\n' run scripts/status.sh
	[[ "$output" == *"TMPDIR has a line break"* ]]
}

@test "a variable that the verb does not use is refused, with what it takes" {
	tiny_exercise
	run make check EX=07 CHECK=it
	[ "$status" -eq 2 ]
	[[ "${lines[0]}" == "check.sh: CHECK is not used by make check (it takes EX DEEP FORMAT, and the settings "*" VERBOSE "* ]]
	run make status EX=07
	[[ "$output" == *"EX is not used by make status (it takes the settings"* ]]
	run make scenarios EX=07
	[[ "$output" == *"EX is not used by make scenarios"* ]]
}

@test "a misspelt variable is refused" {
	run make check EXX=07
	[ "$status" -eq 2 ]
	[[ "$output" == *"EXX is not used by make check"* ]]
}

@test "settings count from the command line, local.mk and the environment" {
	tiny_exercise
	run make status JOBS=3 VERBOSE=1 NO_COLOR=1 WORK="$box/w" BUILD="$box/b" TMPDIR=/tmp
	[ "$status" -eq 0 ]
	WORK=$box/w1 run make start EX=07
	[ -d "$box/w1/07-sample" ]
	printf 'WORK = %s/w2\n' "$box" >local.mk
	run make start EX=07
	[ -d "$box/w2/07-sample" ]
	run make start EX=07 WORK="$box/w3"
	[ -d "$box/w3/07-sample" ]
}

@test "what lasts counts from local.mk, in the verbs that take it" {
	tiny_exercise
	printf 'EX = 07\nMINUTES = 5\nYES = 1\nDELAYS = 1\n' >local.mk
	run make status
	[ "$status" -eq 0 ]
	[[ "${lines[0]}" == *"local.mk: DELAYS is not seen"*"cure:"* ]]
	[[ "${lines[1]}" == *"local.mk: YES is not seen"* ]]
	[[ "${lines[2]}" != *"local.mk"* ]]
	run make start
	[ "$status" -eq 0 ]
	[ -d work/07-sample ]
	run make start EX=42
	[[ "$output" == *"no exercise '42'"* ]]
	run make reset </dev/null
	[[ "$output" == *"asks a question first"* ]]
}

@test "an order of somebody's environment is not given to a verb" {
	tiny_exercise
	export EX=07 NAME=laptop YES=1 SPOIL=1 CHECK=1 TESTS=mine LIMIT=1h BOUND=deep DELAYS=1 RUNS=many
	run make hint
	[[ "$output" == *"which exercise?"* ]]
	scripts/start.sh 07
	for n in 1 2; do
		run make save EX=07
		[ "$status" -eq 0 ]
		[[ "$output" == *"is kept as '$n'"* ]]
	done
	run make restore EX=07
	[[ "$output" == *"Copies of 07-sample"* ]]
	run scripts/reset.sh 07 </dev/null
	[[ "$output" == *"asks a question first"* ]]
	run make solution EX=07
	[[ "$output" == *"if you mean it"* ]]
	run make debug EX=07 </dev/null
	[[ "$output" != *"no check '1'"* ]]
	run scripts/replay.sh scenario=x 'A!'
	[[ "$output" == *"a schedule cannot have this character"* ]]
}

@test "a verb that starts a verb gives it words, and settings alone by environment" {
	grep -rnE "[A-Z_]+=[^ ]* +(\\\\?\"\\\\?\\\$scripts|supervised \"\\\$scripts)/[a-z-]*\.sh" scripts --include='*.sh' |
	grep -oE '[A-Z_]+=[^ ]* ' | cut -d = -f 1 | sort -u >given
	[ -s given ]
	names settings | sort -u | comm -23 given - >orders
	[ ! -s orders ]
}

@test "a switch is 1 or nothing" {
	tiny_exercise
	for value in 2x yes 0; do
		VERBOSE=$value run scripts/status.sh
		[ "$status" -eq 2 ]
		[ "$output" = "status.sh: VERBOSE is a switch: 1 or nothing, not '$value'" ]
		run make reset EX=07 YES="$value"
		[ "$status" -eq 2 ]
		[[ "$output" == *"YES is a switch: 1 or nothing, not '$value'"* ]]
	done
	VERBOSE='' run scripts/status.sh
	[ "$status" -eq 0 ]
}

@test "of several verbs one must take a variable" {
	tiny_exercise
	run make start hint EX=07
	[ "$status" -eq 0 ]
	run make status start EX=07
	[ "$status" -eq 0 ]
	run make status start EX=07 SCHEDULE=x
	[ "$status" -eq 2 ]
}

@test "JOBS must be a number" {
	run make status JOBS='2; touch canary'
	[[ "$output" == *"JOBS is a number"* ]]
}

# uses FILE...: the names in capitals that are read there and need not be set.
uses () {
	sed 's/^[[:space:]]*#.*//' "$@" | grep -oE '\$\{[A-Z_]+:?[-+=?]|\$[A-Z_]{2,}|\$\{[A-Z_]+\}' |
	tr -cd 'A-Z_\n' | sort -u
}

@test "what a verb reads the table says it takes" {
	for script in scripts/*.sh; do
		verb=${script##*/}
		uses "$script" | grep -xF "$(names takes)" | grep -vxF "$(takes "${verb%.sh}" | tr ' ' '\n')" >untaken || true
		[ ! -s untaken ] || { echo "$script reads $(cat untaken)"; false; }
	done
}

@test "what is read is a setting, taken by a verb, or set by a script" {
	uses scripts/*.sh scripts/*/*.sh | grep -vxE 'COLUMNS|TERM|KSH_VERSION|KIT_[A-Z]*|OPTARG|PPID|NF' |
	grep -vxF "$(names settings; names takes)" >inner
	grep -qx SERIES_LIMIT inner
	while IFS= read -r name; do
		grep -qE "(^|[[:space:]])$name=" scripts/*.sh scripts/*/*.sh || { echo "$name"; false; }
	done <inner
}

@test "of the environment a verb sees the settings, and no variable of its own" {
	verb probe <<-'EOF'
	set | sed -n "s/=.*junk.*//p"
	EOF
	grep -rhoE '\$\{?[A-Za-z_][A-Za-z_0-9]*' scripts uml --include='*.sh' |
	tr -d '${' | sort -u | grep -vxE 'PATH|HOME|TERM|COLUMNS|LC_ALL|PPID|OPTIND|KIT_[A-Z]*' |
	grep -vxF "$(names settings)" >variables
	[ "$(wc -l <variables)" -gt 400 ]
	grep -qx boot_runner variables
	# shellcheck disable=SC2046
	run env $(sed 's/$/=junk/' variables) scripts/probe.sh
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	NO_COLOR=junk CCACHE_DIR=junk run scripts/probe.sh
	[ "$output" = "$(printf 'CCACHE_DIR\nNO_COLOR')" ]
}
