#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What the documentation names is there: files, links, verbs, laws.

load helper

# pages: every page of ours, from the top of the kit.
pages () {
	(
		cd "$kit" || exit
		find . \( -name .git -o -path ./build -o -path ./work \) -prune -o \
			-name '*.md' -print | sed 's,^\./,,' | sort
	)
}

# code FILE...: what stands between backticks, and the lines of fenced blocks, as
# "FILE TAB span|line TAB text".  A span may go over the end of a line.
code () {
	awk '
	function spans(    n, i, part) {
		n = split(text, part, "`")
		for (i = 2; i <= n; i += 2)
			print file "\tspan\t" part[i]
		text = ""
	}
	FNR == 1 { spans(); file = FILENAME; fenced = 0 }
	/^ *```/ { fenced = !fenced; next }
	fenced { print file "\tline\t" $0; next }
	/^$/ { spans() }
	{ sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0 }
	END { spans() }' "$@"
}

# there PATH: is it in the kit, or a file that the series adds to the kernel?
# A word in capitals stands for any name.
there () {
	local path=$1
	path=$(printf '%s\n' "$path" | sed "s,NN-name,*,;s,CNN-[a-z-]*,C*,;s,NAME,*,;s,VERSION,*,")
	case $path in
	drivers/misc/tmmu | drivers/misc/tmmu/*)
		path=drivers/tmmu${path#drivers/misc/tmmu}
		;;
	kernel/interleave | kernel/interleave/*)
		path=drivers/interleave${path#kernel/interleave}
		;;
	include/linux/interleave*.h)
		path=drivers/interleave/$path
		;;
	mm/mmn/* | include/linux/mmn.h)
		path=${path%/}
		cat "$kit"/patches/*/*.patch | grep -q "^+++ b/${path//\*/[^/]*}\(/.*\)\{0,1\}\$"
		return
		;;
	esac
	(cd "$kit" && compgen -G "${path%/}" >/dev/null)
}

@test "every path that the map names is there" {
	cd "$kit"
	code README.md CONTRIBUTING.md docs/README.md docs/design.md docs/design-search.md \
		docs/testing.md docs/laws.md docs/install.md docs/verbs.md docs/authoring.md exercises/README.md |
	awk -F '\t' '$2 == "span" && $3 !~ / / &&
		$3 ~ /^(uml|patches|exercises|drivers|scripts|docs|mm\/mmn|kernel\/interleave|\.ci|\.github)\/|^include\/linux\/(mmn|interleave)\.h$|^(Makefile|LICENSE|CHANGELOG\.md|\.editorconfig|\.clang-format)$/ {
		print $1 "\t" $3
	}' | sort -u >"$box/paths"
	[ "$(wc -l <"$box/paths")" -gt 60 ]
	while IFS="$(printf '\t')" read -r page path; do
		there "$path" || echo "$page: $path"
	done <"$box/paths" >"$box/missing"
	cat "$box/missing"
	[ ! -s "$box/missing" ]
}

@test "every relative link leads to a file, and to a heading in it" {
	cd "$kit"
	# headings: "FILE#slug", as the forges make them
	# shellcheck disable=SC2046
	awk '
	FNR == 1 { fenced = 0; split("", seen) }
	/^ *```/ { fenced = !fenced }
	!fenced && /^#+ / {
		slug = tolower($0)
		sub(/^#+ /, "", slug)
		gsub(/[^a-z0-9_ -]/, "", slug)
		gsub(/ /, "-", slug)
		print FILENAME "#" slug (slug in seen ? "-" seen[slug] : "")
		seen[slug]++
	}' $(pages) >"$box/headings"
	# shellcheck disable=SC2046
	awk '
	FNR == 1 { fenced = 0 }
	/^ *```/ { fenced = !fenced }
	!fenced {
		while (match($0, /\]\([^)]*\)/)) {
			link = substr($0, RSTART + 2, RLENGTH - 3)
			$0 = substr($0, RSTART + RLENGTH)
			if (link !~ /^[a-z]+:/)
				print FILENAME "\t" link
		}
	}' $(pages) >"$box/links"
	[ "$(wc -l <"$box/links")" -gt 100 ]
	while IFS="$(printf '\t')" read -r page link; do
		file=${link%%#*}
		case $link in
		'#'*) file=$page ;;
		*) file=$(realpath -m --relative-to=. "$(dirname "$page")/$file") ;;
		esac
		if ! [ -e "$file" ]; then
			echo "$page: $link"
			continue
		fi
		case $link in
		*'#'*) grep -qxF "$file#${link#*#}" "$box/headings" || echo "$page: $link" ;;
		esac
	done <"$box/links" >"$box/missing"
	cat "$box/missing"
	[ ! -s "$box/missing" ]
}

@test "every verb that a page names is a target of the Makefile" {
	cd "$kit"
	cut -f 1 scripts/verbs.tsv | sort -u >"$box/targets"
	# shellcheck disable=SC2046
	code $(pages | grep -vx CHANGELOG.md) | sed -n 's/^\([^\t]*\)\t\(span\|line\)\t *\([A-Z]*=[^ ]* \)*make \([a-z][a-z-]*\)\( .*\)\{0,1\}$/\1\t\4/p' |
	sort -u >"$box/verbs"
	[ "$(wc -l <"$box/verbs")" -gt 60 ]
	while IFS="$(printf '\t')" read -r page verb; do
		grep -qx "$verb" "$box/targets" || echo "$page: make $verb"
	done <"$box/verbs" >"$box/missing"
	cat "$box/missing"
	[ ! -s "$box/missing" ]
}

@test "the laws are said in the same words everywhere" {
	sed -n 's/^| \(L[0-9]*\) | \([^|`]*\) | \([^|`]*\) |$/\1\t\2\t\3/p' "$kit/docs/laws.md" >"$box/page"
	[ "$(wc -l <"$box/page")" -eq 10 ]
	diff "$box/page" "$kit/scripts/draw/laws.tsv"
	# "law L3, live: ..." as a verdict has it, "- **L3 live**: ..." over several lines
	sed -n 's/.*law \(L[0-9]*\), \([a-z ]*\): \(.*\)/\1\t\2\t\3/p' "$kit"/docs/*.md "$kit"/exercises/*/README.md >"$box/quoted"
	awk '/^$/ || /^- / { if (quote) print text; quote = text = "" } /^- \*\*L[0-9]+ / { quote = 1 }
	quote { sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0 }' "$kit"/docs/*.md "$kit"/exercises/*/README.md |
	sed 's/^- \*\*\(L[0-9]*\) \([a-z ]*\)\*\*: \(.*\)/\1\t\2\t\3/;s/\. (.*//;s/\.$//' >>"$box/quoted"
	[ "$(wc -l <"$box/quoted")" -ge 5 ]
	refute grep -vxF -f "$kit/scripts/draw/laws.tsv" "$box/quoted"
}

@test "the changelog begins with a version, and each has a date" {
	sed -n 's/^## \[\(.*\)/\1/p' "$kit/CHANGELOG.md" | grep -v '^Unreleased\]$' >"$box/versions"
	[ -s "$box/versions" ]
	refute grep -vx '[0-9]*\.[0-9]*\.[0-9]*\] - [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]' "$box/versions"
}
