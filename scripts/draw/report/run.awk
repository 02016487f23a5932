# SPDX-License-Identifier: GPL-2.0
#
# One run for the report, as JSON:
#
#	awk -f json.awk -f ../law.awk -f ../trace.awk -f run.awk RESULT part=diagram FILE part=mermaid FILE part=console FILE
#
# Its events are one string, a line each: who, kind, name, two arguments and the
# device, 1 if it is of minor interest, with blanks; a tab; the event in words.

part == "diagram" {
	diagram = diagram $0 "\n"
	next
}

part == "mermaid" {
	mermaid = mermaid $0 "\n"
	next
}

part == "console" {
	console = console $0 "\n"
	next
}

law_line() {
	laws = laws (laws == "" ? "" : ",\n") "{\"law\":" json($3) ",\"judged\":" (law_line() == 1 ? "true" : "false") \
	       ",\"device\":" json(law_value("tmmu")) ",\"addr\":" json(law_value("addr")) ",\"who\":" json(law_value("who")) \
	       ",\"expected\":" json(law_value("expected")) ",\"seen\":" json(law_value("seen")) "}"
}

$1 == "#" && ($2 == "result" || $2 == "damage" || $2 == "error" || $2 == "check") {
	said = said (said == "" ? "" : ",") json(substr($0, 3))
}

function minor(i) {
	return state_only(i) || ev_kind[i] == "p" && dull(ev_name[i])
}

END {
	printf "{\"actors\":["
	for (i = 1; i <= actors; i++)
		printf "%s[%s,%s]", (i > 1 ? "," : ""), json(letters[i]), json(titles[i])
	printf "],\n\"events\":\""
	for (i = 1; i <= events; i++) {
		line = json(ev_who[i] " " ev_kind[i] " " ev_name[i] " " ev_a[i] " " ev_b[i] \
		            " " ev_device[i] " " minor(i) \
		            "\t" words(i))
		printf "%s%s", (i > 1 ? "\\n" : ""), substr(line, 2, length(line) - 2)
	}
	printf "\",\n\"laws\":[%s],\n\"said\":[%s],\n", laws, said
	printf "\"console\":%s,\n\"diagram\":%s,\n\"mermaid\":%s}\n", json(console), json(diagram), json(mermaid)
}
