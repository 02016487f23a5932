# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# The kernel: source, patched tree, configuration, build.  Sourced after lib.sh.
#
# build/download/source		which tarball is used: tarball=, id=, sha256=
# build/linux			the tree; .kit-source names what was unpacked
# build/pristine		unchanged copies of the files that we replace
# build/managed			paths in the tree that are or were ours to change
# build/FLAVOUR			object directory (O=)
# build/kernel/NAME		a kept kernel: linux, key, flavour, src/ (what differs), strings, blocks
#				(of the objects that a learner's files became)

test -z "${lib_kernel:-}" || return 0
lib_kernel=1
. "$scripts/lib/relink.sh"
. "$scripts/lib/covered.sh"

# ---------------------------------------------------------------------------
# Source.

# pin_source FIELD: of the release that is fetched.
pin_source () {
	pin source | awk -v field="$1" 'NR == 1 { print $field }'
}

source_deb=$download/source.deb

source_value () {
	test -f "$download/source" && sed -n "s/^$1=//p" "$download/source"
}

# source_urls: where the package is, one URL a line.
source_urls () {
	pin mirror | sed "s,\$,/$(pin_source 2)/$(pin package)_$(pin_source 1)_all.deb,"
}

# source_cure: what helps where no source can be had.
source_cure () {
	cure_url=$(source_urls | sed 1q)
	printf '%s\n' "download $cure_url where there is a network, then KERNEL_TARBALL=/path/to/${cure_url##*/}"
}

# source_record TARBALL: check it, and use it from now on.
source_record () {
	record_id=$(stat -c '%s %Y' -- "$1") || die "cannot read $1"
	record_id="$1 $record_id"
	test "$(source_value id)" = "$record_id" && return 0

	say "checking $1"
	record_sum=$(sum <"$1")
	pin source | awk -v sum="$record_sum" '$4 == sum { known = 1 } END { exit !known }' || {
		case $1 in
		*.xz) record_test='xz -T0 -t' ;;
		*.gz | *.tgz) record_test='gzip -t' ;;
		*) record_test='tar -tf' ;;
		esac
		$record_test "$1" >/dev/null 2>&1 ||
		die "$1 is damaged or cut short (cure: fetch it again)"
		warn "$1 is not one of the tarballs this kit was tested with"
	}
	mkdir -p -- "$download" &&
	printf 'tarball=%s\nid=%s\nsha256=%s\n' \
		"$1" "$record_id" "$record_sum" >"$download/source.new" &&
	mv -f -- "$download/source.new" "$download/source" ||
	unwritable "$download"
}

# apt_has PACKAGE[=VERSION]
apt_has () {
	have apt-get && have apt-cache && apt-cache show "$1" >/dev/null 2>&1
}

