# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# What of a change has run.  A block is code that is entered at its beginning and left at its
# end; the objects of the learner's files count theirs, see drivers/interleave/covered.c.
# A kept kernel has the list of them in the file blocks, a line a block:
#
#	FROM TO FUNCTION FILE LINE [FUNCTION FILE LINE]...
#
# The kernel says a number from FROM, without it, up to TO where the block has run; the
# functions are those that the compiler has put into each other, the inner one first.
#
# Sourced after lib.sh.

test -z "${lib_covered:-}" || return 0
lib_covered=1

# covered_blocks OBJECT KERNEL: the blocks of an object that KERNEL was linked of.
covered_blocks () {
	objdump -r "$1" | awk '
	/^RELOCATION RECORDS FOR/ { section = substr($4, 2, length($4) - 3) }
	section ~ /^\.text/ && $3 ~ /^__sanitizer_cov_trace_pc/ { print section, $1 }' \
		>"$scratch/calls"
	cut -d ' ' -f 1 "$scratch/calls" | sort -u >"$scratch/sections"
	while IFS= read -r blocks_section
	do
		# where the section lies, most of its functions know; a name may be there twice
		{
			nm "$2" | awk '$2 ~ /^[tT]$/ { print "kernel", $1, $3 }'
			objdump -t "$1" | awk -v section="$blocks_section" '
			$3 == "F" && $4 == section { print "object", $1, $NF }'
			awk -v section="$blocks_section" '$1 == section { print $2 }' "$scratch/calls" |
			addr2line -a -f -i -j "$blocks_section" -e "$1"
		} | awk '
		function number(hex,  i, n) {
			n = 0
			for (i = 1; i <= length(hex); i++)
				n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		$1 == "kernel" && NF == 3 {
			if ($3 == "_text")
				text = number($2)
			at[$3] = at[$3] " " $2
			next
		}
		$1 == "object" && NF == 3 {
			n = split(at[$3], where, " ")
			for (i = 1; i <= n; i++) {
				place = number(where[i]) - number($2)
				if (++votes[place] > votes[base])
					base = place
			}
			next
		}
		function say() {
			if (from != "")
				print from, from + 12 frames
		}
		/^0x/ {
			say()
			from = base - text + number(substr($1, 3))
			frames = ""
			in_frame = 0
			next
		}
		!in_frame { frames = frames " " $1; in_frame = 1; next }
		{
			file = line = $1
			sub(/:[0-9?]*$/, "", file)
			sub(/.*:/, "", line)
			sub(/.*\/\.\.\/linux\//, "", file)
			frames = frames " " file " " line
			in_frame = 0
		}
		END { say() }'
	done <"$scratch/sections"
}

# covered_change PATCH DIR: what PATCH has changed in the files of DIR, which have it:
# "line FILE LINE" for each new one, "function FILE NAME" for each that differs.
covered_change () {
	awk '
	/^\+\+\+ / { file = $2; sub(/^b\//, "", file); next }
	/^--- / { next }
	/^@@ / { at = substr($3, 2) + 0; next }
	/^\+/ { print "line", file, at; at++; next }
	/^-/ { print "near", file, at; next }
	{ at++ }' "$1" >"$scratch/touched"
	cut -d ' ' -f 2 "$scratch/touched" | sort -u | while IFS= read -r change_file
	do
		awk -v file="$change_file" '
		NR == FNR {
			if ($2 == file && $1 == "line")
				print
			if ($2 == file)
				touched[$3]
			next
		}
		/^[A-Za-z_].*\(/ && !/;[ \t]*$/ && !inside {
			name = $0
			sub(/[ \t]*\(.*/, "", name)
			sub(/.*[^A-Za-z0-9_]/, "", name)
			first = FNR
		}
		/^{/ { inside = 1 }
		FNR in touched && (inside || first) { hit = 1 }
		/^}/ || /^[^ \t].*;[ \t]*$/ {
			if (hit && inside)
				print "function", file, name
			inside = hit = first = 0
		}' "$scratch/touched" "$2/$change_file"
	done
}

# covered_begin KERNEL PATCH DIR: from now on each boot of it adds what has run to $covered, which
# is kept with the kernel: a search that is done is not made again.  $covered_through is a file
# with the blocks of the changed functions, "" without any.
covered_begin () {
	covered=$kernels/$1/covered
	: >>"$covered" || unwritable "$build"
	covered_list=$kernels/$1/blocks
	covered_change "$2" "$3" >"$scratch/changed"
	covered_through=$scratch/through
	awk '
	known { if ($1 == "function") changed[$3 " " $2]; next }
	{
		for (i = 3; i < NF; i += 3)
			if (($i " " $(i + 1)) in changed) {
				print $1, $2
				break
			}
	}' known=1 "$scratch/changed" known= "$covered_list" >"$covered_through"
	test -s "$covered_through" || covered_through=
}

# covered_take DIR: a boot has ended there.
covered_take () {
	test -z "${covered:-}" || sed -n 's/^# covered //p' "$1/result" 2>/dev/null >>"$covered"
}

# covered_files KIND: the files and names, or lines, of covered_missed on stdin, in few words.
covered_files () {
	awk -v kind="$1" '
	$1 != kind { next }
	{ sub(/.*\//, "", $2) }
	kind == "function" { print $3 "() in " $2; next }
	{ lines[$2] = lines[$2] (lines[$2] == "" ? "" : ",") $3 }
	END { for (file in lines) print file ":" lines[file] }' | paste -s -d ' ' - | sed 's/ \([^ ]*() in\)/, \1/g'
}

# covered_missed: what of the change no boot has come to, "function FILE NAME" and "line FILE
# LINE"; what the compiler has made no code of is not among it.
covered_missed () {
	tr ' ' '\n' <"$covered" | sort -n -u >"$covered.new" && mv -f -- "$covered.new" "$covered" ||
	unwritable "$build"
	awk -v changed="$scratch/changed" '
	BEGIN {
		while ((getline line <changed) > 0)
			kind[line] = 1
	}
	known { ran[++n] = $1; next }
	function note(what, hit) {
		if (what in kind)
			came[what] = came[what] || hit
	}
	{
		# neither list is long
		hit = 0
		for (i = 1; i <= n && !hit; i++)
			hit = ran[i] > $1 && ran[i] <= $2
		for (i = 3; i < NF; i += 3) {
			note("function " $(i + 1) " " $i, hit)
			note("line " $(i + 1) " " $(i + 2), hit)
		}
	}
	END {
		for (what in came)
			if (!came[what])
				print what
	}' known=1 "$covered" known= "$covered_list" | sort -k 1,2 -k 3n
}
