# SPDX-License-Identifier: GPL-2.0
#
# One line about the matrix, for the terminal; read.awk has read it.

END {
	for (i = 1; i <= cells; i++) {
		if (kinds[cell[i]] != "-" && kinds[cell[i]] != "")
			broken++
		if (complete[cell[i]] != "yes")
			cut++
	}
	print cells + 0 " cells were explored: " cells - broken " clean, " broken + 0 " break a law" \
	      (cut ? "; " cut " not complete" : "")
}