# source_by_apt PACKAGE[=VERSION]: by way of what apt is set up for; apt verifies it
# against the signed index.  No root is needed.
source_by_apt () {
	apt_has "$1" || return 1
	say "downloading $1 with apt"
	rm -rf -- "$download/apt.part"
	mkdir -p -- "$download/apt.part" &&
	(cd -- "$download/apt.part" && apt-get -q=2 -o APT::Sandbox::User=root download "$1") &&
	mv -f -- "$download/apt.part"/*.deb "$source_deb" || {
		warn "apt could not download $1"
		return 1
	}
	rm -rf -- "$download/apt.part"
}

# apt has this program of its own for those who have neither curl nor wget.
apt_helper=/usr/lib/apt/apt-helper

# url_there URL: can it be downloaded?  apt's program does not tell before.
url_there () {
	if have curl
	then
		curl -fsIL -m 10 -o /dev/null "$1"
	elif have wget
	then
		wget -q --spider -t 1 -T 10 "$1"
	else
		test -x "$apt_helper"
	fi 2>/dev/null
}

# url_get URL FILE: with what there is; what is in FILE already is kept.
url_get () {
	if have curl
	then
		curl -fL -C - --connect-timeout 20 -sS -o "$2" "$1"
	elif have wget
	then
		wget -q -c -T 20 -O "$2" "$1"
	elif test -x "$apt_helper"
	then
		"$apt_helper" -q=2 -o APT::Sandbox::User=root download-file "$1" "$2"
	else
		warn "there is none of curl, wget and $apt_helper"
		return 1
	fi
}

# source_by_url: the package, with the sum that is known.
source_by_url () {
	url_part=$source_deb.part
	for url in $(source_urls)
	do
		say "downloading $url (150 MB)"
		url_get "$url" "$url_part"
		url_status=$?
		if test "$(sum 2>/dev/null <"$url_part")" = "$(pin_source 3)"
		then
			mv -f -- "$url_part" "$source_deb"
			return
		elif test "$url_status" -ne 0
		then
			warn "cannot download it; the next call goes on from the part that is here"
		else
			rm -f -- "$url_part"
			warn "not the pinned sha256; the file is deleted"
		fi
	done
	return 1
}

# source_reach: can the source be downloaded?  $reach says from where, or what was tried.
source_reach () {
	reach=apt
	apt_has "$(pin package)" && return 0
	for reach in $(source_urls)
	do
		! url_there "$reach" || return 0
	done
	reach="none in apt, and no $(source_urls | sed 1q)"
	return 1
}

# source_here: is there a tree, or what one is made from?
source_here () {
	if test -n "${KERNEL_TARBALL:-}"
	then
		test -f "$KERNEL_TARBALL" ||
		die "KERNEL_TARBALL=$KERNEL_TARBALL is not a file"
		return 0
	fi
	test -f "$linux/.kit-source" || test -f "$(source_value tarball)" ||
	test -f "$download/source.tar.xz" || test -f "$source_deb"
}

# source_get: have a source.  It wants no tool but one that downloads, so that it can
# be asked for before anything is installed.
source_get () {
	source_here && return 0
	lock
	mkdir -p -- "$download" 2>/dev/null || unwritable "$build"
	need_space "$download" 450
	get_name=$(pin package)
	source_by_apt "$get_name=$(pin_source 1)" || source_by_url || source_by_apt "$get_name" ||
	die "there is no way to get the kernel source (cure: $(source_cure))"
}

# source_take DEB: the tarball in the package, as $taken, unless it was taken before.
source_take () {
	taken=${1##*/}
	taken=$download/${taken%.deb}.tar.xz
	test ! -s "$taken" || test "$1" -nt "$taken" || return 0
	lock
	need_gnu tar
	need ar xz
	mkdir -p -- "$download" 2>/dev/null || unwritable "$build"
	say "taking the source out of $1"
	ar p "$1" data.tar.xz 2>/dev/null | xz -dc 2>/dev/null |
	tar -xO --wildcards "*/$(pin package).tar.xz" >"$taken.part" 2>/dev/null &&
	test -s "$taken.part" &&
	mv -f -- "$taken.part" "$taken" ||
	die "$1 has no $(pin package).tar.xz in it, or is cut short (cure: delete it and run again)"
}

# source_fetch: have a tarball.
source_fetch () {
	source_get
	fetch_tarball=$(source_value tarball)
	if test -n "${KERNEL_TARBALL:-}"
	then
		fetch_tarball=$(CDPATH='' cd -- "$(dirname -- "$KERNEL_TARBALL")" && pwd)/${KERNEL_TARBALL##*/}
	elif test -f "$linux/.kit-source"
	then
		# A tree that is unpacked needs no tarball.
		return 0
	elif test ! -f "$fetch_tarball"
	then
		lock
		fetch_tarball=$download/source.tar.xz
		test -f "$fetch_tarball" || fetch_tarball=$source_deb
	fi
	case $fetch_tarball in
	*.deb)
		source_take "$fetch_tarball"
		rm -f -- "$source_deb"
		fetch_tarball=$taken
		;;
	esac
	source_record "$fetch_tarball"
}

# ---------------------------------------------------------------------------
# Tree.

# exclude_patterns PREFIX: what tar is to leave out.
exclude_patterns () {
	awk -v prefix="$1" '
	/^#/ || !NF { next }
	/\/$/ { print prefix "/" substr($0, 1, length($0) - 1); next }
	{
		n = split("*.[chSs] *.rs *.dts* *.yaml *.rst *.txt *.json *.svg", a, " ")
		for (i = 1; i <= n; i++)
			print prefix "/" $0 "/" a[i]
	}' "$room/tree.exclude"
}

# What the unpacked tree was made from.
tree_source_key () {
	printf '%s %s\n' "$(source_value sha256)" "$(sum <"$room/tree.exclude")"
}

# path_check: kernel makefiles split words at blanks and colons.
path_check () {
	for path_dir in "$top" "$build"
	do
		case $path_dir in
		*[!A-Za-z0-9_.,/+@~^=-]*)
			path_char=$(printf '%s' "$path_dir" | tr -d 'A-Za-z0-9_.,/+@~^=\200-\377-' | cut -c 1)
			test -n "$path_char" || continue
			die "kernel makefiles do not work in a path with '$path_char' in it: $path_dir (cure: $(test "$path_dir" = "$top" && echo "move the checkout" || echo "BUILD=/some/other/dir"))"
			;;
		esac
	done
}

# place_is: where this is used; no path has a blank, see path_check().
place_is="$top $build"

