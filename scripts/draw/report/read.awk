# SPDX-License-Identifier: GPL-2.0
#
# What the parts of the report share: this one reads matrix.tsv.
#
#	build=DIR awk -v designs='v9 v10' -f read.awk -f PART.awk matrix.tsv
#
# After the last line there are
#
#	cells, cell[]		the cells, from 1, by id: SCENARIO.DESIGN.CONSUMER
#	scenario[id] ... dir[id]	the columns of matrix.tsv
#	rows, row[]		the rows of the matrix: "SCENARIO CONSUMER"
#	at[row, design]		the id of a cell
#	columns, column[]	the designs: those asked for, then any others
#
# and found_read(id) reads the found.tsv of a cell:
#
#	founds			how many, or -1 without that file
#	f_number[], f_kind[], f_times[], f_preemptions[], f_steps[], f_schedule[]
#	f_result[]		is there a result channel of the replay?
#
# Lines that begin with "#" are overlooked in both files.

function name_of(s) {
	gsub(/[^A-Za-z0-9._-]/, "_", s)
	return s
}

function readable(file,    line, ok) {
	ok = (getline line < file) > 0
	close(file)
	return ok
}

function found_read(id,    file, line, f) {
	file = ENVIRON["build"] "/" dir[id] "/found.tsv"
	founds = readable(file) ? 0 : -1
	while (founds >= 0 && (getline line < file) > 0) {
		sub(/\r$/, "", line)
		split(line, f, "\t")
		if (f[1] !~ /^[0-9]+$/)
			continue
		founds++
		f_number[founds] = f[1]
		f_kind[founds] = f[2]
		f_times[founds] = f[3]
		f_preemptions[founds] = f[4]
		f_steps[founds] = f[5]
		f_schedule[founds] = f[6]
		f_result[founds] = readable(ENVIRON["build"] "/" dir[id] "/" f[1] "/result")
	}
	close(file)
}

function column_of(name,    i) {
	for (i = 1; i <= columns; i++)
		if (column[i] == name)
			return i
	column[++columns] = name
	return columns
}

BEGIN {
	FS = "\t"
	columns = split(designs, column, " ")
}

{
	sub(/\r$/, "")
}

/^#/ || /^$/ || $1 == "scenario" {
	next
}

{
	id = name_of($1 "." $2 "." $3)
	r = $1 " " $3
	if (!(id in scenario))
		cell[++cells] = id
	if (!(r in row_known))
		row[++rows] = r
	row_known[r] = 1
	column_of($2)
	at[r, $2] = id
	scenario[id] = $1
	design[id] = $2
	consumer[id] = $3
	bound[id] = $4
	complete[id] = $5
	schedules[id] = $6
	failing[id] = $7
	kinds[id] = $8
	dir[id] = $9
}
