#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What one awk takes for something else than another: a ">" in a print statement
# outside of parentheses is a redirection, and some take all that stands behind
# it for the name of the file.

load helper

# Print statements that compare so, of the files named.  Nothing in a file of awk
# redirects; elsewhere a ">" without a blank behind it is the shell's.
compares () {
	awk '
	FNR == 1 { held = ""; sign = FILENAME ~ /\.awk$/ ? "^>" : "^>=? " }
	{ line = held $0; held = "" }
	/\\$/ { held = substr(line, 1, length(line) - 1); next }
	/^[ \t]*printf? .*,$/ { held = line; next }
	{
		gsub(/"([^"\\]|\\.)*"/, "S", line)
		gsub(/\/([^\/\\]|\\.)*\//, "R", line)
		while (match(line, /(^|[^a-z_])printf?[ (]/)) {
			line = substr(line, RSTART + RLENGTH - 1)
			depth = 0
			for (i = 1; i <= length(line); i++) {
				c = substr(line, i, 1)
				depth += (c == "(") - (c == ")")
				if (c == ";" && !depth)
					break
				if (!depth && substr(line, i) ~ sign)
					print FILENAME ": " $0
			}
		}
	}' "$@"
}

@test "no print statement of awk has a comparison that is a redirection elsewhere" {
	printf '%s\n' 'print "a" (k > 1 ? "x" : "y")' 'printf "%s%s", "b",' '	k > 1 ? "," : ""' 'print k>1' >"$box/bad.awk"
	[ "$(compares "$box/bad.awk" | grep -c .)" -eq 2 ]
	find "$kit/scripts" "$kit/uml" "$kit/Makefile" -type f ! -name awk.bats \
		\( -name '*.awk' -o -name '*.sh' -o -name '*.bats' -o -name Makefile \) >"$box/files"
	[ "$(grep -c '\.awk$' "$box/files")" -gt 5 ]
	mapfile -t files <"$box/files"
	[ -z "$(compares "${files[@]}" | tee /dev/stderr)" ]
}
