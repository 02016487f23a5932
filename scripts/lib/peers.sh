# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Upstream's own tests, built unmodified from the kernel source, as peers.
# Sourced after lib.sh.  scripts/tests/guest/peers/programs.list says what and how.

test -z "${lib_peers:-}" || return 0
lib_peers=1
. "$scripts/lib/guest.sh"

peers_dir=$build/peers
peers_cpio=$peers_dir/with-peers.cpio

# peers_build: all programs of scripts/tests/guest/peers/programs.list and a root file system that has
# them.  Returns 1, with the reason in $peers_why, when one does not compile.
peers_build () {
	peers_why=
	guest_build
	lock
	tree_unpack
	mkdir -p -- "$peers_dir/bin" || die "cannot write to $build"
	peers_key=$({
		cat "$linux/.kit-source" "$scripts/tests/guest/peers/programs.list"
		cc --version | sed 1q
	} | sum)
	if test "$(cat "$peers_dir/key" 2>/dev/null)" != "$peers_key"
	then
		rm -f -- "$peers_dir/key"
		kmake_x86 "$peers_dir/headers" headers >"$peers_dir/headers.log" 2>&1 || {
			peers_why="headers: $(tail -n 1 "$peers_dir/headers.log")"
			return 1
		}
		: >"$peers_dir/local_config.h"
		sed 's/#.*//;/^[[:space:]]*$/d' "$scripts/tests/guest/peers/programs.list" >"$scratch/peers.list"
		while read -r peers_name peers_sources
		do
			# shellcheck disable=SC2086
			(
				cd -- "$linux/tools/testing/selftests/mm" &&
				cc -static -w -O2 -U_FORTIFY_SOURCE -D_GNU_SOURCE= \
					-isystem "$peers_dir/headers/usr/include" \
					-I "$peers_dir" -I "$linux/tools/testing/selftests" \
					-I "$linux" -I "$linux/tools/include/uapi" \
					-o "$peers_dir/bin/$peers_name" $peers_sources \
					vm_util.c thp_settings.c -lrt -lpthread -lm
			) >"$scratch/peers.log" 2>&1 </dev/null || {
				peers_why="$peers_name: $(grep -m 1 error "$scratch/peers.log")"
				return 1
			}
		done <"$scratch/peers.list"
		printf '%s\n' "$peers_key" >"$peers_dir/key"
	fi
	{
		for peers_file in "$peers_dir/bin"/* "$scripts/tests/guest/peers"/*.run \
			"$scripts/tests/guest/peers"/*.expect
		do
			printf 'file /peers/%s %s 0755 0 0\n' \
				"${peers_file##*/}" "$peers_file"
		done
	} >"$peers_dir/list"
	"$guest_gen" -t 0 "$peers_dir/list" >"$peers_dir/peers.cpio" &&
	cat "$cpio" "$peers_dir/peers.cpio" >"$peers_cpio.new" &&
	mv -f -- "$peers_cpio.new" "$peers_cpio" ||
	die "cannot write to $build"
	unlock
}

kmake_x86 () {
	supervised env TMPDIR="$scratch" make -C "$linux" O="$1" ARCH=x86 -j "$(njobs)" "$2"
}

# peers_boot KERNEL RUNDIR SUITE [record]
peers_boot () {
	peers_kernel=$1
	peers_run=$2
	shift 2
	peers_saved=$cpio
	cpio=$peers_cpio
	BOOT_MEM=256M
	# They spin until time has passed.
	BOOT_TIME=
	boot "$peers_kernel" "$peers_run" peers "$@"
	cpio=$peers_saved
	BOOT_MEM=
	unset BOOT_TIME
}
