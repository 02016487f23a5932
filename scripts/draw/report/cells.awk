# SPDX-License-Identifier: GPL-2.0
#
# The cells that failed, with what was found in each, as JSON; read.awk has read
# the cells, json.awk writes strings.

function pair(name, s) {
	return json(name) ":" json(s)
}

END {
	printf "{"
	for (i = 1; i <= cells; i++) {
		id = cell[i]
		if (!fails(id))
			continue
		found_read(id)
		printf "%s\n%s:{%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,\"found\":[", (written++ ? "," : ""), json(id),
		       pair("scenario", scenario[id]), pair("design", design[id]),
		       pair("consumer", consumer[id]), pair("options", options[id]),
		       pair("kernel", kernel[id]), pair("how", how[id]), pair("bound", bound[id]),
		       pair("complete", complete[id]), pair("schedules", schedules[id]),
		       pair("failing", failing[id])
		for (k = 1; k <= founds; k++)
			printf "%s\n{%s,%s,%s,%s,%s,%s,\"trace\":%s}", (k > 1 ? "," : ""),
			       pair("number", f_number[k]), pair("kind", f_kind[k]),
			       pair("times", f_times[k]), pair("preemptions", f_preemptions[k]),
			       pair("steps", f_steps[k]), pair("schedule", f_schedule[k]),
			       f_result[k] ? "true" : "false"
		printf "]}"
	}
	print "}"
}
