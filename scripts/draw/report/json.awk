# SPDX-License-Identifier: GPL-2.0
#
# json(s): a string of JSON that may stand in a script element of HTML.  The
# sign "<" never appears, so nothing in it ends the element.

function json(s,    i, c) {
	if (!json_ready) {
		for (i = 1; i < 32; i++)
			json_control[i] = sprintf("%c", i)
		json_ready = 1
	}
	gsub(/\\/, "\\u005c", s)
	gsub(/"/, "\\u0022", s)
	gsub(/</, "\\u003c", s)
	for (i = 1; i < 32; i++) {
		c = json_control[i]
		if (index(s, c))
			gsub(c, sprintf("\\u%04x", i), s)
	}
	return "\"" s "\""
}
