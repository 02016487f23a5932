# SPDX-License-Identifier: GPL-2.0
#
# mutants.list and real.list -> docs/bugs-found.md, on stdout.  Status 1, with a line on
# stderr, when a mutant models what is in no line of real.list, or in two.

function trim(s) {
	gsub(/^ +| +$/, "", s)
	return s
}

function complain(why) {
	print why | "cat >&2"
	wrong = 1
}

# found(BUG): the mutants that model it, each with the laws that it breaks.
function found(bug, all, i) {
	for (i = 1; i <= models; i++)
		if (index(bug, model[i])) {
			all = all (all == "" ? "" : "; ") "M" number[i] " (" laws[i] ")"
			hits[i]++
		}
	return all
}

BEGIN {
	FS = "|"
	print "<!-- SPDX-License-Identifier: GPL-2.0 -->"
	print "# Which real bugs this kit finds\n"
	print "99 bugs of secondary MMUs and of the notifier, from 2008 to 2026, were collected from changelogs and"
	print "reviews. Several fixes of one kind count as one bug, and the bug is found when one of them is. For each"
	print "bug: can the same mistake be made here, and what finds it? *Found* means that the mistake is planted (a"
	print "mutant, an exercise), or is in a design as it was in 2008, or in upstream, and that a run, a search or a"
	print "claim reports it. The mechanism counts, not the line of code. [bugs.md](bugs.md) tells the stories.\n"
	print "| | found | can be made | cannot |"
	print "|---|---|---|---|"
	print "| before version 0.12 | 39 | 14 | 46 |"
	print "| version 0.12 | 71 | 5 | 23 |"
	print "| now | 81 | 5 | 13 |\n"
	print "M *n* is the mutant with this number, with what may report it: `make test TESTS=explorer:n`. E *n* is an"
	print "exercise, C *n* a [claim](claims.md)."
}
/^#/ || !NF { next }
FILENAME ~ /mutants\.list$/ {
	n = split($4, part, ";")
	for (i = 1; i <= n; i++)
		if ((what = trim(part[i])) != "-") {
			number[++models] = substr($1, 1, 2)
			model[models] = what
			laws[models] = trim($3)
			gsub(/,/, ", ", laws[models])
		}
	next
}
/^[=!] / {
	kind = substr($0, 1, 1)
	printf "\n## %s\n\n| bug | %s |\n|---|---|\n", substr($0, 3), kind == "=" ? "found by" : "why not"
	next
}
{
	bug = trim($1)
	by = trim($2)
	mutants = kind == "=" ? found(bug) : ""
	if (by == "" && mutants == "")
		complain("real.list: nothing finds: " bug)
	print "| " bug " | " by (by != "" && mutants != "" ? "; " : "") mutants " |"
}
END {
	for (i = 1; i <= models; i++)
		if (hits[i] != 1)
			complain("mutants.list: M" number[i] " models \"" model[i] "\", which is in " hits[i] + 0 " lines of real.list")
	exit wrong
}
