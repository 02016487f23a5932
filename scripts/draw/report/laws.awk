# SPDX-License-Identifier: GPL-2.0
#
# laws.tsv as terms of a list of HTML; html.awk writes text.

BEGIN {
	FS = "\t"
}

{
	print "<dt>" html($1) "</dt><dd>" html($2) ": " html($3) "</dd>"
}
