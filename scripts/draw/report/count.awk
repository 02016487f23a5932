# SPDX-License-Identifier: GPL-2.0
#
# One line about the cells, for the terminal; read.awk has read them.

END {
	for (i = 1; i <= cells; i++) {
		broken += fails(cell[i])
		cut += complete[cell[i]] != "yes"
	}
	print cells + 0 " cells were explored: " cells - broken " clean, " broken + 0 " break a law" \
	      (cut ? "; " cut " not complete" : "")
}
