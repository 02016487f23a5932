# SPDX-License-Identifier: GPL-2.0
#
# The laws that a run has broken, from the lines
#
#	# law L1 tmmu=2 addr=0x50000000 who=- expected="..." seen="..."
#
# of its result channel.  By itself
#
#	awk -v list=1 -f law.awk RESULT
#
# a line for each: law, device, address, who, expected, seen, with tabs.  For
# other programs of awk, that come after it: law_line() says whether $0 is such a
# line, and law_value(key) what it has for "tmmu", "addr", "who", "expected" or
# "seen".  A law that this run does not judge is an "# unjudged" line; law_line()
# is 2 then, and it is not in the list.
#
# The guest has this file, too, for its claims.

function law_line() {
	if ($1 != "#" || $3 !~ /^L[0-9]+$/)
		return 0
	return $2 == "law" ? 1 : $2 == "unjudged" ? 2 : 0
}

# A quoted value ends where the next key begins or at the end of the line.
function law_value(key,    s, i) {
	i = index($0, " " key "=")
	if (!i)
		return ""
	s = substr($0, i + length(key) + 2)
	if (s ~ /^"/) {
		s = substr(s, 2)
		sub(/" (seen|expected)=".*/, "", s)
		sub(/"$/, "", s)
	} else {
		sub(/ .*/, "", s)
	}
	return s
}

list && law_line() == 1 {
	print $3 "\t" law_value("tmmu") "\t" law_value("addr") "\t" law_value("who") \
	      "\t" law_value("expected") "\t" law_value("seen")
}
