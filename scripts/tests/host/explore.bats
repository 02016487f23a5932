#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

refused () {
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"$1"* ]]
}

@test "explore wants a scenario, and says how to find one" {
	run scripts/explore.sh
	refused "make scenarios"
}

@test "explore refuses a bound, a shard and a limit that are none" {
	run scripts/explore.sh scenario=x bound=many
	refused "bound is a number of preemptions, 'all', or '-' for one run"
	run scripts/explore.sh scenario=x shard=2
	refused "shard is I/N"
	run scripts/explore.sh scenario=x limit=1e3
	refused "limit is a number, not '1e3'"
	run scripts/explore.sh scenario=x shard=3/2
	refused "shard is I/N"
	run scripts/explore.sh scenario=x first=2
	refused "first is 0 or 1"
}

@test "explore refuses a name that would leave its directory" {
	run scripts/explore.sh scenario=../../etc design=v18
	refused "scenario is a name, or a scene in one line, not '../../etc'"
	run scripts/explore.sh scenario=x 'ranges=a;b'
	refused "not allowed"
}

@test "replay wants a schedule, and refuses what cannot be one" {
	run scripts/replay.sh scenario=x
	refused "no schedule is given"
	run scripts/replay.sh SCHEDULE="A3 \$(x)" scenario=x
	refused "a schedule cannot have this character"
	run scripts/replay.sh SCHEDULE="A3" RUNS=many scenario=x
	refused "RUNS is a number"
}

@test "a word is said once, what is typed counts before the environment, and an option is one of a few" {
	run scripts/explore.sh scenario=x fine=1 fine=2
	refused "fine is said twice: 'fine=1' and 'fine=2'"
	run scripts/explore.sh scenario=x bound=1 bound=2
	refused "bound is said twice"
	run scripts/explore.sh scenario=x careful=3
	refused "'careful' is not for a search to be told"
	kit_words bound=1 -- bound=3 fine=2 -- fine=1
	[[ $output == *'name x.v18.kvm.fine=1.bound-3'* ]]
	BOUND=4 OPTIONS='fine=2 a=b' kit_words bound=1 -e fine=1
	[[ $output == *'name x.v18.kvm.a=b.fine=1.bound-4'* ]]
}

# kit_words WORD...: what kit says of the cell x.
kit_words () {
	need_kit
	run build/host/kit build build/explore uml cell scenario=x "$@"
	[ "$status" -eq 0 ]
}

