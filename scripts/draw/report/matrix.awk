# SPDX-License-Identifier: GPL-2.0
#
# The matrix of the report as a table of HTML; read.awk has read it.

function html(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	return s
}

function preemptions(n) {
	if (n == "all")
		return "any number of preemptions"
	return "at most " n " preemption" (n == 1 ? "" : "s")
}

# What the search did, in words.
function extent(id) {
	return schedules[id] " schedule" (schedules[id] == 1 ? "" : "s") ", " preemptions(bound[id]) \
	       (complete[id] == "yes" ? "" : ", not complete")
}

function kind_words(kind) {
	gsub(/,/, " ", kind)
	return kind
}

# The number of the first schedule of a kind, or "".
function first_of(kind,    i) {
	for (i = 1; i <= founds; i++)
		if (f_kind[i] == kind)
			return f_number[i]
	return ""
}

function clean(id) {
	print "<td class=\"clean\" title=\"" html(extent(id)) "\"><span class=\"word\">clean</span>" \
	      (complete[id] == "yes" ? "" : " <small>so far</small>") \
	      "<span class=\"unseen\">: " html(extent(id)) "</span></td>"
}

function broken(id,    list, n, i, number) {
	found_read(id)
	n = split(kinds[id], list, ";")
	print "<td class=\"broken\" title=\"" html(failing[id] " of " extent(id)) "\">"
	for (i = 1; i <= n; i++) {
		number = first_of(list[i])
		print "<a href=\"#cell=" id (number == "" ? "" : "&amp;found=" number) "\">" \
		      html(kind_words(list[i])) "</a>"
	}
	print "<span class=\"unseen\">fails in " html(failing[id] " of " extent(id)) "</span></td>"
}

END {
	print "<table>"
	print "<thead><tr><th scope=\"col\">scenario</th><th scope=\"col\">consumer</th>"
	for (c = 1; c <= columns; c++)
		print "<th scope=\"col\">" html(column[c]) "</th>"
	print "</tr></thead><tbody>"
	for (r = 1; r <= rows; r++) {
		split(row[r], part, " ")
		print "<tr><th scope=\"row\">" html(part[1]) "</th><td class=\"consumer\">" html(part[2]) "</td>"
		for (c = 1; c <= columns; c++) {
			id = at[row[r], column[c]]
			if (id == "")
				print "<td class=\"none\">not explored</td>"
			else if (kinds[id] == "-" || kinds[id] == "")
				clean(id)
			else
				broken(id)
		}
		print "</tr>"
	}
	print "</tbody></table>"
}
