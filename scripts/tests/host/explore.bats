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
	refused "are numbers"
}

@test "explore refuses a name that would leave its directory" {
	run scripts/explore.sh scenario=../../etc design=v18
	refused "are names"
	run scripts/explore.sh scenario=x 'ranges=a;b'
	refused "not allowed"
}

@test "replay wants a schedule, and refuses what cannot be one" {
	run scripts/replay.sh scenario=x
	refused "no schedule is given"
	run scripts/replay.sh SCHEDULE="A3 \$(x)" scenario=x
	refused "a character that no schedule has"
	run scripts/replay.sh SCHEDULE="A3" RUNS=many scenario=x
	refused "RUNS is a number"
}

@test "the merge wants parts" {
	run scripts/explore-merge.sh scenario=x design=v18
	refused "nothing to add up"
}

# what guest_build makes, without a kernel
hollow_guest () {
	printf 'guest_build () { :; }\n' >>scripts/lib/guest.sh
}

@test "the merge says which shard is missing or not complete, and how to get it" {
	hollow_guest
	run scripts/explore-merge.sh scenario=x design=v18 shard=1/3
	refused "x.v18.kvm.shard-1-3 was not searched here (cure: make explore SHARD=1/3"
	for i in 1 2
	do
		mkdir -p "build/explore/x.v18.kvm.shard-$i-3"
		printf 'complete\tyes\nsignature\t1\n' >"build/explore/x.v18.kvm.shard-$i-3/cell.tsv"
		: >"build/explore/x.v18.kvm.shard-$i-3/found.tsv"
		: >"build/explore/x.v18.kvm.shard-$i-3/points"
	done
	run scripts/explore-merge.sh scenario=x design=v18 shard=1/3
	refused "x.v18.kvm.shard-3-3 was not searched here (cure: make explore SHARD=3/3"
	printf 'complete\tno\n' >build/explore/x.v18.kvm.shard-2-3/cell.tsv
	run scripts/explore-merge.sh scenario=x design=v18 shard=1/3
	refused "x.v18.kvm.shard-2-3 is not complete (cure: make explore SHARD=2/3"
}

# state_of TEXT: what an interrupted boot has left, and what is kept of it.
state_of () {
	mkdir -p "$box/kit/build/explore/x/run"
	printf '%s\n' "$@" >"$box/kit/build/explore/x/run/result"
	cat >scripts/keep.sh <<-'EOF'
	#!/bin/sh
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/explore.sh"
	cell_dir=$explored/x
	cell_keep
	cat "$cell_dir/state"
	EOF
	chmod +x scripts/keep.sh
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
	cat >scripts/ended.sh <<-'EOF'
	#!/bin/sh
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/explore.sh"
	scratch
	cell_dir=$explored/x
	cell_ended hang
	status=$?
	cat "$scratch/ended"
	exit "$status"
	EOF
	chmod +x scripts/ended.sh
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
	printf '#!/bin/sh\ntest "$*" = "list names" && printf "a\\t2\\tguest\\tyes\\nb\\t2\\tkernel\\tyes\\nc\\t0\\tguest\\tno: no actors\\n"\n' \
		>build/initramfs/scenario
	cat >scripts/matrix.sh <<-'EOF'
	#!/bin/sh
	. "$(dirname "$0")/lib/lib.sh"
	. "$scripts/lib/explore.sh"
	scratch
	explore_matrix
	EOF
	chmod +x scripts/matrix.sh build/initramfs/scenario
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
