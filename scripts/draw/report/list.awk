# SPDX-License-Identifier: GPL-2.0
#
# The traces that the report will hold, a line each: ID NAME NUMBER, with tabs, NAME
# the directory of the cell; and for one whose result channel is missing "- - 0".
# read.awk has read the cells.

END {
	for (i = 1; i <= cells; i++) {
		id = cell[i]
		if (!fails(id))
			continue
		found_read(id)
		for (k = 1; k <= founds; k++)
			if (f_result[k])
				print id "\t" dir[id] "\t" f_number[k]
			else
				print "-\t-\t0"
	}
}
