# SPDX-License-Identifier: GPL-2.0
#
# Plant many small bugs in a C file of the kernel, of which a run chooses one by
# number: interleave.mutant=N on the kernel's command line.  So one kernel has all.
#
#	awk -v first=N -v name=PATH [-v only=FILE] -f mutate.awk FILE.c
#
# The file with them goes to stdout, and behind it a line "@N PATH LINE KIND TEXT" for
# each, with tabs.  Numbers begin with "first".  "only" has the numbers of the lines in
# which to plant, one a line.
#
#	gone	a statement is left out
#	swap	two statements that follow each other are exchanged
#	not	a condition is negated
#	and, or	|| becomes &&, && becomes ||
#	edge	< becomes <=, > becomes >=, and the other way
#	equal	== becomes !=, and the other way
#	off	+ 1 and - 1 are left out
#	yes, no	a function returns true, or false
#
# What watches and judges is left alone: points, notes, records, counters, checks.

function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }

function balanced(s,    i, c, d) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		d += (c == "(") - (c == ")")
		if (d < 0)
			return 0
	}
	return d == 0
}

function plant(line, kind, text) {
	planted[++np] = sprintf("%d\t%s\t%d\t%s\t%s", number, name, line, kind, trim(text))
	return number++
}

# May a bug be planted in this line?
function open_line(i) {
	return depth[i] > 0 && (!restricted || (i in wanted)) &&
	       text[i] !~ /il_(point|note|fine)|lockdep_|tmmu_judge|tmmu_record|tmmu_pfn_|stats|_ONCE_|trace_|WARN|BUILD_BUG|TMMU_CONTROL|mmn_flight|mmn_map_|mmn_check_rcu|mmn_no_sleep|->(begins|ends|pages|released)(\+\+|;)/
}

# A whole statement on one line, which is no declaration and does not jump.
function simple(i,    s) {
	s = trim(text[i])
	if (!open_line(i) || s !~ /;$/ || !balanced(s))
		return 0
	if (s ~ /^(return|break|continue|goto|case|default|do|else|for|while|if|static|const|struct|unsigned|int|bool|long|u32|u64|size_t|enum|void|char|union|pte_t|pgd_t|extern|DEFINE|DECLARE|LIST_HEAD|#|\*|\/)/)
		return 0
	if (s !~ /^[a-zA-Z_(*+-][^;]*(\(.*\)|=.*|\+\+|--);$/ && s !~ /^(\+\+|--)/)
		return 0
	return starts(i)
}

# Does line i begin a statement?
function starts(i,    p) {
	for (p = i - 1; p > 0 && trim(text[p]) == ""; p--)
		;
	return trim(text[p]) ~ /[;{}]$|[^ ?]:$|\*\/$/ || trim(text[p]) ~ /^(if|else if|for|while|\} else if|hlist_for_each|list_for_each|xa_for_each).*\)$/ || trim(text[p]) ~ /else$/
}

# Is it the only statement of an if or a loop without braces?
function body(i,    p) {
	for (p = i - 1; p > 0 && trim(text[p]) == ""; p--)
		;
	return trim(text[p]) ~ /\)$|else$/
}

function replaced(s, from, to, nth,    at, out, n) {
	out = ""
	while ((at = index(s, from)) > 0) {
		if (++n == nth)
			return out substr(s, 1, at - 1) to substr(s, at + length(from))
		out = out substr(s, 1, at + length(from) - 1)
		s = substr(s, at + length(from))
	}
	return ""
}

# The expression with its variants, of which il_mutant chooses.
function choose(i, e, negate,    out, n, k, r, pair, part, kinds) {
	out = ""
	if (negate)
		out = sprintf("il_mutant == %d ? !(%s) : ", plant(i, "not", "!(" e ")"), e)
	n = split(" || = && =and; && = || =or; < = <= =edge; > = >= =edge; <= = < =edge; >= = > =edge; == = != =equal; != = == =equal; + 1= + 0=off; - 1= - 0=off", pair, ";")
	for (k = 1; k <= n; k++) {
		part[1] = pair[k]
		# "FROM=TO=KIND", where FROM and TO may have "=" themselves
		if (!split_pair(pair[k]))
			continue
		r = replaced(e, from, to, 1)
		if (r != "" && balanced(r))
			out = out sprintf("il_mutant == %d ? (%s) : ", plant(i, what, r), r)
	}
	return out == "" ? "" : out "(" e ")"
}

