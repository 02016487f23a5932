# SPDX-License-Identifier: GPL-2.0
#
# What the parts of the report share: this one reads the list of the cells, which
# report.sh has made.
#
#	explored=DIR named=FILE awk -v designs='v9 v10' -f read.awk -f PART.awk CELLS
#
# After the last line there are
#
#	cells, cell[]		the cells, from 1, by id: the last part of their directory,
#				as it may stand in an address
#	scenario[id] ... dir[id]	what the line says
#	rows, row[]		the rows of the matrix, from 1, by the id of a cell
#	in_row[r, design]	the ids of the cells there, with blanks
#	columns, column[]	the designs that occur: in the order of those asked
#				for, then any others
#
# and found_read(id) reads what was found in a cell:
#
#	founds			how many
#	f_number[], f_kind[], f_times[], f_preemptions[], f_steps[], f_schedule[]
#	f_result[]		is there a result channel of the replay?
#
# title_of(kind, name) and file_of(kind, name) are what FILE has for the name of a
# "scenario" or "design", "" where it has nothing.
#
# Lines that begin with "#" are overlooked.

function id_of(s,    n, id) {
	sub(/.*\//, "", s)
	gsub(/[^A-Za-z0-9._-]/, "_", s)
	for (id = s; id in scenario; id = s "-" ++n)
		;
	return id
}

function readable(file,    line, ok) {
	ok = (getline line < file) > 0
	close(file)
	return ok
}

function found_read(id,    file, line, f) {
	file = dir[id] "/cell"
	founds = 0
	while ((getline line < file) > 0) {
		if (line !~ /^found /)
			continue
		split(line, f, " ")
		founds++
		f_number[founds] = founds
		f_kind[founds] = f[2]
		f_times[founds] = f[3]
		f_preemptions[founds] = f[4]
		f_steps[founds] = f[5]
		sub(/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* ?/, "", line)
		f_schedule[founds] = line
		f_result[founds] = readable(dir[id] "/" founds "/result")
	}
	close(file)
}

function fails(id) {
	return failing[id] + 0 != 0
}

function title_of(kind, name) {
	return title[kind, name]
}

function file_of(kind, name) {
	return link[kind, name] == "-" ? "" : link[kind, name]
}

function names_read(    file, line, f) {
	file = ENVIRON["named"]
	while (file != "" && (getline line < file) > 0) {
		split(line, f, "\t")
		title[f[1], f[2]] = f[3]
		link[f[1], f[2]] = f[4]
	}
	close(file)
}

# The columns that nothing stands in go.
function columns_settle(    i, n) {
	for (i = 1; i <= columns; i++)
		if (column[i] in design_there)
			column[++n] = column[i]
	columns = n + 0
}

BEGIN {
	FS = "\t"
	columns = split(designs, column, " ")
	for (i = 1; i <= columns; i++)
		asked[column[i]]
	names_read()
}

/^#/ || /^$/ {
	next
}

{
	id = id_of($1)
	cell[++cells] = id
	dir[id] = $1 ~ /^\// ? $1 : ENVIRON["explored"] "/" $1
	scenario[id] = $2
	design[id] = $3
	consumer[id] = $4
	options[id] = $5 == "-" ? "" : $5
	bound[id] = $6
	complete[id] = $7
	schedules[id] = $8
	failing[id] = $9
	how[id] = $10 == "-" ? "" : $10
	kernel[id] = $11
	place = $2 SUBSEP $4 SUBSEP $5 SUBSEP $11
	if (!(place in row_of)) {
		row[++rows] = id
		row_of[place] = rows
	}
	in_row[row_of[place], $3] = in_row[row_of[place], $3] " " id
	if (!($3 in design_there) && !($3 in asked))
		column[++columns] = $3
	design_there[$3]
}

END {
	columns_settle()
}
