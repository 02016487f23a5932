# SPDX-License-Identifier: GPL-2.0
#
# How many steps a run has, and in which of them a law breaks; trace.awk has read
# it.  Two lines:
#
#	STEPS STEP FROM ADDRESSED	STEP is that of the first law with an address,
#			or else of the first, FROM the step that made the entry,
#			ADDRESSED 1 when it has an address; 0 for none
#	all laws, in words

END {
	for (i = 1; i <= events; i++) {
		step += ev_kind[i] == "p"
		if (ev_name[i] == "spte.set" || ev_name[i] == "fault.install")
			from[ev_a[i]] = step
		law = law_of(i)
		if (law == "")
			continue
		placed = length(ev_a[i]) > 3
		if (!laws[law, step]++)
			list = list (list == "" ? "" : ", ") law " in step " step (placed ? " (0x" ev_a[i] ")" : "")
		if (!at || !addressed && placed) {
			at = step
			addressed = placed
			begin = from[ev_a[i]]
		}
	}
	print step + 0, at + 0, begin + 0, addressed + 0
	print list
}
