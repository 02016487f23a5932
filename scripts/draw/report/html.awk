# SPDX-License-Identifier: GPL-2.0
#
# html(s): a text as it may stand in an element or in a quoted attribute of HTML.

function html(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	return s
}
