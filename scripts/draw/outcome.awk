# SPDX-License-Identifier: GPL-2.0
#
# What make check has judged, for a program:
#
#	awk -v format=tap|junit -v name=EXERCISE -v status=N -f outcome.awk OUTCOME
#
# OUTCOME has a line for each check, search and set of scenes: NAME STATUS LAWS WHY, with tabs.
# STATUS is that of the whole.  Where it is not 0 and each line passed, one more says so: the work
# does not compile, was refused, or has an open question.  Status 2 is no result: TAP bails out,
# JUnit has an error.

function word(n) {
	return n == 1 ? "FAIL" : n == 2 ? "ERROR" : n == 3 ? "CRASH" : n == 4 ? "HANG" : "PASS"
}

function row(what, how, laws, why) {
	what_of[++n] = what
	how_of[n] = how
	said[n] = word(how) (laws == "" ? "" : ": " laws) (why == "" ? "" : ": " why)
	bad += how != 0 && how != 2
	errors += how == 2
}

# A text as it may stand in XML, which has no control characters.
function xml(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/"/, "\\&quot;", s)
	gsub(/[\001-\010\013-\037\177]/, "?", s)
	return s
}

function tap(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/#/, "\\#", s)
	return s
}

BEGIN {
	FS = "\t"
}

{
	row($1, $2, $3, $4)
}

END {
	if (status != 0 && !bad && !errors)
		row("judged", status, "", status == 2 ? "nothing was judged" : "the messages of make check say why")
	if (format == "tap") {
		print "TAP version 13"
		print "1.." n
		for (i = 1; i <= n; i++) {
			print (how_of[i] == 0 ? "ok " : "not ok ") i " - " tap(what_of[i])
			if (how_of[i] != 0)
				print "# " said[i]
			if (how_of[i] == 2)
				print "Bail out! no verdict"
		}
		exit
	}
	print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
	print "<testsuite name=\"" xml(name) "\" tests=\"" n + 0 "\" failures=\"" bad + 0 "\" errors=\"" errors + 0 "\">"
	for (i = 1; i <= n; i++) {
		line = "<testcase classname=\"" xml(name) "\" name=\"" xml(what_of[i]) "\""
		if (how_of[i] == 0) {
			print line "/>"
			continue
		}
		kind = how_of[i] == 2 ? "error" : "failure"
		print line "><" kind " type=\"" word(how_of[i]) "\" message=\"" xml(said[i]) "\"/></testcase>"
	}
	print "</testsuite>"
}
