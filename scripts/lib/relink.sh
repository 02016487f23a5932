# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC1090,SC2012,SC2016
#
# A kernel of which only some .c files have changed: compile these as kbuild has done,
# and link.  kbuild takes two seconds to find that there is nothing else to do, and
# links everything once more for modules, of which there are none.  Part of kernel.sh.
#
# build/FLAVOUR/.kit-made	what the objects there were made of, "SHA  PATH" lines
# build/FLAVOUR/.kit-link	the environment of link-vmlinux.sh

# link_witness: an nm that notes the environment in which link-vmlinux.sh calls it.
link_witness () {
	witness=$host/nm
	if test ! -x "$witness"
	then
		mkdir -p -- "$host" 2>/dev/null || unwritable "$build"
		cat >"$witness.new" <<-'END'
		#!/bin/sh
		test -z "${CFLAGS_vmlinux:-}" || export -p >.kit-link
		exec nm "$@"
		END
		chmod +x "$witness.new" && mv -f -- "$witness.new" "$witness" ||
		unwritable "$build"
	fi
	printf '%s\n' "$witness"
}

# made_now ACCESS: what objects would be made of now.
made_now () {
	printf '%s  access\n' "$1" | tr ' ' ','
	cat -- "$relink_out/.config" "$linux/.kit-source" 2>/dev/null | sum
	(cd -- "$variant/src" && find . -type f | sort | xargs -r sha256sum)
}

# relink_changed: the .c files of $scratch/made that are not as they were, in
# $scratch/changed; returns 1 when anything else differs, or nothing.
relink_changed () {
	diff "$relink_out/.kit-made" "$scratch/made" >"$scratch/made.diff"
	sed -n 's/^< [0-9a-f]*  \.\///p' "$scratch/made.diff" >"$scratch/made.old"
	sed -n 's/^> [0-9a-f]*  \.\///p' "$scratch/made.diff" >"$scratch/made.new"
	test "$(grep -c '^[<>]' "$scratch/made.diff")" -eq \
		$((2 * $(grep -c '\.c$' "$scratch/made.old"))) &&
	cmp -s -- "$scratch/made.old" "$scratch/made.new" || return 1
	mv -- "$scratch/made.new" "$scratch/changed"
	test -s "$scratch/changed"
}

# relink_object PATH.c: compile it; the .cmd file of kbuild has how, and gets what the
# file depends on now.  Returns 1 when kbuild has not made it, or when it does not compile
# for a reason that is not in it.
relink_object () {
	relink_dir=${1%/*}
	relink_name=${1##*/}
	relink_name=${relink_name%.c}.o
	relink_cmd=$relink_dir/.$relink_name.cmd
	relink_how=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$relink_out/$relink_cmd" 2>/dev/null)
	case $relink_how in
	'' | *\$*) return 1 ;;
	esac
	say "  CC      $relink_dir/$relink_name" | tee -a "$relink_out/build.log"
	(
		cd -- "$relink_out" &&
		kcommand sh -c "$relink_how" >>build.log 2>&1 &&
		scripts/basic/fixdep "$relink_dir/.$relink_name.d" \
			"$relink_dir/$relink_name" '' >"$scratch/deps" &&
		sed -n 1p "$relink_cmd" >"$scratch/cmd" &&
		sed 1d "$scratch/deps" >>"$scratch/cmd" &&
		mv -f -- "$scratch/cmd" "$relink_cmd" &&
		rm -f -- "$relink_dir/.$relink_name.d"
	) && return
	relink_failed=1
	grep -qE "(^|/)$1:[0-9]+:.* error: " "$relink_out/build.log"
}

# relink_script: link-vmlinux.sh, in $scratch/link.  It links three times: to learn where
# the table of symbols ends, to learn where the symbols are, and for good.  The table of
# the last link says the first; whether it has, the script itself finds.
relink_script () {
	relink_table=$(cd -- "$relink_out" && ls -t .tmp_vmlinux[123].kallsyms.o 2>/dev/null | head -n 1)
	cp -- "$linux/scripts/link-vmlinux.sh" "$scratch/link"
	cp -- "$relink_out/$relink_table" "$scratch/kallsyms.o" 2>/dev/null || return 0
	sed -e 's/^\tkallsyms \.tmp_vmlinux\.kallsyms0.*/\tkallsymso=$relink_table/' \
		-e '/^\tvmlinux_link \.tmp_vmlinux2$/,/^\tsysmap_and_kallsyms \.tmp_vmlinux2$/d' \
		"$scratch/link" >"$scratch/link.short"
	grep -q 'kallsymso=.relink_table' "$scratch/link.short" &&
	! grep -q 'tmp_vmlinux2' "$scratch/link.short" &&
	grep -q 'vmlinux_link .tmp_vmlinux3' "$scratch/link.short" &&
	mv -- "$scratch/link.short" "$scratch/link"
	return 0
}

# kernel_relink FLAVOUR ACCESS: returns 0 when done, 1 when it is for kbuild to do (a link
# that fails is, too), 2 when a file does not compile.
kernel_relink () {
	relink_out=$build/$1
	relink_failed=
	relink_env=.kit-link
	made_now "$2" >"$scratch/made"
	test -f "$relink_out/.kit-made" && test -f "$relink_out/.kit-link" &&
	test -f "$relink_out/vmlinux" && relink_changed || return 1
	relink_link=$(sed -n '1s,^savedcmd_vmlinux := [^ ]*/link-vmlinux.sh ,,p' "$relink_out/.vmlinux.cmd")
	case $relink_link in
	'' | *\$*) return 1 ;;
	esac
	: >"$relink_out/build.log"
	# no objects are those of .kit-made until all are made
	mv -f -- "$relink_out/.kit-made" "$scratch/made.was"
	while IFS= read -r relink_path
	do
		relink_object "$relink_path" || return 1
	done <"$scratch/changed"
	test -z "$relink_failed" || {
		# of one file that does not compile there is no object
		test "$(grep -c . "$scratch/changed")" -gt 1 ||
		mv -f -- "$scratch/made.was" "$relink_out/.kit-made"
		return 2
	}
	say "  LD      vmlinux"
	relink_script
	(
		cd -- "$relink_out" &&
		rm -f -- vmlinux linux &&
		. "./$relink_env" &&
		TMPDIR=$scratch NM=nm MAKE=true CCACHE_DISABLE=1 relink_table=$scratch/kallsyms.o &&
		export TMPDIR NM MAKE CCACHE_DISABLE relink_table &&
		unset MAKEFLAGS MFLAGS &&
		eval "sh \"\$scratch/link\" $relink_link" &&
		ln -f -- vmlinux linux
	) >>"$relink_out/build.log" 2>&1 || return 1
	cp -- "$scratch/made" "$relink_out/.kit-made"
}
