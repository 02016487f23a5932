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
	collect(row_of, row_key, rows, $1, $3 " | " $4 " | " escape($6), $2)
	if ($7 != "") {
		word = $7
		sub(" design=" $2 " ", " design=$d ", word)
		collect(run_of, run_key, runs, $1, word, $2)
	}
}

function escape(text) {
	gsub(/[|]/, "\\|", text)
	return text
}

# Cells of claim id that have the same text are one line: designs in of[id, line],
# the text in key[id, line], lines counted in n[id].
function collect(of, key, n, id, text, name,    i) {
	for (i = 1; i <= n[id]; i++)
		if (key[id, i] == text)
			break
	if (i > n[id]) {
		n[id] = i
		key[id, i] = text
		of[id, i] = name
	} else if (index(" " of[id, i] " ", " " name " ") == 0)
		of[id, i] = of[id, i] " " name
}

# The command as one types it; for several designs a loop.
function loop(names, command) {
	if (names ~ / /)
		return "for d in " names "; do " command "; done"
	sub(/ design=[$]d /, " design=" names " ", command)
	return command
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
	print "The notifier calls\". Each statement is put to each design: **holds**, **refuted**, or n/a. The laws"
	print "that a cell names are in [laws.md](laws.md), the designs in [designs/](designs/README.md), the"
	print "consumers in [consumers/](consumers/README.md)."
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
		print "| designs | consumer | verdict | evidence |"
		print "|---|---|---|---|"
		for (k = 1; k <= rows[id]; k++) {
			names = row_of[id, k]
			gsub(/ /, ", ", names)
			print "| " names " | " row_key[id, k] " |"
		}
		if (runs[id] > 0) {
			print "\n```sh"
			for (k = 1; k <= runs[id]; k++)
				print loop(run_of[id, k], run_key[id, k])
			print "```"
		}
	}
}
