# SPDX-License-Identifier: GPL-2.0
#
# The traces that the report will hold, a line each: ID DIR NUMBER, with tabs; and
# for one whose result channel is missing "- - 0".  read.awk has read the matrix.

END {
	for (i = 1; i <= cells; i++) {
		id = cell[i]
		if (kinds[id] == "-" || kinds[id] == "")
			continue
		found_read(id)
		for (k = 1; k <= founds; k++)
			if (f_result[k])
				print id "\t" dir[id] "\t" f_number[k]
			else
				print "-\t-\t0"
	}
}
