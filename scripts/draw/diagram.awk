# SPDX-License-Identifier: GPL-2.0
#
# The trace of a run as a diagram, one column an actor, time goes down:
#
#	awk [-v brief=1] [-v state=1] [-v width=100] [-v fit=1] -f trace.awk -f diagram.awk RESULT
#
# A line at the left edge of a column is a schedule point that its actor left;
# what happened because of it is indented.  "-->" in the margin is the decisive
# step: the last one before the first law broke.  "(held at POINT)" stands where the schedule
# went on to another actor.  brief=1 leaves out the points
# that only lead from one event to the next.  state=1 has the locks, too, and
# what ptes and pages are after each step.  fit=1 keeps the last column within the width, too.

function column(letter,    i) {
	for (i = 1; i <= actors; i++)
		if (letters[i] == letter)
			return i
	return 0
}

function spaces(n) {
	return substr(blank, 1, n)
}

# What a column has no room for goes on in the next line.
function put(mark, col, s,    pad, at, indent, line) {
	pad = (col - 1) * colwidth
	indent = match(s, /[^ ]/) + 3
	while (length(s) > colwidth - 1 && (col < actors || fit)) {
		for (at = colwidth - 1; at > indent && substr(s, at, 1) != " "; at--)
			;
		if (at <= indent)
			at = colwidth - 1
		line = substr(s, 1, at)
		sub(/ +$/, "", line)
		print mark spaces(margin - length(mark) + pad) line
		mark = ""
		s = spaces(indent) substr(s, at + 1)
	}
	print mark spaces(margin - length(mark) + pad) s
}

function heading(    i, head, rule, line, pad, title) {
	for (i = 1; i <= actors; i++) {
		title = titles[i]
		if (length(title) > colwidth - 1 && (i < actors || fit))
			title = substr(title, 1, colwidth - 2) "+"
		line = title
		gsub(/./, "-", line)
		pad = i < actors ? colwidth : 0
		head = head title spaces(pad - length(title))
		rule = rule line spaces(pad - length(line))
	}
	print spaces(margin) head "\n" spaces(margin) rule
}

# The actor that has moved up to now is held, and event i is another one's: say where.
function held(i,    j, who) {
	who = mover
	mover = ev_who[i]
	if (who == "" || who == mover || gone[who] || asleep[who])
		return
	for (j = i; j <= events; j++)
		if (ev_who[j] == who && ev_kind[j] == "p") {
			if (ev_name[j] != "start")
				put("", column(who), "(held at " ev_name[j] ")")
			return
		}
}

function event(i,    law, c, pass) {
	if (ev_kind[i] == "p" && column(ev_who[i]))
		held(i)
	if (ev_kind[i] == "d")
		gone[ev_who[i]] = 1
	if (ev_kind[i] ~ /[wr]/)
		asleep[ev_who[i]] = ev_kind[i] == "w"
	pass = passing(i)
	if (law_of(i) != "") {
		law = law_of(i)
		if (law != last_law)
			print spaces(margin) words(i)
		last_law = law
		return
	}
	if (state_only(i) && !state)
		return
	c = column(ev_who[i])
	if (c)
		last_column = c
	else if (!state_only(i))
		return
	if (i == decisive)
		put("-->", c, words(i))
	else if (ev_kind[i] == "p" && (ev_name[i] == "start" || brief && (dull(ev_name[i]) || pass)))
		return
	else if (ev_name[i] ~ /\.is$/)
		put("", last_column ? last_column : 1, "    = " words(i))
	else
		put("", c, (ev_kind[i] ~ /[nlu]/ ? "  " : "") words(i))
}

END {
	margin = 4
	blank = sprintf("%200s", "")
	if (!width)
		width = 100
	if (!events || !actors)
		exit
	colwidth = int((width - margin) / actors)
	heading()
	for (i = 1; i <= events; i++)
		event(i)
	if (!law_at && laws_said != "")
		print spaces(margin) "*** law" laws_said " broken, as was judged when the run was over"
}