# place_old: where the build directory was used before, "TOP BUILD", when that is not here.
place_old () {
	cat -- "$build/.place" 2>/dev/null | grep -vxF -- "$place_is"
}

# place_check: what holds absolute paths was made here, or goes: a checkout that was copied
# would use the files of the first one, and one that was moved would find none.  kbuild
# sees by itself that its commands are others now.
place_check () {
	test "$(cat -- "$build/.place" 2>/dev/null)" != "$place_is" || return 0
	place_had=$lib_locked
	lock
	place_from=$(place_old)
	test -z "$place_from" ||
	warn "this checkout was moved or copied from ${place_from% *}; files that name the old place are made anew, which takes a minute"
	rm -rf -- "$build"/*/.kit-made "$build"/*/.kit-link "$build/read" \
		"$guest_dir/initramfs.list" "$build/compile_commands.json"
	test -z "$place_from" || {
		test ! -f "$download/source" ||
		sed -i "s,=${place_from#* }/,=$build/," "$download/source"
		find "$build/tree" -type l 2>/dev/null | while read -r place_link
		do
			place_to=$(readlink -- "$place_link")
			place_to=${place_to#"${place_from% *}"/}
			test -n "${place_to##/*}" && ln -sfn -- "$top/$place_to" "$place_link"
		done
	}
	printf '%s\n' "$place_is" >"$build/.place" || unwritable "$build"
	test -n "$place_had" || unlock
}

tree_unpack () {
	path_check
	place_check
	source_fetch
	test -f "$linux/.kit-source" && {
		test -z "$(source_value sha256)" ||
		test "$(cat "$linux/.kit-source")" = "$(tree_source_key)" ||
		test ! -f "$(source_value tarball)"
	} && return 0

	lock
	need_gnu tar
	need xz
	supervisor
	scratch
	unpack_tarball=$(source_value tarball)
	need_space "$build" "$(pin disk_mb)"
	unpack_start=$(clock)
	say "unpacking $unpack_tarball"
	case $unpack_tarball in
	*.xz) unpack_with='xz -T0 -dc' ;;
	*.gz | *.tgz) unpack_with='gzip -dc' ;;
	*) unpack_with='cat' ;;
	esac
	unpack_prefix=$($unpack_with "$unpack_tarball" 2>/dev/null |
		tar -t 2>/dev/null | sed 's,/.*,,;q')
	test -n "$unpack_prefix" ||
	die "$unpack_tarball is damaged or cut short (cure: delete it and run again)"
	exclude_patterns "$unpack_prefix" >"$scratch/exclude"
	rm -rf -- "$linux.new"
	mkdir -p -- "$linux.new" 2>/dev/null || unwritable "$build"
	cat >"$scratch/unpack" <<-'EOF'
	{ $1 "$2" || echo damaged >"$4.bad"; } |
	tar -x -C "$3" --strip-components=1 --anchored --wildcards \
		--exclude-from="$4" || echo damaged >"$4.bad"
	test ! -f "$4.bad"
	EOF
	supervised sh "$scratch/unpack" "$unpack_with" "$unpack_tarball" \
		"$linux.new" "$scratch/exclude" 2>"$scratch/log" || {
		rm -rf -- "$linux.new"
		die "$unpack_tarball is damaged or cut short: $(sed -n 1p "$scratch/log") (cure: delete it and run again)"
	}
	unpack_series=$(sed -n 's/^VERSION = //p;s/^PATCHLEVEL = //p' \
		"$linux.new/Makefile" 2>/dev/null | tr '\n' '.')
	test "$unpack_series" = "$(pin series)." || {
		rm -rf -- "$linux.new"
		die "$unpack_tarball is not Linux $(pin series)"
	}
	tree_source_key >"$linux.new/.kit-source"
	rm -rf -- "$linux" "$pristine" "$build/managed" "$build/variant"
	mv -- "$linux.new" "$linux" || unwritable "$build"
	say "unpacked in $(($(clock) - unpack_start)) s"
}

# kernel_release: the release of the source in use, as in its Makefile.
kernel_release () {
	sed -n 's/^VERSION = //p;s/^PATCHLEVEL = //p;s/^SUBLEVEL = //p' \
		"$linux/Makefile" | paste -sd . -
}

