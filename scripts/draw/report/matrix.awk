# SPDX-License-Identifier: GPL-2.0
#
# The matrix of the report as a table of HTML; read.awk has read the cells, html.awk
# writes text.

function preemptions(n) {
	if (n == "all")
		return "any number of preemptions"
	return "at most " n " preemption" (n == 1 ? "" : "s")
}

# Which of several searches of one place this is.
function search_words(id) {
	return how[id] != "" ? how[id] : preemptions(bound[id])
}

# What the search did, in words.
function extent(id) {
	return schedules[id] " schedule" (schedules[id] == 1 ? "" : "s") ", " preemptions(bound[id]) \
	       (how[id] == "" ? "" : ", " how[id]) \
	       (complete[id] == "yes" ? "" : complete[id] == "first" ? \
		", nothing after the default schedule" : ", not complete")
}

function kind_words(kind) {
	gsub(/,/, " ", kind)
	return kind
}

function clean(id) {
	print "<div class=\"clean\" title=\"" html(extent(id)) "\"><span class=\"word\">clean</span>" \
	      (complete[id] == "yes" ? "" : " <small>so far</small>") \
	      "<span class=\"unseen\">: " html(extent(id)) "</span></div>"
}

# A line for each kind of failure, the first schedule of each.
function broken(id,    i, seen) {
	found_read(id)
	print "<div class=\"broken\" title=\"" html(failing[id] " of " extent(id)) "\">"
	for (i = 1; i <= founds; i++)
		if (!seen[f_kind[i]]++)
			print "<a href=\"#cell=" id "&amp;found=" f_number[i] "\">" \
			      html(kind_words(f_kind[i])) "</a>"
	if (founds < 1)
		print "<a href=\"#cell=" id "\">fails</a>"
	print "<span class=\"unseen\">fails in " html(failing[id] " of " extent(id)) "</span></div>"
}

function searches(list,    n, i, ids) {
	n = split(list, ids, " ")
	if (!n) {
		print "<td class=\"none\">not explored</td>"
		return
	}
	print "<td>"
	for (i = 1; i <= n; i++) {
		if (n != 1)
			print "<p class=\"search\">" html(search_words(ids[i])) "</p>"
		if (fails(ids[i]))
			broken(ids[i])
		else
			clean(ids[i])
	}
	print "</td>"
}

# A name with its title, and a link where there is something to read.
function named(kind, name,    text, words) {
	text = html(name)
	words = title_of(kind, name)
	if (file_of(kind, name) != "")
		text = "<a href=\"" html(file_of(kind, name)) "\">" text "</a>"
	if (words == "")
		return text
	if (kind == "design")
		return "<span title=\"" html(words) "\">" text "</span>"
	return text "<span class=\"title\">" html(words) "</span>"
}

function conditions(id) {
	return consumer[id] (options[id] == "" ? "" : " " options[id]) \
	       (kernel[id] == "base" ? "" : ", kernel " kernel[id])
}

END {
	print "<table>"
	print "<thead><tr><th scope=\"col\">scenario</th><th scope=\"col\">consumer</th>"
	for (c = 1; c <= columns; c++)
		print "<th scope=\"col\">" named("design", column[c]) "</th>"
	print "</tr></thead><tbody>"
	for (r = 1; r <= rows; r++) {
		print "<tr><th scope=\"row\">" named("scenario", scenario[row[r]]) "</th><td class=\"consumer\">" \
		      html(conditions(row[r])) "</td>"
		for (c = 1; c <= columns; c++)
			searches(in_row[r, column[c]])
		print "</tr>"
	}
	print "</tbody></table>"
}