@test "nothing of the environment is in a cell that was not asked to be" {
	BOUND=1 DELAYS=1 OPTIONS=fine=2 FIRST=1 kit_words design=v10
	[[ $output == *'name x.v10.kvm
'* ]]
}

@test "a scenario has its own consumer, unless one is named" {
	mkdir -p build/initramfs
	printf 'y\tgru\t2\tguest\tyes\nx\txpmem\t2\tguest\tyes\n' >build/initramfs/names
	kit_words
	[[ $output == *'name x.v18.xpmem'* ]]
	kit_words consumer=kvm
	[[ $output == *'name x.v18.kvm'* ]]
}

# what the kit makes before a search
hollow () {
	printf 'guest_build () { :; }\n' >>scripts/lib/guest.sh
	printf 'kernel_build () { :; }\n' >>scripts/lib/kernel.sh
	mkdir -p build/kernel/base build/kernel/weak
	printf '#!/bin/sh\n' | tee build/kernel/base/linux >build/kernel/weak/linux
	chmod +x build/kernel/*/linux
}

# part NAME LINE...: a part of a search that is known.
part () {
	mkdir -p "build/explore/$1"
	printf '%s\n' 'scenario x' 'design v18' 'consumer kvm' 'schedules 2' 'complete yes' \
		'signature 1' 'seconds 0.5' >"build/explore/$1/cell"
	name=$1
	shift
	printf '%s\n' "$@" >>"build/explore/$name/cell"
}

@test "the sum says which part is missing or not complete, and how to get it" {
	hollow
	run scripts/explore.sh scenario=x shard=all/3
	refused "x.v18.kvm.shard-1-3 was not searched here (cure: make explore SHARD=1/3"
	part x.v18.kvm.shard-1-3
	part x.v18.kvm.shard-2-3 'complete no'
	run scripts/explore.sh scenario=x shard=all/3
	refused "x.v18.kvm.shard-2-3 is not complete (cure: make explore SHARD=2/3"
	part x.v18.kvm.shard-2-3 'signature 2'
	part x.v18.kvm.shard-3-3
	run scripts/explore.sh scenario=x shard=all/3
	refused "the parts are of different kernels"
}

@test "the sum has the counts of all, and of each kind the simplest schedule" {
	hollow
	part x.v18.kvm.delays-1.kernel-weak.shard-1-2 'failing 1' 'longest 9' 'found L1 1 2 9 A2 B* =1:ab' \
		'met a.b 3' 'unmet a.c'
	part x.v18.kvm.delays-1.kernel-weak.shard-2-2 'failing 2' 'longest 7' 'found L1 1 1 9 B* A* =1:cd' \
		'found L3 1 0 5 A* =1:e' 'met a.b 1' 'unmet a.c'
	run scripts/explore.sh -q scenario=x delays=1 shard=all/2
	[ "$status" -eq 1 ]
	[[ $output == *'explored 4 schedules, at most 2 preemptions, at most 1 access out of order, 3 failing, longest 9 steps'* ]]
	[[ $output == *'1 points were passed; never: a.c'* ]]
	[[ $output == *'breaks L3 in 1 schedules'*'breaks L1 in 2 schedules'*'1 preemption and 9 steps'*'    B* A*'* ]]
}

@test "a search that is not at its end is no verdict, but where something failed" {
	hollow
	words='scenario=x'
	need_kit
	# known is a search that has told so much
	known () {
		build/host/kit build build/explore uml open scenario=x
		printf '# %s\n' "$@" '# signature 1' | build/host/kit build build/explore uml store x.v18.kvm 100
		run scripts/explore.sh -q scenario=x limit=1
	}
	printf 'cell_search () { :; }\ncell_store () { :; }\n' >>scripts/lib/explore.sh
	known 'explored 0 0 0 0 0 0 some'
	[ "$status" -eq 2 ]
	[[ ${lines[-1]} == 'nothing was judged'* ]]
	known 'explored 1 0 0 9 0 9 some'
	[ "$status" -eq 2 ]
	[[ ${lines[-1]} == *'this is no verdict (cure: '* ]]
	known 'explored 1 1 0 9 0 9 some' 'found L1 1 0 9 A* =1:a'
	[ "$status" -eq 1 ]
	known 'explored 1 1 0 9 0 9 some' 'found L4,report 1 0 9 A* =1:a'
	[ "$status" -eq 3 ]
	known 'explored 1 1 0 9 0 9 first' 'found report 1 0 0'
	[ "$status" -eq 3 ]
	[ "${lines[-1]}" = "breaks report in 1 schedules" ]
	known 'explored 1 0 0 9 0 9 all'
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = 'no law broke' ]
}

@test "of what was found the first row that has a schedule is shown" {
	need_kit
	build/host/kit build build/explore uml open scenario=x
	printf '# %s\n' 'explored 9 2 0 9 0 9 all' 'signature 1' 'found report 1 0 0' 'found L1 1 2 9 A2 B* =1:ab' |
	build/host/kit build build/explore uml store x.v18.kvm 100
	run build/host/kit build build/explore uml get schedule laws kinds broken x.v18.kvm
	[ "$output" = "A2 B* =1:ab	L1 L6	report;L1	L1,report" ]
}

# state_of TEXT: what an interrupted boot has left, and what is kept of it.
state_of () {
	mkdir -p "$box/kit/build/explore/x/run"
	printf '%s\n' "$@" >"$box/kit/build/explore/x/run/result"
	verb keep lib/explore <<-'EOF'
	cell_dir=$explored/x
	cell_keep
	cat "$cell_dir/state"
	EOF
	run scripts/keep.sh
}

@test "of an interrupted search the last whole state is kept" {
	state_of '# ck begin' '# ck counts 1' '# ck end' \
		'# ck begin' '# ck counts 2' '# ck todo x' '# ck end' \
		'# ck begin' '# ck counts 3'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "counts 2" ]
	[ "${lines[1]}" = "todo x" ]
	[ "${#lines[@]}" -eq 2 ]
	[ ! -d build/explore/x/run ]
}

@test "without a whole state the one before stays" {
	mkdir -p "$box/kit/build/explore/x"
	echo "counts 7" >"$box/kit/build/explore/x/state"
	state_of '# ck begin' '# ck counts 8'
	[ "${lines[0]}" = "counts 7" ]
}

# ended TEXT...: what a boot has said before its kernel ended, and what goes behind
# the state.
ended () {
	mkdir -p "$box/kit/build/explore/x/run"
	printf '%s\n' "$@" >"$box/kit/build/explore/x/run/result"
	verb ended lib/explore <<-'EOF'
	kit ended "$explored/x/run/result" hang
	EOF
	run scripts/ended.sh
}

@test "what was said of the walk that has ended its kernel goes behind the state as it is" {
	ended '# ck begin' '# ck todo x' '# ck end' '# at A 3 k' \
		'# ck begin' '# ck todo y' '# ck end' '# at A 3 l' '# at B 2 m'
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "at A 3 l" ]
	[ "${lines[1]}" = "at B 2 m" ]
	[ "${lines[2]}" = "ended hang" ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "a walk of which nothing was said is not taken for another" {
	ended '# at A 3 k' '# ck begin' '# ck todo x' '# ck end'
	[ "$status" -eq 1 ]
	[ "$output" = "ended hang" ]
}

# matrix LINE...: the matrix of explore.list with these lines, where the guest has
# the scenarios a and b, c with no actors.
matrix () {
	printf '%s\n' "$@" >uml/scenarios/explore.list
	mkdir -p build/initramfs build/linux
	tiny_version 9 >build/linux/Makefile
	printf 'a\tkvm\t2\tguest\tyes\nb\tgru\t2\tkernel\tyes\nc\tkvm\t0\tguest\tno: no actors\n' \
		>build/initramfs/names
	verb matrix lib/explore <<-'EOF'
	scratch
	explore_matrix
	EOF
	run scripts/matrix.sh
}

@test "a scenario that no list has is searched with two preemptions, and nothing is to break" {
	matrix '# nothing'
	[ "$status" -eq 0 ]
	[ "$output" = "a|kvm||2|
b|kvm||2|" ]
}

@test "explore.list says what is other than that" {
	matrix 'b | gru | ranges=none | 3 | v9=L1' 'b | kvm | | 1 |'
	[ "$status" -eq 0 ]
	[ "$output" = "b|gru|ranges=none|3|v9=L1
b|kvm||1|
a|kvm||2|" ]
}

@test "explore.list cannot have a scenario that is not there, or has no search" {
	matrix 'a | kvm | | 3 |' 'gone | kvm | | 3 |'
	refused "there is no search of 'gone'"
	matrix 'c | kvm | | 3 |'
	refused "there is no search of 'c'"
}
