# SPDX-License-Identifier: GPL-2.0
#
# The trace of a run as a sequence diagram of Mermaid:
#
#	awk [-v brief=1] [-v state=1] -f trace.awk -f mermaid.awk RESULT
#
# A participant for each actor and each device.  An arrow is what an actor did to
# a device, a note what it did otherwise.  The shaded box is the decisive step:
# from the last schedule point before the first law broke to the law.

# Words as Mermaid takes them after a colon.
function plain(s,    out, i, c) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c in entity)
			c = "#" entity[c] ";"
		out = out c
	}
	return out
}

function known(letter,    i) {
	for (i = 1; i <= actors; i++)
		if (letters[i] == letter)
			return 1
	return 0
}

function note(who, s) {
	print "    Note over " who ": " plain(s)
}

function everybody() {
	return letters[1] (actors > 1 ? "," letters[actors] : "")
}

function law(i,    s) {
	s = words(i) (ev_device[i] ? ", device " ev_device[i] : "")
	if (s != last_law)
		note(everybody(), s)
	last_law = s
}

# An arrow for event i?
function told(i) {
	return ev_kind[i] == "n" && ev_device[i] && known(ev_who[i]) &&
	       ev_name[i] ~ /^(notify|spte|tlb|load|store)\./
}

function arrow(i,    s) {
	s = words(i)
	sub(/ -> device [0-9]+$/, " " (length(ev_b[i]) > 3 ? ev_b[i] : ""), s)
	sub(/ $/, "", s)
	print "    " ev_who[i] "->>D" ev_device[i] ": " plain(s)
}

function event(i,    pass) {
	pass = passing(i)
	if (law_of(i) != "")
		law(i)
	else if (state_only(i) && !state)
		return
	else if (ev_name[i] ~ /\.is$/)
		note(known(ev_who[i]) ? ev_who[i] : everybody(), words(i))
	else if (!known(ev_who[i]))
		return
	else if (i == decisive)
		note(ev_who[i], "decisive: " words(i))
	else if (ev_kind[i] == "p" && (ev_name[i] == "start" || brief && (dull(ev_name[i]) || pass)))
		return
	else if (told(i))
		arrow(i)
	else
		note(ev_who[i], words(i))
}

END {
	entity["#"] = 35
	entity[";"] = 59
	entity["%"] = 37
	entity["<"] = "lt"
	entity[">"] = "gt"
	entity["&"] = "amp"
	print "sequenceDiagram"
	for (i = 1; i <= actors; i++)
		print "    participant " letters[i] " as " plain(titles[i])
	for (i = 1; i <= events; i++)
		if (told(i)) {
			device[ev_device[i]] = 1
			if (ev_device[i] > devices)
				devices = ev_device[i]
		}
	for (i = 1; i <= devices; i++)
		if (i in device)
			print "    participant D" i " as device " i
	for (i = 1; i <= events; i++) {
		if (i == decisive) {
			print "    rect rgba(200, 0, 0, 0.15)"
			open = 1
		}
		if (open && i > law_at && law_of(i) == "") {
			print "    end"
			open = 0
		}
		event(i)
	}
	if (open)
		print "    end"
}