# release_lines FILE: the lines of a list, and of the one of its name in the room of the
# kernel, that hold for the source in use.  A line that begins with "until RELEASE: " holds
# up to this release, with "from RELEASE: " since this one, and any other one always.
release_lines () {
	release_room=$room/${1##*/}
	test -f "$release_room" || release_room=
	awk -v is="$(kernel_release)" '
	function number(release, part) {
		split(release, part, ".")
		return (part[1] * 1000 + part[2]) * 1000 + part[3]
	}
	match($0, /^(until|from) [0-9.]+: */) {
		split($0, word, /[ :]/)
		old = number(is) <= number(word[2])
		if (word[1] == "until" ? !old : number(is) < number(word[2]))
			next
		$0 = substr($0, RLENGTH + 1)
	}
	{ print }' "$1" ${release_room:+"$release_room"}
}

# series: the patches in order, below patches/; with SERIES_LIMIT=N only the first N,
# and then options that nobody knows are forgiven.
series () {
	if test -f "$room/series"
	then
		sed 's/#.*//;s/[[:space:]]*$//;/^$/d' "$room/series" |
		head -n "${SERIES_LIMIT:-99999}"
	fi
}

# patched_paths FILE...: which files the patches change.
patched_paths () {
	awk '
	/^rename (from|to) |^GIT binary patch/ { print "unsupported"; exit }
	/^(---|\+\+\+) [ab]\// {
		sub(/^[-+]* [ab]\//, "")
		sub(/\t.*/, "")
		print
	}' "$@" | sort -u
}

# variant_args ARG...: parse [--patch FILE]... [--overlay DIR] into
# $variant_patches (one a line) and $variant_overlay.
variant_args () {
	variant_patches=
	variant_overlay=
	while test $# -gt 0
	do
		case $1 in
		--patch)
			test -f "$2" || die "no such patch: $2"
			variant_patches="$variant_patches$2
"
			;;
		--overlay)
			test -d "$2" || die "no such directory: $2"
			variant_overlay=$2
			;;
		*)
			die "internal: variant_args $1"
			;;
		esac
		shift 2
	done
}

# base_stream: hashes of all that makes the tree without a variant.
base_stream () {
	cat "$linux/.kit-source"
	series | (cd -- "$patches" && xargs -r sha256sum) 2>/dev/null |
	cut -d ' ' -f 1
	(
		cd -- "$drivers" 2>/dev/null &&
		find . -type f | sort | xargs -r sha256sum
	)
}

# variant_key: hash of everything that goes into the variant of the tree.
variant_key () {
	{
		base_stream
		printf '%s' "$variant_patches" | while read -r key_patch
		do
			sum <"$key_patch"
		done
		test -z "$variant_overlay" || (
			cd -- "$variant_overlay" &&
			find . -type f | sort | xargs -r sha256sum
		)
	} | sum
}

# pristine_file PATH DST: the file as it is in the source, if it is there.
pristine_file () {
	if test -f "$pristine/$1"
	then
		pristine_from=$pristine/$1
	elif test -f "$linux/$1" && ! grep -qxF -- "$1" "$build/managed" 2>/dev/null
	then
		pristine_from=$linux/$1
	else
		return 0
	fi
	mkdir -p -- "$(dirname -- "$2")" && cp -p -- "$pristine_from" "$2"
}

# apply_patch FILE DIR WHAT: without fuzz, or end with what to do.
apply_patch () {
	patch -p1 --fuzz=0 --batch --silent --no-backup-if-mismatch -E -d "$2" \
		<"$1" >"$scratch/patch.log" 2>&1 || {
		grep -E 'FAILED|can.t find|malformed|Reversed' "$scratch/patch.log" |
		sed 's/^/    /' >&2
		die "$3 ${1##*/} does not apply to this kernel (cure: mend it in 'make tree' and write it back with 'make patches', or use $(pin package) $(pin_source 1))"
	}
}

# patches_apply DIR WHAT: the patches that $scratch/apply names, to DIR/src.
# What they change and DIR/paths does not have comes from the source before.
patches_apply () {
	tr '\n' '\0' <"$scratch/apply" >"$scratch/apply0"
	xargs -0 -r cat -- <"$scratch/apply0" | patched_paths - |
	comm -13 "$1/paths" - >"$scratch/apply-paths"
	! grep -qx unsupported "$scratch/apply-paths" ||
	die "a patch renames files or is binary (cure: git format-patch --no-renames)"
	while read -r apply_path
	do
		pristine_file "$apply_path" "$1/src/$apply_path"
	done <"$scratch/apply-paths"
	sort -u -o "$1/paths" -- "$1/paths" "$scratch/apply-paths"
	while read -r apply_file
	do
		apply_patch "$apply_file" "$1/src" "$2"
	done <"$scratch/apply"
}

