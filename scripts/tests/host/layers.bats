#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# The layers of drivers/tmmu are those of the table in docs/design.md.

load helper

# row WORDS: the files of the row that begins with them, as the table has them.
row () {
	sed -n "s,^| $1[^|]*| .drivers/misc/tmmu/.: \([^|]*\) | .*,\1,p" \
		"$kit/docs/design.md" | tr -d '`,'
}

# layers: "FILE RANK", the lowest layer first.
layers () {
	local rank=0 words
	for words in 'the toy secondary MMU' 'the oracle' 'scenes of the kernel'
	do
		rank=$((rank + 1))
		# shellcheck disable=SC2046
		(cd "$kit/drivers/tmmu" && ls $(row "$words")) | sort -u |
		sed "s/\$/ $rank/"
	done
}

# edges: "FILE FILE", the first names a function or an object of the second.
edges () {
	local file
	cd "$kit/drivers/tmmu" || return 1
	for file in *.c
	do
		case $file in
		*_test.c) continue ;;
		esac
		sed 's,/\*.*\*/,,;/^[[:space:]]*\/\*/,/\*\//d;s/struct tmmu_[a-z_]*/struct/g' "$file" |
		sed "s/^/$file\t/"
	done | awk -F '\t' '
		{ text = substr($0, length($1) + 2) }
		text ~ /^[A-Za-z]/ && text !~ /^static/ &&
		match(text, /tmmu_[a-z0-9_]+(\(| =|;|\);)/) {
			name = substr(text, RSTART, RLENGTH)
			sub(/[^a-z0-9_].*/, "", name)
			if (text !~ /initcall/)
				home[name] = $1
		}
		{
			while (match(text, /tmmu_[a-z0-9_]+/)) {
				used[$1 " " substr(text, RSTART, RLENGTH)]
				text = substr(text, RSTART + RLENGTH)
			}
		}
		END {
			for (use in used) {
				split(use, u, " ")
				if (u[2] in home && home[u[2]] != u[1])
					print u[1], home[u[2]]
			}
		}' | sort -u
}

@test "each file of the driver is in one layer" {
	layers | cut -d ' ' -f 1 | sort >"$box/listed"
	(cd "$kit/drivers/tmmu" && ls ./*.[ch]) | sed 's,^\./,,' |
	grep -v -e '_test\.c$' -e '^tmmu_uapi\.h$' | sort >"$box/there"
	diff "$box/listed" "$box/there"
}

@test "a file names only what is in its layer or below" {
	layers >"$box/layers"
	edges >"$box/edges"
	grep -qx 'oracle.c core.c' "$box/edges"
	run awk 'NR == FNR { rank[$1] = $2; next } rank[$1] < rank[$2]' \
		"$box/layers" "$box/edges"
	echo "$output"
	[ -z "$output" ]
}

@test "the device includes nothing from above" {
	layers | sed -n 's/ 1$//p' >"$box/device"
	while read -r file
	do
		refute grep -Hn '#include "\(oracle\.h\|.*\.c\)"' "$kit/drivers/tmmu/$file"
	done <"$box/device"
}

@test "no two files of the driver name each other, by way of others either" {
	edges | tsort >"$box/order"
}
