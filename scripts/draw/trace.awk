# SPDX-License-Identifier: GPL-2.0
#
# What the programs that draw a trace share: this one reads the "# actor" and
# "# T" lines of a result channel, and says an event in words.
#
#	awk -f trace.awk -f diagram.awk RESULT
#
# After the last line there are
#
#	actors, letters[], titles[]	the actors, from 1
#	events				how many events, from 1
#	ev_who[], ev_kind[], ev_name[], ev_a[], ev_b[]	as in the trace
#	ev_device[]	the device that the event is about, 0 where none is
#	ev_lock[]	of a "w": the lock that is waited for, where it is known
#	law_at		the first event that says a broken law, or 0
#	decisive	the last schedule point before law_at, or 0
#	laws_said	the laws that were broken, with blanks
#
# With -v symbols=FILE, of nm -n, an address in the kernel is the name of what lies there.

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
	if (length(s) < 15)
		return "0x" s
	out = ""
	for (i = length(s) - 1; i >= 1; i -= 2) {
		c = hex(substr(s, i, 2))
		if (c < 32 || c > 126)
			return "0x" s
		out = out sprintf("%c", c)
	}
	return "\"" out "\""
}

# A pte as pte.is has it: pfn << 4 | flags.
function pte(s,    flags, n) {
	n = length(s)
	flags = substr(s, n)
	if (n < 2 || !index("13579bdf", flags))
		return "none"
	return "pfn " substr(s, 1, n - 1) (index("2367abef", flags) ? "" : ", read-only")
}

# The symbol at an address of the kernel, or the address.
function symbol(a,    line, word, lo, hi, mid) {
	if (symbols == "" || length(a) != 8)
		return a
	if (!symbols_read) {
		while ((getline line < symbols) > 0) {
			split(line, word, " ")
			symbol_at[++symbols_read] = substr(word[1], length(word[1]) - 7)
			symbol_name[symbols_read] = word[3]
		}
		close(symbols)
	}
	lo = 0
	hi = symbols_read + 1
	while (hi - lo > 1) {
		mid = int((lo + hi) / 2)
		if (symbol_at[mid] "" <= a "")
			lo = mid
		else
			hi = mid
	}
	if (!lo || hi > symbols_read)
		return a
	line = hex(a) - hex(symbol_at[lo])
	return symbol_name[lo] (line ? "+" line : "")
}

# A value that was stored or loaded: where it points, or the text.
function points_at(s,    at) {
	at = symbol(s)
	return at == s ? text(s) : at
}

# The lock at an address, where it was seen to be taken: its name is that of a member of it.
function lock_at(a,    i, off) {
	for (i = 1; i <= events; i++)
		if (ev_kind[i] ~ /[lu]/ && length(ev_a[i]) == length(a)) {
			off = hex(ev_a[i]) - hex(a)
			if (off >= 0 && off < 256)
				return ev_name[i]
		}
	return symbol(a)
}

function describe(kind, name, a, b) {
	if (kind == "w")
		return "... waits"
	if (kind == "r")
		return "... goes on"
	if (kind == "d")
		return "(done)"
	if (kind == "l")
		return "lock " name
	if (kind == "u")
		return "unlock " name
	if (name == "lock" || name == "unlock")
		return name " " lock_at(a)
	if (name == "read" || name == "write")
		return name " " symbol(a)
	if (name ~ /^law\./)
		return "*** law " substr(name, 5) " broken" (length(a) > 3 ? " at " a : "")
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
	if (name == "tlb.fill")
		return length(a) > 3 ? "TLB entry " a : "TLB entry " b " of device " hex(a)
	if (name == "pte.is")
		return "pte " a " is " pte(b)
	if (name == "page.is")
		return "page " a (b == "0" ? " is free" : " has " hex(b) " references")
	if (name == "store.late")
		return "store to " symbol(a) ", not seen by the others yet"
	if (name == "store.seen")
		return "store to " symbol(a) " is seen by all: " points_at(b)
	if (name == "load.old")
		return "load of " symbol(a) " returns the old value " points_at(b)
	if (name == "load.value")
		return "device loads " a ": " text(b)
	if (name == "store.value")
		return "device stores " a ": " text(b)
	if (name ~ /\.next$/ || name ~ /^v[0-9]+\.re/)
		return name " (device " hex(a) ")"
	if (name ~ /\.(begin|begin\.done|end|finish)$/)
		return name " " a
	if (length(a) > 3)
		return name " " a
	return name
}

# The law that event i says to be broken, or "".
function law_of(i) {
	return ev_name[i] ~ /^law\./ ? substr(ev_name[i], 5) : ""
}

# Event i in words.
function words(i) {
	if (ev_kind[i] == "w" && ev_lock[i] != "")
		return "... sleeps on " ev_lock[i]
	return describe(ev_kind[i], ev_name[i], ev_a[i], ev_b[i])
}

# A point that only leads from one event to the next.
function dull(name) {
	return name ~ /^(start|load\.tlb|attach\.(enter|done)|age\.spte)$/ ||
	       name ~ /^fault\.(enter|snapshot|walk|check|got_page)$/ ||
	       name ~ /^inval\./ || name ~ /\.(walked|next|enter)$/ ||
	       name ~ /^cow\./
}

# What there is after a step, and who has which lock: not what happened.
function state_only(i) {
	return ev_kind[i] == "l" || ev_kind[i] == "u" || ev_name[i] ~ /\.is$/
}

# Which device event i is about: points of the driver say it, and what follows
# them is about the same.  What no actor does is about the device that was last
# spoken of.
function device_of(i,    w) {
	w = ev_who[i]
	if (law_of(i) != "")
		return hex(ev_b[i])
	if (ev_name[i] ~ /^(notify\.|tlb\.flush$)/)
		at_device[w] = hex(ev_a[i])
	else if (ev_name[i] == "tlb.fill" && length(ev_a[i]) <= 3)
		at_device[w] = hex(ev_a[i])
	else if (ev_kind[i] == "p" && ev_name[i] ~ /^(fault|inval|load|store|attach|detach|xpmem|age\.spte)/)
		at_device[w] = hex(ev_b[i])
	else if (ev_kind[i] != "n")
		return 0
	else if (ev_name[i] !~ /^(spte|tlb|load|store|fault)\./)
		return 0
	else if (w == "-")
		return latest + 0
	latest = at_device[w] + 0
	return latest
}

$1 == "#" && $2 == "actor" {
	actors++
	letters[actors] = $3
	title = $0
	sub(/^# actor /, "", title)
	titles[actors] = title
	next
}

$1 == "#" && $2 == "law" {
	if (!index(laws_said " ", " " $3 " "))
		laws_said = laws_said " " $3
}

$1 == "#" && $2 == "T" {
	events++
	ev_who[events] = $4
	ev_kind[events] = $5
	ev_name[events] = $6
	ev_a[events] = $7
	ev_b[events] = $8
	ev_device[events] = device_of(events)
	if ($5 == "w" && last_kind[$4] == "l")
		ev_lock[events] = last_name[$4]
	last_kind[$4] = $5
	last_name[$4] = $6
	if ($5 == "p")
		last_point = events
	if (!law_at && $6 ~ /^law\./) {
		law_at = events
		decisive = last_point + 0
	}
	next
}

# Is it a point that nobody has written, and did its actor move before, too?  So
# nobody was held there.  To be asked of each event, in order.
function passing(i,    yes) {
	yes = ev_kind[i] == "p" && ev_name[i] ~ /^(lock|read|write)$/ && last_mover == ev_who[i]
	if (ev_kind[i] == "p")
		last_mover = ev_who[i]
	return yes
}
