# SPDX-License-Identifier: GPL-2.0
#
# The table of make claims: files says and claims.tsv; kernel is which, designs is the
# order of the columns.  Fails when a cell is not
# as expected.

BEGIN {
	FS = "\t"
	columns = split(designs, design, " ")
	printf "%s%-10s", bold, ""
	for (i = 1; i <= columns; i++)
		printf "%7s", design[i] == "v10_single" ? "v10_s" : \
			design[i] == "upstream" ? kernel : design[i]
	printf "%s\n", plain
}

FNR == 1 {
	file++
}

file == 1 {
	says[$1] = $2
	next
}

FNR == 1 {
	next
}

{
	id = $1
	line = $1 " " $3
	if (!(line in known)) {
		known[line] = ++lines
		label[lines] = line
		of[lines] = $1
	}
	word = $4 == "holds" ? "yes" : $4 == "refuted" ? "no" : \
		$4 == "n/a" ? "-" : "error"
	if ($4 != $5) {
		word = word "!"
		surprises++
		print_later = print_later sprintf("    %s %s %s: expected %s, got %s: %s\n", \
			$1, $2, $3, $5, $4, $6)
	}
	here = line SUBSEP $2
	# Several runs in one cell: the worst counts.
	if (!(here in cell) || word ~ /[!]/ || (word == "no" && cell[here] == "yes"))
		cell[here] = word
	cells++
	sub(/[a-z]$/, "", id)
	if (!(id in number)) {
		number[id] = 1
		claims++
	}
}

END {
	for (l = 1; l <= lines; l++) {
		if (of[l] != last) {
			printf "%s%s%s\n", bold, says[of[l]], plain
			last = of[l]
		}
		printf "%-10s", "  " label[l]
		for (i = 1; i <= columns; i++)
			printf "%7s", ((label[l] SUBSEP design[i]) in cell) ? \
				cell[label[l] SUBSEP design[i]] : ""
		printf "\n"
	}
	printf "\n%d claims, %d cells, %d surprises\n%s", claims, cells, surprises + 0, print_later
	exit surprises > 0
}