# drivers_each COMMAND DIR: COMMAND FILE PLACE for each file of drivers/, PLACE is where in
# the kernel tree DIR it belongs.
drivers_each () {
	for each_file in "$drivers"/tmmu/* "$drivers"/interleave/* "$drivers"/kvm/* \
		"$drivers"/interleave/include/linux/* "$drivers"/interleave/include/uapi/linux/* \
		"$drivers"/kvm/include/asm/*
	do
		test -f "$each_file" || continue
		case ${each_file#"$drivers/"} in
		tmmu/*) each_place=drivers/misc/${each_file#"$drivers/"} ;;
		kvm/include/*) each_place=arch/um/${each_file#"$drivers/kvm/"} ;;
		kvm/*) each_place=arch/um/${each_file#"$drivers/"} ;;
		interleave/include/*) each_place=${each_file#"$drivers/interleave/"} ;;
		*) each_place=kernel/${each_file#"$drivers/"} ;;
		esac
		"$1" "$each_file" "$2/$each_place" || unwritable "$build"
	done
}

drivers_copy () {
	mkdir -p -- "${2%/*}" && cp -- "$1" "$2"
}

# base_assemble: what the series and the drivers make, in $base: src/, the files
# that differ from the source, and paths, their names.  It is kept in build/base
# by who holds the lock, and used by all.
base_assemble () {
	need_gnu patch
	need comm
	base=$build/base
	base_key=$(base_stream | sum)
	test "$(cat "$base/key" 2>/dev/null)" != "$base_key" || return 0
	base=$scratch/base
	rm -rf -- "$base"
	mkdir -p -- "$base/src" 2>/dev/null || unwritable "$build"
	: >"$base/paths"
	series | while read -r base_patch
	do
		test -f "$patches/$base_patch" ||
		die "the series names $base_patch, which is not there"
		printf '%s\n' "$patches/$base_patch"
	done >"$scratch/apply" || exit "$ERROR"
	patches_apply "$base" patch
	drivers_each drivers_copy "$base/src"
	paths_add "$base"
	printf '%s\n' "$base_key" >"$base/key"
	test -n "$lib_locked" || return 0
	rm -rf -- "$build/base"
	mv -- "$base" "$build/base" || unwritable "$build"
	base=$build/base
}

# paths_add DIR: what was put into DIR/src besides.
paths_add () {
	(cd -- "$1/src" && find . -type f | sed 's,^\./,,') |
	sort -u -o "$1/paths" -- "$1/paths" -
}

# variant_assemble DIR: the files that the variant changes, in DIR/src, and
# their names in DIR/paths.
variant_assemble () {
	base_assemble
	rm -rf -- "$1"
	mkdir -p -- "$1" 2>/dev/null && cp -R -- "$base/src" "$base/paths" "$1/" ||
	unwritable "$build"
	printf '%s' "$variant_patches" >"$scratch/apply"
	patches_apply "$1" "exercise patch"
	if test -n "$variant_overlay"
	then
		cp -R -- "$variant_overlay/." "$1/src/"
	fi
	paths_add "$1"
}

# tree_put DIR: make the tree the variant in DIR.  Only files whose content
# differs are written.  Interrupted anywhere, the next one finishes the work:
# a file is noted in managed only when its pristine copy is safe.
tree_put () {
	touch "$build/managed"
	comm -23 "$1/paths" "$build/managed" >"$scratch/unmanaged"
	while read -r put_path
	do
		if test -f "$linux/$put_path"
		then
			mkdir -p -- "$pristine/$(dirname -- "$put_path")" &&
			cp -p -- "$linux/$put_path" "$pristine/$put_path.new" &&
			mv -f -- "$pristine/$put_path.new" "$pristine/$put_path" ||
			unwritable "$build"
		fi
	done <"$scratch/unmanaged"
	sort -u -- "$build/managed" "$1/paths" >"$build/managed.new" &&
	mv -f -- "$build/managed.new" "$build/managed" ||
	unwritable "$build"

	while read -r put_path
	do
		if test -f "$1/src/$put_path"
		then
			put_from=$1/src/$put_path
		elif test -f "$pristine/$put_path" &&
			! grep -qxF -- "$put_path" "$1/paths"
		then
			put_from=$pristine/$put_path
		else
			rm -f -- "$linux/$put_path"
			continue
		fi
		write_if_changed "$put_from" "$linux/$put_path" ||
		unwritable "$build"
	done <"$build/managed"
}

# tree_mend: all exercises share the tree, and build/read shows it: what somebody has written into
# it since we last have goes to work/.backup/linux, and is taken back before anything is built.
tree_mend () {
	test -f "$build/variant" || return 0
	find "$linux" -type f -newer "$build/variant" >"$scratch/written"
	test -s "$scratch/written" || return 0
	while IFS= read -r mend_file
	do
		mend_path=${mend_file#"$linux"/}
		mkdir -p -- "$work/.backup/linux/$(dirname -- "$mend_path")" 2>/dev/null &&
		cp -- "$mend_file" "$work/.backup/linux/$mend_path" || unwritable "$work"
		warn "$mend_path was written in the tree that all exercises share; that is taken back (copy: $(shown "$work")/.backup/linux; edit in $(shown "$work"))"
		# what is not ours comes from the tarball
		grep -qxF -- "$mend_path" "$build/managed" || rm -f -- "$linux/.kit-source"
	done <"$scratch/written"
	rm -f -- "$build/variant"
	tree_unpack
}

# tree_prepare ARG...: the tree in the state that the arguments of
# variant_args ask for; $variant is where its own files are.
tree_prepare () {
	tree_unpack
	lock
	scratch
	tree_mend
	variant_args "$@"
	prepare_key=$(variant_key)
	if test -z "$variant_patches$variant_overlay"
	then
		base_assemble
		variant=$base
	else
		variant=$scratch/variant
		variant_assemble "$variant"
	fi
	if test "$(cat "$build/variant" 2>/dev/null)" != "$prepare_key"
	then
		rm -f -- "$build/variant"
		tree_put "$variant"
		printf '%s\n' "$prepare_key" >"$build/variant"
	fi
}

# ---------------------------------------------------------------------------
# Configuration and build.

# flavours: all there are.  Each has a file of its options beside lab.config, which comes first,
# and a line "# needs: " in it that says what the flavour costs.
flavours () {
	(cd -- "$room" && ls -- *.config) | sed 's/\.config$//'
}

flavour_needs () {
	sed -n 's/^# needs: //p' "$room/$1.config"
}

# config_fragments FLAVOUR: the wanted options, later ones win.
config_fragments () {
	test -f "$room/$1.config" ||
	die "no such flavour: $1 (there are: $(flavours | tr '\n' ' '))"
	cat -- "$room/lab.config" "$room/$1.config" | awk '
	/^CONFIG_[A-Z0-9_]*=/ { name = $0; sub(/=.*/, "", name); want[name] = $0; next }
	/^# CONFIG_[A-Z0-9_]* is not set/ { want[$2] = $0 }
	END { for (name in want) print want[name] }' | sort
}

