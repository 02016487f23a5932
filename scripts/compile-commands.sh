#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: compile-commands.sh
#
# Write build/compile_commands.json: how each C file of the kernel, the driver
# and the guest is compiled, for editors and tools that read such a list.
# clangd finds it there by itself.
#
# The kernel's commands are those that its build has noted in build/lab, so run
# make build first.  What is in drivers/ is listed twice: as the kernel's copy, and as the
# file that you edit; a file of an exercise that you have begun as you find it in work and in
# build/read, too, so call it again after make start.  uml/Makefile prints the guest's commands.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/exercise.sh"

test $# -eq 0 || usage
need awk find make
objects=$build/lab
test -d "$objects" ||
die "no kernel is built yet (cure: make build)"
scratch

copies=
for begun in $(ex_begun)
do
	copies="$copies $work/$begun $build/read/$begun"
done
find "$objects/" -name '.*.o.cmd' -exec \
	awk -v directory="$objects" -v drivers="$drivers" -v copies="$copies" \
	-f "$scripts/draw/report/json.awk" -f "$scripts/lib/compile-commands.awk" {} + \
	>"$scratch/entries" || die "cannot read the notes of the build in $objects"
test -s "$scratch/entries" ||
die "$objects has no notes of a build (cure: make build)"

# -B: all of them, however fresh; -n: only say them.
make -C "$uml" -f Makefile -n -B OUT="$guest_dir" \
	GEN_INIT_CPIO=/bin/true BUSYBOX=/bin/true >"$scratch/guest" 2>"$scratch/error" ||
die "uml/Makefile does not say how the guest is compiled: $(tail -n 1 "$scratch/error")"
for tool in "$uml"/host/*.c
do
	printf 'cc -O2 -Wall -Wextra -o tool %s\n' "$tool"
done >>"$scratch/guest"
awk -v directory="$uml" \
	-f "$scripts/draw/report/json.awk" -f "$scripts/lib/compile-commands.awk" \
	"$scratch/guest" >>"$scratch/entries"

{
	say "["
	sed '$!s/$/,/' "$scratch/entries"
	say "]"
} >"$scratch/json"
write_if_changed "$scratch/json" "$build/compile_commands.json" ||
die "cannot write to $build"
say "$build/compile_commands.json: $(grep -c . "$scratch/entries") files"
