# SPDX-License-Identifier: GPL-2.0
#
# The trace of a run as a diagram, one column an actor, time goes down:
#
#	awk -f diagram.awk [-v brief=1] [-v width=100] RESULT
#
# reads the "# actor" and "# T" lines of a result channel.  A line at the left
# edge of a column is a schedule point that its actor left; what happened
# because of it is indented.  brief=1 leaves out the points that only lead from
# one event to the next.

function hex(s,    n, i) {
	n = 0
	for (i = 1; i <= length(s); i++)
		n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
	return n
}

# Eight bytes, the lowest first, as text where they are text.
function text(s,    out, i, c) {
	if (s == "0")
		return "zeroes"
	out = ""
	for (i = length(s) - 1; i >= 1; i -= 2) {
		c = hex(substr(s, i, 2))
		if (c < 32 || c > 126)
			return "0x" s
		out = out sprintf("%c", c)
	}
	return "\"" out "\""
}

function describe(kind, name, a, b) {
	if (kind == "w")
		return "... sleeps on a lock"
	if (kind == "r")
		return "... goes on"
	if (kind == "d")
		return "(done)"
	if (name == "notify.begin")
		return "begin -> device " hex(a)
	if (name == "notify.end")
		return "end -> device " hex(a)
	if (name == "notify.page")
		return "page -> device " hex(a)
	if (name == "notify.release")
		return "release -> device " hex(a)
	if (name == "notify.young")
		return "device " hex(a) " says " (b == "0" ? "old" : "young")
	if (name == "spte.set")
		return "spte " a " set, pfn " b
	if (name == "spte.zap")
		return "spte " a " zapped, pfn " b
	if (name == "tlb.flush")
		return "TLB of device " hex(a) " flushed"
	if (name == "load.value")
		return "device loads " a ": " text(b)
	if (name ~ /\.next$/ || name ~ /^v[0-9]+\.re/)
		return name " (device " hex(a) ")"
	if (name ~ /\.(begin|begin\.done|end|finish)$/)
		return name " " a
	if (length(a) > 3)
		return name " " a
	return name
}

function dull(name) {
	return name ~ /^(start|load\.tlb|attach\.(enter|done)|age\.spte)$/ ||
	       name ~ /^fault\.(enter|snapshot|walk|check|got_page)$/ ||
	       name ~ /^inval\./ || name ~ /\.(walked|next|enter)$/ ||
	       name ~ /^cow\./
}

function column(letter,    i) {
	for (i = 1; i <= actors; i++)
		if (letters[i] == letter)
			return i
	return 0
}

function spaces(n) {
	return substr(blank, 1, n)
}

function put(col, s,    pad) {
	pad = (col - 1) * colwidth
	if (length(s) > colwidth - 1 && col < actors)
		s = substr(s, 1, colwidth - 2) "+"
	print spaces(pad + margin) s
}

BEGIN {
	margin = 2
	blank = sprintf("%200s", "")
	if (!width)
		width = 100
}

$1 == "#" && $2 == "actor" {
	actors++
	letters[actors] = $3
	title = $0
	sub(/^# actor /, "", title)
	titles[actors] = title
	next
}

$1 == "#" && $2 == "T" {
	if (!began) {
		began = 1
		if (!actors)
			exit
		colwidth = int((width - margin) / actors)
		head = ""
		rule = ""
		for (i = 1; i <= actors; i++) {
			line = titles[i]
			gsub(/./, "-", line)
			pad = i < actors ? colwidth : 0
			head = head titles[i] spaces(pad - length(titles[i]))
			rule = rule line spaces(pad - length(line))
		}
		print spaces(margin) head "\n" spaces(margin) rule
	}
	letter = $4
	kind = $5
	name = $6
	if (name ~ /^law\./) {
		law = substr(name, 5)
		if (law != lastlaw)
			print spaces(margin) "*** law " law " broken" \
			      (length($7) > 3 ? " at " $7 : "")
		lastlaw = law
		next
	}
	c = column(letter)
	if (!c)
		next
	if (kind == "p" && (name == "start" || brief && dull(name)))
		next
	put(c, (kind == "n" ? "  " : "") describe(kind, name, $7, $8))
}