# config_refused FLAVOUR CONFIG: wanted options that did not take effect.
config_refused () {
	config_fragments "$1" | awk -v config="$2" '
	BEGIN {
		while ((getline line < config) > 0) {
			if (line ~ /^CONFIG_/) {
				name = line
				sub(/=.*/, "", name)
				is[name] = line
			}
		}
	}
	/^#/ { if ($2 in is) print "wanted \"" $0 "\", got \"" is[$2] "\""; next }
	{
		name = $0
		sub(/=.*/, "", name)
		if (!(name in is) || is[name] != $0)
			print "wanted \"" $0 "\", got \"" (name in is ? is[name] : "not set") "\""
	}'
}

# What kbuild sees of the environment; it takes any other variable for its own.
kmake_env='^(PATH|HOME|TMPDIR|TERM|LC_ALL|TZ|USER|LOGNAME|SHELL|LD_[A-Z_]*|CCACHE_[A-Z_]*|DISTCC_[A-Z_]*)$'

# clean_make ARG...: make in such an environment, under the supervisor.
clean_make () {
	clean_names=$(awk -v keep="$kmake_env" 'BEGIN {
		for (name in ENVIRON)
			if (name !~ keep && name ~ /^[A-Za-z_][A-Za-z0-9_]*$/)
				print "-u", name
	}')
	# shellcheck disable=SC2086
	supervised env $clean_names "$@"
}

# kcommand COMMAND...: as kbuild runs its own: a clean environment, ccache as gcc.
kcommand () {
	kmake_path=$PATH
	if have ccache && test -z "${NO_CCACHE:-}"
	then
		# As gcc: a command line that changed would compile everything anew.
		mkdir -p -- "$build/ccache-bin" &&
		ln -sfn "$(command -v ccache)" "$build/ccache-bin/gcc"
		kmake_path=$build/ccache-bin:$PATH
		CCACHE_DIR=${CCACHE_DIR:-$build/ccache}
		CCACHE_BASEDIR=$build
		CCACHE_NOHASHDIR=1
		CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-500M}
		export CCACHE_DIR CCACHE_BASEDIR CCACHE_NOHASHDIR CCACHE_MAXSIZE
	fi
	clean_make PATH="$kmake_path" TMPDIR="$scratch" HOME="$build" "$@"
}

kmake () {
	kmake_out=$1
	shift
	kcommand make -C "$linux" O="$kmake_out" ARCH=um \
		CC="${KERNEL_CC:-gcc}" NM="$(link_witness)" \
		KBUILD_BUILD_TIMESTAMP='2008-03-07' KBUILD_BUILD_VERSION=1 \
		KBUILD_BUILD_USER=kit KBUILD_BUILD_HOST=kit "$@"
}

