#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: bench.sh [WHAT]...	(or BENCH='WHAT...')
#
# Measure how long things take on this machine.  In seconds, without ccache, and
# compared with the kernel's own kunit.py with its default configuration if python3
# and the tarball are present (kunit.py needs the whole source, unpatched):
#
#	first		from the unpacked tree to a verdict
#	edit		from a saved mm/rmap.c to a verdict, median of five
#	boot		from a built kernel to a verdict, median of five
#	loop		from a save to the first verdict of make check, each exercise (with ccache)
#
# Inside the guest, see docs/bench.md; the figures are in
# build/results/bench-*.tsv, too, and a plot beside each with gnuplot:
#
#	flush		one flush for all pages, or a gather array
#	dispatch	one callback for all, or a table of methods
#	hooks		the hooks with no subscriber; RUNS=40 rounds
#	register	registration against the number of VMAs
#	explore		the cost of a schedule of a search
#
# Without arguments it measures all, which takes some twenty minutes.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/guest.sh"
. "$scripts/bench/guest.sh"
. "$scripts/bench/loop.sh"

what=${*:-${BENCH:-first edit boot loop flush dispatch hooks register explore}}
no_ccache=${NO_CCACHE:-}
for word in $what
do
	case $word in
	first | edit | boot | loop | flush | dispatch | hooks | register | explore)
		;;
	*)
		usage
		;;
	esac
done

# seconds MS
seconds () {
	awk -v ms="$1" 'BEGIN { printf "%.2f", ms / 1000 }'
}

# median FILE
median () {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# report WHAT OURS PEERS
report () {
	if test -n "$3"
	then
		printf '%-28s %10s %10s %9s\n' "$1" "$(seconds "$2")" "$(seconds "$3")" \
			"$(awk -v a="$2" -v b="$3" 'BEGIN { printf "%.2f", a / b }')"
	else
		printf '%-28s %10s %10s %9s\n' "$1" "$(seconds "$2")" - -
	fi
}

# peer ARG...: kunit.py; silent
peer () {
	(
		cd -- "$peer_src" &&
		python3 tools/testing/kunit/kunit.py "$@" --build_dir="$peer_dir"
	) >"$scratch/peer" 2>&1
}

peer_dir=$build/bench/kunit
peer_src=$build/bench/linux
have_peer=

# have_kunit: unpack the whole source for kunit.py, if it can run here.
have_kunit () {
	if ! have python3 || ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null
	then
		say "kunit.py is left out: there is no python3"
	elif test ! -f "$(source_value tarball)"
	then
		say "kunit.py is left out: the kernel's tarball is not here"
	else
		say "unpacking the whole source for kunit.py"
		mkdir -p -- "$peer_src"
		tar -x -C "$peer_src" --strip-components=1 -f "$(source_value tarball)" ||
		die "cannot unpack $(source_value tarball)"
		have_peer=1
	fi
}

# outside: what is measured from outside needs the tree, and compiles.
outside () {
	NO_CCACHE=1
	lock
	test ! -d "$build/bench" || return 0
	# build/lab may be what a part of the series has left there
	tree_prepare
	config_make lab
	NO_CCACHE=$no_ccache
	kernel_make lab "" >/dev/null || die "the kernel does not build"
	NO_CCACHE=1
	mkdir -p -- "$build/bench" 2>/dev/null || unwritable "$build"
	have_kunit
	printf '%-28s %10s %10s %9s\n' "seconds" ours kunit.py ratio
}

# once: from a changed file to a verdict, as a learner does it
edit_ours () {
	printf '\n' >>"$scratch/edit/mm/rmap.c"
	kernel_build bench-edit --overlay "$scratch/edit" >"$scratch/make" 2>&1 ||
	die "the kernel does not build: $(tail -n 1 "$scratch/make")"
	boot_ours "$kernels/bench-edit/linux"
}

# boot_ours KERNEL
boot_ours () {
	boot "$1" "$scratch/boot" true
	verdict "$scratch/boot"
}

rm -rf -- "$build/bench"
kernel_build base || die "the kernel does not build"
unlock
guest_build
scratch
mkdir -p -- "$results" 2>/dev/null || unwritable "$build"
for word in $what
do
	peer_time=
	case $word in
	flush | dispatch | hooks | register | explore)
		NO_CCACHE=$no_ccache
		"bench_$word"
		;;
	first)
		outside
		bench_out=$build/bench/lab
		mkdir -p -- "$bench_out"
		start=$(clock_ms)
		kmake "$bench_out" -j "$(njobs)" KCONFIG_ALLCONFIG="$build/lab/.kit-wanted" \
			allnoconfig >"$scratch/make" 2>&1 &&
		kmake "$bench_out" -j "$(njobs)" linux >>"$scratch/make" 2>&1 ||
		die "the kernel does not build: $(tail -n 1 "$scratch/make")"
		boot_ours "$bench_out/linux" || die "$verdict_why"
		ours=$(($(clock_ms) - start))
		if test -n "$have_peer"
		then
			start=$(clock_ms)
			peer run --jobs="$(njobs)"
			peer_time=$(($(clock_ms) - start))
			test -x "$peer_dir/linux" || {
				warn "kunit.py built no kernel: $(grep -m 1 -E '(Error|ERROR)' "$scratch/peer")"
				have_peer=
				peer_time=
			}
		fi
		report "first build to verdict" "$ours" "$peer_time"
		say "    options set: ours $(grep -c '=[ym]' "$bench_out/.config")$(
			test -z "$have_peer" ||
			printf ', kunit.py %s' "$(grep -c '=[ym]' "$peer_dir/.config")")"
		;;
	edit)
		outside
		mkdir -p -- "$scratch/edit/mm"
		cp -- "$linux/mm/rmap.c" "$scratch/edit/mm/rmap.c"
		edit_ours || die "$verdict_why"
		: >"$scratch/ours"
		: >"$scratch/peers"
		for round in 1 2 3 4 5
		do
			start=$(clock_ms)
			edit_ours || die "round $round: $verdict_why"
			echo $(($(clock_ms) - start)) >>"$scratch/ours"
			test -n "$have_peer" || continue
			test -d "$peer_dir" || peer run --jobs="$(njobs)"
			printf '\n' >>"$peer_src/mm/rmap.c"
			start=$(clock_ms)
			peer run --jobs="$(njobs)"
			echo $(($(clock_ms) - start)) >>"$scratch/peers"
		done
		rm -rf -- "$kernels/bench-edit"
		report "mm/rmap.c saved to verdict" "$(median "$scratch/ours")" \
			"$(median "$scratch/peers")"
		;;
	loop)
		bench_loop
		;;
	boot)
		outside
		: >"$scratch/ours"
		: >"$scratch/peers"
		for round in 1 2 3 4 5
		do
			start=$(clock_ms)
			boot_ours "$kernels/base/linux" || die "round $round: $verdict_why"
			echo $(($(clock_ms) - start)) >>"$scratch/ours"
			test -n "$have_peer" || continue
			test -d "$peer_dir" || peer run --jobs="$(njobs)"
			start=$(clock_ms)
			peer exec
			echo $(($(clock_ms) - start)) >>"$scratch/peers"
		done
		report "boot to verdict" "$(median "$scratch/ours")" \
			"$(median "$scratch/peers")"
		;;
	esac
done
rm -rf -- "$build/bench"
exit "$bench_status"
