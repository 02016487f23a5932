#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# Who calls whom among the guest's programs is what uml/search/explore.h says: each
# file of the search calls only those above it in that list.

load helper

# upward: "walk.c uses state_say of state.c" for each use that the list does not
# allow.  A name is a function that a file defines, with "(" behind it where it is
# used, or a variable.
upward () {
	awk '
	FNR == 1 { file = FILENAME; sub(/.*\//, "", file); comment = 0 }
	# the list, the least first; run.c and main.c are not in it
	file == "explore.h" {
		if (match($0, /^ \*\t[a-z]+\.c\t/)) {
			split($0, part, "\t")
			rank[part[2]] = ++ranks
		}
		next
	}
	{
		line = $0
		gsub(/"([^"\\]|\\.)*"/, "", line)
		if (comment && !sub(/^.*\*\//, "", line))
			next
		comment = 0
		gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, "", line)
		sub(/\/\/.*/, "", line)
		comment = sub(/\/\*.*/, "", line)
		text[file] = text[file] line "\n"
	}
	line ~ /^(static|extern|typedef|struct [a-z_]* \{|#|[^a-z])/ { next }
	# void (*walk_measured)(...);
	line ~ /^[a-z].*\(\*[a-z_]*\)\(/ {
		name = line
		sub(/^[^(]*\(\*/, "", name); sub(/\).*/, "", name)
		of[name] = file
		next
	}
	line ~ /^[a-z][a-z_0-9 *]*\(.*[^;]$/ {
		name = line
		sub(/\(.*/, "", name); sub(/.*[ *]/, "", name)
		of[name] = file; call[name]
		next
	}
	line ~ /^[a-z][a-z_0-9 *]*[ *][a-z_]*( = .*)?;$/ {
		name = line
		sub(/( = .*)?;$/, "", name); sub(/.*[ *]/, "", name)
		of[name] = file
	}
	function allowed(user, owner) {
		if (user == owner)
			return 1
		if (user == "main.c")
			return !(owner in rank) || owner == "explore.c"
		if (owner == "main.c" || owner == "run.c")
			return 0
		if (!(owner in rank))
			return 1
		return user in rank && rank[owner] < rank[user]
	}
	END {
		if (ranks < 5)
			print "uml/search/explore.h has no list"
		for (user in text)
			for (name in of) {
				if (allowed(user, of[name]))
					continue
				if (text[user] ~ "(^|[^a-zA-Z0-9_.>])" name (name in call ? "\\(" : "([^a-zA-Z0-9_]|$)"))
					print user " uses " name " of " of[name]
			}
	}' uml/search/explore.h uml/search/*.c uml/controller/*.c
}

@test "each file of the search has its place in the list" {
	for file in uml/search/*.c
	do
		grep -q "^ \*	${file##*/}	" uml/search/explore.h || { echo "$file"; return 1; }
	done
}

@test "no file of the search or of the controller calls one above it" {
	run upward
	[ "$status" -eq 0 ]
	[ -z "$output" ] || { echo "$output"; return 1; }
}

@test "a call upwards would be seen: from a walk, from the processes, past the top" {
	printf 'static void bad(void)\n{\n\tif (walk_lost()) /* why */ state_say();\n}\n' \
		>>uml/search/walk.c
	run upward
	[ "$output" = "walk.c uses state_say of state.c" ]
	printf 'static void bad(void)\n{\n\texplore();\n}\n' >>uml/controller/tasks.c
	run upward
	[[ "$output" == *"tasks.c uses explore of explore.c"* ]]
	printf 'static void bad(void)\n{\n\tcounts.failing++;\n}\n' >>uml/controller/main.c
	run upward
	[[ "$output" == *"main.c uses counts of counts.c"* ]]
}

@test "a scenario includes what is for scenarios, and nothing of the search" {
	run grep -n '#include "' uml/scenarios/*.c
	[ "${#lines[@]}" -gt 10 ]
	run sh -c 'grep -n "#include \"" uml/scenarios/*.c | grep -v "\"\(lab\|numbers\|litmus_list\)\.h\""'
	[ -z "$output" ] || { echo "$output"; return 1; }
	run grep -n '#include "\(run\|explore\|schedule\)' uml/guest/lab.c uml/guest/lab.h
	[ "$status" -eq 1 ]
}