# compiler: which one it is, one line; part of the keys.
compiler () {
	"${KERNEL_CC:-gcc}" --version 2>/dev/null | sed 1q
}

# config_make FLAVOUR: build/FLAVOUR/.config from the fragments, verified.
config_make () {
	config_out=$build/$1
	config_stamp=$({
		config_fragments "$1"
		cat "$linux/.kit-source"
		compiler
		find "$variant/src" -name 'Kconfig*' -type f -exec cat {} +
	} | sum)
	test "$(cat "$config_out/.kit-config" 2>/dev/null)" = "$config_stamp" &&
	test -f "$config_out/.config" && return 0

	mkdir -p -- "$config_out" 2>/dev/null || unwritable "$build"
	rm -f -- "$config_out/.kit-config"
	config_fragments "$1" >"$config_out/.kit-wanted"
	say "configuring $1"
	kmake "$config_out" -j "$(njobs)" KCONFIG_ALLCONFIG="$config_out/.kit-wanted" allnoconfig \
		>"$config_out/config.log" 2>&1 &&
	kmake "$config_out" olddefconfig >>"$config_out/config.log" 2>&1 || {
		tail -n 20 "$config_out/config.log" >&2
		die "configuration failed (log: $config_out/config.log)"
	}
	config_refused "$1" "$config_out/.config" >"$config_out/.kit-refused"
	if test -n "${SERIES_LIMIT:-}"
	then
		# An option without a line in .config has no Kconfig entry yet, and one that
		# cannot be left out yet is there.
		sed -i '/^wanted "#/d' "$config_out/.kit-refused"
		sed -n 's/.*\(CONFIG_[A-Z0-9_]*\).*got "not set"/\1/p' \
			"$config_out/.kit-refused" |
		while read -r config_name
		do
			grep -qw "$config_name" "$config_out/.config" ||
			printf '%s\n' "$config_name"
		done >"$scratch/unknown"
		grep -vwF -f "$scratch/unknown" "$config_out/.kit-refused" \
			>"$scratch/refused"
		cp -- "$scratch/refused" "$config_out/.kit-refused"
	fi
	if test -s "$config_out/.kit-refused"
	then
		sed 's/^/    /' "$config_out/.kit-refused" >&2
		die "options of $1.config did not take effect"
	fi
	printf '%s\n' "$config_stamp" >"$config_out/.kit-config"
}

# build_progress TOTAL: reads make's output; says how far it is: on a terminal at each
# object, else every ten seconds.  TOTAL 0 is a rebuild, of which the first objects are
# named; it makes no more than a first build does.
build_progress () {
	progress_total=$1
	progress_most=
	progress_done=0
	progress_start=$(clock)
	progress_said=$progress_start
	while IFS= read -r progress_line
	do
		case $progress_line in
		'  CC  '* | '  AS  '*)
			progress_done=$((progress_done + 1))
			;;
		'  LD '*vmlinux* | '  LINK '* | '  KSYMS '*)
			test -t 1 || test "$progress_done" -gt 20 || continue
			;;
		*)
			continue
			;;
		esac
		if test "$1" -eq 0 && test "$progress_done" -le 20
		then
			say "$progress_line"
			continue
		elif test "$progress_total" -eq 0
		then
			progress_total=$(pin objects)
			progress_most=' at most'
		fi
		test "$progress_done" -le "$progress_total" ||
		progress_total=$progress_done
		progress_now=$(clock)
		progress_line="$progress_done/$progress_total objects$progress_most, $((progress_now - progress_start)) s"
		if test -t 1
		then
			printf '\r  %s ' "$progress_line"
		elif test $((progress_now - progress_said)) -ge 10
		then
			say "  $progress_line"
			progress_said=$progress_now
		fi
	done
	if test -t 1 && test "$progress_total" -ne 0
	then
		printf '\n'
	fi
}

# kernel_make FLAVOUR: compile the tree as it is.
kernel_make () {
	make_out=$build/$1
	make_total=0
	test -f "$make_out/vmlinux" || make_total=$(pin objects)
	mkfifo "$scratch/make.out" || unwritable "$build"
	tee "$make_out/build.log" <"$scratch/make.out" |
	build_progress "$make_total" &
	make_progress=$!
	kmake "$make_out" -j "$(njobs)" IL_ACCESS="$2" linux >"$scratch/make.out" 2>&1
	make_status=$?
	wait "$make_progress"
	rm -f -- "$scratch/make.out"
	return $make_status
}

