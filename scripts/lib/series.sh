# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# The series as git commits and back.  Sourced after lib.sh.
#
# Everything that could make two machines write different bytes is fixed here:
# names, dates, the diff algorithm, whatever the user has configured.  The lines
# "index" are left out, since the hashes in them differ from one point release
# to the next, and a hunk has two lines of context: that much all of them agree
# on.  The numbers of lines differ, too; series_masked leaves them out.

test -z "${lib_series:-}" || return 0
lib_series=1
. "$scripts/lib/kernel.sh"

tree=$build/tree

# what the line "index" looks like, for sed
series_index='^index [0-9a-f]\{7,40\}\.\.[0-9a-f]\{7,40\}\( [0-7]\{6\}\)\{0,1\}$'

# Plain git that sees no configuration but what is given here.
kgit () {
	env GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
		HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent \
		GIT_AUTHOR_NAME=kit GIT_AUTHOR_EMAIL=kit@localhost \
		GIT_AUTHOR_DATE='2008-03-07 00:00:00 +0000' \
		GIT_COMMITTER_NAME=kit GIT_COMMITTER_EMAIL=kit@localhost \
		GIT_COMMITTER_DATE='2008-03-07 00:00:00 +0000' \
		git -c core.abbrev=12 -c core.autocrlf=false -c core.quotePath=true \
		-c gc.auto=0 -c diff.algorithm=myers -c commit.gpgSign=false \
		-c init.defaultBranch=master -c advice.detachedHead=false "$@"
}

# series_base DIR: the files of DIR, as the source has them, become the commit
# that is tagged "base".
series_base () {
	kgit -C "$1" init -q &&
	printf '*.c diff=cpp\n*.h diff=cpp\n' >"$1/.git/info/attributes" &&
	kgit -C "$1" add -f -A . &&
	kgit -C "$1" commit -q -m "Linux, as $(pin package) has it" &&
	kgit -C "$1" tag base
}

# series_apply DIR: one commit a patch.
series_apply () {
	series | while read -r apply_patch
	do
		kgit -C "$1" am -q --keep-cr --committer-date-is-author-date \
			<"$patches/$apply_patch" >"$scratch/am.log" 2>&1 || {
			sed 's/^/    /' "$scratch/am.log" >&2
			die "$apply_patch does not apply in $1 (cure: 'git am --show-current-patch', then 'git am --continue' there)"
		}
	done
}

# series_write DIR OUT: the commits since "base" as patches, below OUT as they are below
# patches/, with the series file.  A patch of files that are ours alone holds for every
# kernel, and lies in notifier/; the others lie in the room of this kernel.  Numbers
# count within a folder.
series_write () {
	mkdir -p -- "$2/notifier" "$2/${room##*/}" || die "cannot write to $2"
	kgit -C "$1" format-patch -q -U2 --zero-commit --no-signature --no-renames \
		-N -p -o "$2/.all" base || return 1
	write_ours=0 write_room=0
	sed -n '/^#/p;/^[^#]/q' "$room/series" >"$2/${room##*/}/series" 2>/dev/null
	for write_patch in "$2/.all"/*.patch
	do
		write_name=${write_patch##*/????-}
		if patched_paths "$write_patch" | grep -vqE '^(/dev/null|mm/mmn/.*|include/linux/mmn\.h)$'
		then
			write_room=$((write_room + 1))
			write_name=${room##*/}/$(printf '%02d' "$write_room")-$write_name
		else
			write_ours=$((write_ours + 1))
			write_name=notifier/$(printf '%02d' "$write_ours")-$write_name
		fi
		sed "/$series_index/d" "$write_patch" >"$2/$write_name" &&
		printf '%s\n' "$write_name" >>"$2/${room##*/}/series" || return 1
	done
	rm -rf -- "$2/.all"
}

# series_pinned: is the source the one that the numbers of lines in patches/ are
# those of?
series_pinned () {
	test "$(source_value sha256)" = "$(pin_source 4)"
}

# series_masked FILE: the patch without the places of its hunks.
series_masked () {
	sed 's/^@@ -[0-9]*\([,0-9]*\) +[0-9]*\([,0-9]*\) @@/@@ -\1 +\2 @@/' "$1"
}

# series_same A B: the same patch?  Of another point release of the source the
# places of hunks do not count.
series_same () {
	cmp -s -- "$1" "$2" && return 0
	series_pinned && return 1
	test -f "$1" && test -f "$2" || return 1
	series_masked "$1" >"$scratch/masked.a"
	series_masked "$2" >"$scratch/masked.b"
	cmp -s -- "$scratch/masked.a" "$scratch/masked.b"
}

# series_pristine DIR: the files that the series touches, as the source has
# them.
series_pristine () {
	tree_unpack
	series | while read -r pristine_patch
	do
		patched_paths "$patches/$pristine_patch"
	done | sort -u >"$scratch/touched"
	mkdir -p -- "$1" || die "cannot write to $build"
	while read -r pristine_path
	do
		pristine_file "$pristine_path" "$1/$pristine_path"
	done <"$scratch/touched"
}
