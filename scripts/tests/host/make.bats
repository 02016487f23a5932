#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What a person types after "make VERB" reaches the scripts as it is, and only
# where it means something.

load helper

# The variables that the Makefile passes on.
known () {
	awk '/^KNOWN :=/ { on = 1; sub(/.*:=/, "") }
		on { more = sub(/\\$/, ""); print; on = more }' Makefile
}

# What every verb takes.
settings () {
	sed -n "s/^settings='\(.*\)'$/\1/p" scripts/lib/environment.sh
}

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
	cat >scripts/boot.sh <<-'EOF'
	#!/bin/sh
	for name in $known
	do
		eval "printf '%s=%s\n' $name \"\$$name\""
	done >seen
	EOF
	known=$(known)
	export known
	nasty >values
	while IFS= read -r value; do
		args=()
		: >want
		for name in $known; do
			args+=("$name=$value")
			printf '%s=%s\n' "$name" "$value" >>want
		done
		rm -f seen
		make boot "${args[@]}"
		# make takes the blanks before a value away
		sed -i 's/=[ 	]*/=/' want
		diff want seen
		[ ! -e canary ]
	done <values
}

@test "no verb runs what a variable holds" {
	tiny_exercise
	printf "%s\n" "\$(shell touch canary)" "; touch canary #" >values
	for script in scripts/*.sh; do
		verb=${script##*/}
		verb=${verb%.sh}
		takes=$(sed -n 's/^# Takes: //p' "$script")
		[ -n "$takes" ] || continue
		grep -q "^$verb:" Makefile
		while IFS= read -r value; do
			args=()
			for name in $takes; do
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
	printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"%s/words"\n' "$box" >scripts/explore.sh
	run make explore-all "BOUND=2; touch $box/canary" DESIGNS=v18
	[ ! -e "$box/canary" ]
	grep -qx 'bound=2;' "$box/words"
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
	CMD="sh -c 'oops" run scripts/boot.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"quote has no end"* ]]
}

@test "a line break in a variable is refused" {
	run make boot CMD=$'true\nshell touch canary'
	[[ "$output" == *"CMD has a line break"* ]]
}

@test "a variable that the verb does not use is refused, with what it takes" {
	tiny_exercise
	run make check EX=07 CHECK=it
	[ "$status" -eq 2 ]
	[[ "${lines[0]}" == "check.sh: CHECK is not used by make check (it takes EX, and the settings "*" VERBOSE "* ]]
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

@test "settings, local.mk and the environment are not refused" {
	tiny_exercise
	run make status JOBS=3 VERBOSE=1 NO_COLOR=1 WORK="$box/w" BUILD="$box/b" TMPDIR=/tmp
	[ "$status" -eq 0 ]
	echo 'EX = 07' >local.mk
	run make status
	[ "$status" -eq 0 ]
	CHECK=it run make status
	[ "$status" -eq 0 ]
	run make start
	[ "$status" -eq 0 ]
	[ -d work/07-sample ]
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

@test "the Makefile passes on what the verbs take and the settings, no more" {
	{
		sed -n 's/^# Takes: //p' scripts/*.sh
		settings
	} | tr ' ' '\n' | sort -u >want
	known | tr -s ' \t\n' '\n' | grep . | sort -u >have
	diff want have
}

@test "what a verb reads of the environment it says it takes" {
	for script in scripts/*.sh; do
		for name in $(grep -v '^#' "$script" | grep -oE '\$\{[A-Z_]+:?[-+]' | tr -cd 'A-Z_\n' | sort -u); do
			case " $(sed -n 's/^# Takes: //p' "$script") $(settings) BOOT_MEM " in
			*" $name "*) ;;
			*) echo "$script reads $name"; false ;;
			esac
		done
	done
}