# Sets from, to, what for one of the pairs above.
function split_pair(p) {
	if (p == " || = && =and") { from = " || "; to = " && "; what = "and" }
	else if (p == " && = || =or") { from = " && "; to = " || "; what = "or" }
	else if (p == " < = <= =edge") { from = " < "; to = " <= "; what = "edge" }
	else if (p == " > = >= =edge") { from = " > "; to = " >= "; what = "edge" }
	else if (p == " <= = < =edge") { from = " <= "; to = " < "; what = "edge" }
	else if (p == " >= = > =edge") { from = " >= "; to = " > "; what = "edge" }
	else if (p == " == = != =equal") { from = " == "; to = " != "; what = "equal" }
	else if (p == " != = == =equal") { from = " != "; to = " == "; what = "equal" }
	else if (p == " + 1= + 0=off") { from = " + 1"; to = " + 0"; what = "off" }
	else if (p == " - 1= - 0=off") { from = " - 1"; to = " - 0"; what = "off" }
	else return 0
	return 1
}

# A simple statement with what may be planted in it alone.
function wrapped(i,    s, out, r) {
	s = trim(text[i])
	out = sprintf("do { if (il_mutant == %d) break; ", plant(i, "gone", s))
	r = replaced(s, " + 1", "", 1)
	if (r != "")
		out = out sprintf("if (il_mutant == %d) { %s break; } ", plant(i, "off", r), r)
	r = replaced(s, " - 1", "", 1)
	if (r != "")
		out = out sprintf("if (il_mutant == %d) { %s break; } ", plant(i, "off", r), r)
	return out s " } while (0);"
}

# Assignments only, which may mostly be made in any order.
function plain(i) { return trim(text[i]) ~ /^(WRITE_ONCE|[a-zA-Z_>.-]+ [+|-]?= )/ }

function indent(s) { match(s, /^[ \t]*/); return substr(s, 1, RLENGTH) }

BEGIN {
	number = first
	if (only != "") {
		restricted = 1
		while ((getline n < only) > 0)
			wanted[n + 0]
	}
}

{
	text[NR] = $0
	code = $0
	gsub(/"([^"\\]|\\.)*"|'.'/, "", code)
	if (code ~ /\/\*/ && code !~ /\*\//)
		comment = 1
	depth[NR] = comment || code ~ /^[ \t]*\/?\*/ ? 0 : level
	if (!comment) {
		level += gsub(/\{/, "{", code) - gsub(/\}/, "}", code)
		# a table or a type is no code
		if (level > 0 && $0 ~ /^(static )?(const )?(struct|enum|union) .*(=)? *\{$/ || $0 ~ /\] = \{$/ || $0 ~ /^#define/)
			table = 1
		if (level == 0)
			table = 0
		if (table)
			depth[NR] = 0
	}
	if (code ~ /\*\//)
		comment = 0
}

END {
	for (i = 1; i <= NR; i++) {
		s = trim(text[i])
		if (!included && text[i] !~ /^(#include|\/\/|\/\*| \*|$)/) {
			included = 1
			print "extern unsigned int il_mutant;"
		}
		if (simple(i) && i < NR && simple(i + 1) && !body(i) && !body(i + 1) &&
		    !(plain(i) && plain(i + 1)) &&
		    indent(text[i]) == indent(text[i + 1]) && !(i in done)) {
			w1 = wrapped(i)
			w2 = wrapped(i + 1)
			n = plant(i, "swap", trim(text[i]) " <-> " trim(text[i + 1]))
			printf "%sif (il_mutant == %d) { %s %s } else { %s %s }\n", indent(text[i]), n, w2, w1, w1, w2
			i++
			continue
		}
		if (simple(i)) {
			print indent(text[i]) wrapped(i)
			continue
		}
		if (open_line(i) && s ~ /^(\} else )?if \(.*\)( \{)?$/) {
			e = s
			sub(/^(\} else )?if \(/, "", e)
			tail = e ~ /\) \{$/ ? ") {" : ")"
			e = substr(e, 1, length(e) - length(tail))
			head = s ~ /^\} else / ? "} else if (" : "if ("
			if (balanced(e) && e !~ /[^=!<>]=[^=]/) {
				c = choose(i, e, 1)
				print indent(text[i]) head (c == "" ? e : c) tail
				continue
			}
		}
		if (open_line(i) && s ~ /^return .*;$/ && starts(i)) {
			e = substr(s, 8, length(s) - 8)
			if (balanced(e) && e ~ /(\|\||&&| [<>] | [<>=!]= )/ && e !~ /\?/) {
				c = choose(i, e, 1)
				if (c != "") {
					print indent(text[i]) "return " c ";"
					continue
				}
			}
		}
		print text[i]
	}
	for (i = 1; i <= np; i++)
		print "@" planted[i]
}