# build_errors LOG: what the compiler and the linker said, paths as in the tree.
build_errors () {
	sed "s,$linux/,,g; s,\.\./linux/,,g" "$1" |
	grep -vE '^  [A-Z]+ |^make.*(Entering|Leaving|Error [0-9]|Waiting)|^$' | head -n 40
}

# flavour_kernel FLAVOUR: the kernel of this flavour without any change.
flavour_kernel () {
	test "$1" = lab && echo base || printf '%s\n' "$1"
}

# schedule_kernel SCHEDULE OTHERWISE: the one that can do what the schedule asks for.
schedule_kernel () {
	case $1 in
	*[~^]*) echo weak ;;
	*) printf '%s\n' "$2" ;;
	esac
}

# kernel_keep: what was built becomes $kernel_dir.
kernel_keep () {
	rm -rf -- "$kernel_dir.new"
	mkdir -p -- "$kernel_dir.new" &&
	cp -- "$build/$kernel_flavour/linux" "$kernel_dir.new/linux" &&
	cp -R -- "$variant/src" "$kernel_dir.new/src" &&
	overlay_strings >"$kernel_dir.new/strings" &&
	overlay_blocks >"$kernel_dir.new/blocks" &&
	printf '%s\n' "$kernel_flavour" >"$kernel_dir.new/flavour" &&
	printf '%s\n' "$kernel_key" >"$kernel_dir.new/key" ||
	unwritable "$build"
	rm -rf -- "$kernel_dir"
	mv -- "$kernel_dir.new" "$kernel_dir" || unwritable "$build"
}

# overlay_objects: those of the overlay, below the flavour.
overlay_objects () {
	test -z "$variant_overlay" ||
	(cd -- "$variant_overlay" && find . -name '*.c' | sed 's/^\.\///;s/c$/o/')
}

# overlay_strings: those that they have.
overlay_strings () {
	overlay_objects | (cd -- "$build/$kernel_flavour" && xargs -r strings --)
}

# overlay_blocks: their blocks.
overlay_blocks () {
	overlay_objects | while IFS= read -r blocks_object
	do
		covered_blocks "$build/$kernel_flavour/$blocks_object" "$build/$kernel_flavour/linux"
	done
}

# kernel_build NAME [--flavour FLAVOUR] [--patch FILE]... [--overlay DIR]
#
# Leaves the kernel in build/kernel/NAME/linux and the tree as the series makes
# it.  Without a patch it is "base", or has the name of its flavour; else the flavour is
# that of the exercise, $ex_flavour, if there is one.  Nothing is done when NAME was built
# from the same input.  Returns 1 when the compiler refuses it, with its messages on stderr.
kernel_build () {
	kernel_name=$1
	shift
	case $kernel_name in
	base) kernel_flavour=lab ;;
	*)
		kernel_flavour=${ex_flavour:-lab}
		test ! -f "$room/$kernel_name.config" || kernel_flavour=$kernel_name
		;;
	esac
	kernel_access=
	if test "${1:-}" = --access
	then
		kernel_access=$2
		shift 2
	fi
	if test "${1:-}" = --flavour
	then
		kernel_flavour=$2
		shift 2
	fi
	path_check
	need make "${KERNEL_CC:-gcc}" ld strings bison flex bc
	case $(compiler) in
	*clang*) die "KERNEL_CC=$KERNEL_CC is clang; the kit was never tried with it (cure: gcc)" ;;
	esac
	supervisor
	tree_unpack
	variant_args "$@"
	kernel_dir=$kernels/$kernel_name
	kernel_key=$({
		variant_key
		config_fragments "$kernel_flavour"
		printf '%s\n' "$kernel_access"
		compiler
	} | sum)
	if test "$(cat "$kernel_dir/key" 2>/dev/null)" = "$kernel_key" &&
		test -x "$kernel_dir/linux" && test -f "$kernel_dir/blocks"
	then
		return 0
	fi

	lock
	need_space "$build" 400
	kernel_start=$(clock)
	tree_prepare "$@"
	config_make "$kernel_flavour"
	say "building kernel $kernel_name"
	kernel_relink "$kernel_flavour" "$kernel_access"
	kernel_made=$?
	if test "$kernel_made" -eq 1
	then
		rm -f -- "$build/$kernel_flavour/.kit-made"
		kernel_make "$kernel_flavour" "$kernel_access" &&
		cp -- "$scratch/made" "$build/$kernel_flavour/.kit-made"
		kernel_made=$?
	fi
	if test "$kernel_made" -ne 0
	then
		build_errors "$build/$kernel_flavour/build.log" >&2
		test $# -eq 0 || tree_prepare
		return 1
	fi
	kernel_keep
	test $# -eq 0 || tree_prepare
	say "kernel $kernel_name built in $(($(clock) - kernel_start)) s"
}
