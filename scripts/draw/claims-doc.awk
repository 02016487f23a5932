# SPDX-License-Identifier: GPL-2.0
#
# docs/claims.md from the files says, findings and claims.tsv; the variable
# designs is the order of the columns.

BEGIN {
	FS = "\t"
	columns = split(designs, design, " ")
}

FNR == 1 {
	file++
}

file == 1 {
	order[++n] = $1
	says[$1] = $2
	mail[$1] = $3
	next
}

file == 2 {
	finding[$1] = $2
	next
}

FNR == 1 {
	next
}

{
	verdict[$1, $2, $3] = (verdict[$1, $2, $3] == "refuted") ? "refuted" : $4
	if (!(($1, $3) in known)) {
		known[$1, $3] = 1
		consumers[$1] = consumers[$1] " " $3
	}
	row = "| " $2 " | " $3 " | " $4 " | " escape($6) " |"
	rows[$1] = rows[$1] row "\n"
	if ($7 != "")
		commands[$1] = commands[$1] $7 "\n"
}

function escape(text) {
	gsub(/[|]/, "\\|", text)
	return text
}

function number(id) {
	sub(/[a-z]$/, "", id)
	return id
}

END {
	print "<!-- SPDX-License-Identifier: GPL-2.0 -->"
	print "# The claims of the mail, each with a verdict"
	print ""
	print "Written by `make claims`; do not edit. The experiments, with what they are expected to show, are in"
	print "`uml/claims/`. The mail is Andrea Arcangeli's answer of 2 April 2008 to \"[patch 1/9] EMM Notifier:"
	print "The notifier calls\". Each statement is put to each design: **holds**, **refuted**, or n/a. A law that a"
	print "cell names is explained in [design.md](design.md), section 7; the designs in [designs/](designs/), the"
	print "consumers in [consumers/](consumers/)."
	print ""
	printf "| claim | consumer |"
	rule = "|---|---|"
	for (d = 1; d <= columns; d++) {
		printf " %s |", design[d]
		rule = rule "---|"
	}
	print "\n" rule
	for (i = 1; i <= n; i++) {
		m = split(consumers[order[i]], c, " ")
		for (k = 1; k <= m; k++) {
			printf "| [%s](#%s) | %s |", order[i], tolower(number(order[i])), c[k]
			for (d = 1; d <= columns; d++)
				printf " %s |", verdict[order[i], design[d], c[k]]
			print ""
		}
	}
	for (i = 1; i <= n; i++) {
		id = order[i]
		if (number(id) != section) {
			section = number(id)
			printf "\n## %s\n", section
			if (mail[id] != "")
				printf "\n> %s\n", mail[id]
			if (section in finding)
				printf "\n%s\n", finding[section]
		} else if (mail[id] != "" && mail[id] != mail[order[i - 1]]) {
			printf "\n> %s\n", mail[id]
		}
		printf "\n**%s: %s**\n\n", id, says[id]
		print "| design | consumer | verdict | evidence |"
		print "|---|---|---|---|"
		printf "%s", rows[id]
		if (commands[id] != "")
			printf "\n```sh\n%s```\n", commands[id]
	}
}
