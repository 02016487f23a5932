#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: help.sh [--docs]
#
# The verbs of scripts/verbs.tsv, on one screen.  --docs writes the tables of docs/verbs.md
# anew, which have all of the list.

set -u
. "$(dirname "$0")/lib/lib.sh"

# screen: the first group with a line each, of the others the names.
screen () {
	say "Usage: make TARGET [NAME=value ...]    Begin with: make doctor, then make run"
	awk -F '\t' '
	BEGIN {
		title["learn"] = "To learn"
		title["try"] = "To try things out"
		title["kit"] = "To change the kit, and the rest (scripts/NAME.sh --help says more)"
	}
	function flush() {
		if (line != "")
			print " " line
		line = ""
	}
	/^[:#]/ || !($2 in title) { next }
	$2 != group {
		flush()
		group = $2
		print title[group]
	}
	group == "learn" { printf "  %-12s %s\n", $1, $6; next }
	{
		if (length(line) + length($1) > 76)
			flush()
		line = line " " $1
	}
	END { flush() }' "$scripts/verbs.tsv"
}

# tables FILE: the file with a table behind each line "<!-- verbs GROUP -->", in place of the
# one that is there.
tables () {
	awk -F '\t' '
	FNR == NR && /^:/ { name[substr($1, 2)] = $2 }
	FNR == NR && /^[^:#]/ {
		takes = $4 == "-" ? "" : "`" $4 "`"
		gsub(/ /, "` `", takes)
		row[$2] = row[$2] "| `make " $1 "` | " takes " | " $6 " |\n"
	}
	FNR == NR { next }
	/^<!-- verbs [a-z]* -->$/ {
		print
		print "| verb | takes | what it does |"
		print "|---|---|---|"
		split($0, word, " ")
		printf "%s", row[word[3]]
		skip = 1
		next
	}
	/^<!-- names [a-z]* -->$/ {
		print
		split($0, word, " ")
		gsub(/ /, "`, `", name[word[3]])
		print "`" name[word[3]] "`"
		skip = 1
		next
	}
	/^$/ { skip = 0 }
	!skip' "$scripts/verbs.tsv" "$1"
}

case $#${1:-} in
0) screen | wrap 1 ;;
1--docs)
	scratch
	tables "$top/docs/verbs.md" >"$scratch/verbs.md" &&
	write_if_changed "$scratch/verbs.md" "$top/docs/verbs.md" ||
	die "cannot write to $top/docs"
	;;
*) usage ;;
esac
