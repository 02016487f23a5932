# SPDX-License-Identifier: GPL-2.0
#
# One fact of a run, for what a learner has predicted; trace.awk has read it:
#
#	awk -v fact="begins 2" -f trace.awk -f fact.awk RESULT
#
#	KEY DEVICE	what a "# count" line has for the device: begins, ends, pages,
#			zapped, flushes, ages, retries, waits, sptes, ...
#	verdict		pass or fail
#	law		the law that broke first, or none
#	where		the device that it names
#	passed POINT	how many times that point was passed
#	by POINT	the actor that passed it last
#	reads		what a device loaded last
#	last		the point that was passed last before the first broken law
#	result WORDS	the number at the end of the line "# result WORDS N"
#
# Nothing is printed where the run does not have it.

$1 == "#" && $2 == "count" {
	split($3, of, "=")
	for (i = 4; i <= NF; i++) {
		split($i, pair, "=")
		count[pair[1], of[2]] = pair[2]
	}
}

$1 == "#" && $2 == "law" && first_law == "" {
	first_law = $3
	first_device = $4
	sub(/.*=/, "", first_device)
}

$1 == "#" && $2 == "result" {
	said = $0
	sub(/^# result /, "", said)
	number = $NF
	sub(/ [^ ]*$/, "", said)
	results[said] = number
}

/^ok [0-9]/ { verdict = verdict == "" ? "pass" : verdict }
/^not ok [0-9]/ { verdict = "fail" }

END {
	n = split(fact, want, " ")
	value = ""
	if (want[1] == "verdict")
		value = verdict
	else if (want[1] == "law")
		value = law_at ? law_of(law_at) : first_law == "" ? "none" : first_law
	else if (want[1] == "where")
		value = law_at ? hex(ev_b[law_at]) : first_device
	else if (want[1] == "passed") {
		value = 0
		for (i = 1; i <= events; i++)
			value += ev_kind[i] == "p" && ev_name[i] == want[2]
	} else if (want[1] == "by") {
		for (i = 1; i <= events; i++)
			if (ev_kind[i] == "p" && ev_name[i] == want[2])
				value = ev_who[i]
	} else if (want[1] == "reads") {
		for (i = 1; i <= events; i++)
			if (ev_name[i] == "load.value")
				value = text(ev_b[i])
	} else if (want[1] == "last")
		value = decisive ? ev_name[decisive] : ""
	else if (want[1] == "result") {
		said = fact
		sub(/^result /, "", said)
		value = results[said]
	} else if ((want[1], want[2]) in count)
		value = count[want[1], want[2]]
	if (value != "")
		print value
}
