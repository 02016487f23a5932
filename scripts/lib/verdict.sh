# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# The verdict on a run, and the laws that it broke.  Sourced by guest.sh, after lib.sh.

# Kernel reports that make a run a crash, whatever else it says: those of
# uml/guest/reports.list, and how UML and the kernel say that they end.
crash_pattern="^(\\[[^]]*\\] ?)?.{0,8}($(sed '/^#/d;/^$/d' "$uml/guest/reports.list" | tr '\n' '|')Kernel panic|Received SIGSEGV|System is deadlocked)"

# verdict RUNDIR: sets $verdict (a status) and $verdict_why; returns it.
verdict () {
	verdict_why=
	verdict_status=$(cat "$1/status")
	verdict_nonce=$(cat "$1/nonce")
	verdict_report=$(grep -aE -m 1 "$crash_pattern" "$1/console")
	verdict_ktap=$(awk -v nonce="$verdict_nonce" '
	$1 == "#" && $2 == "run" { run = $3; next }
	$1 == "#" && $2 == "end" { end = ($3 == nonce); how = $4; what = $5; next }
	/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; planned = 1; next }
	/^ok [0-9]+/ { done++; if (/# SKIP/) skip++; next }
	/^not ok [0-9]+/ {
		done++
		failed++
		if (failed == 1) {
			first = $0
			sub(/^not ok [0-9]+ *(- )?/, "", first)
		}
		next
	}
	/^Bail out!/ { bail = $0 }
	END {
		if (run != "" && run != nonce)
			print "2 the result is of another run"
		else if (bail != "")
			print "2 " bail
		else if (!end)
			print "2 the guest did not report its end"
		else if (!planned)
			print (how == "0" ? 0 : 2) " " (how == "0" ? "" : "the job ended with " how " " what " and reported nothing")
		else if (plan != done)
			print "2 " plan + 0 " checks were announced and " done + 0 " were made"
		else if (failed)
			print "1 " first
		else if (how != "0")
			print "2 all checks passed and the job ended with " how " " what
		else if (plan > 0 && skip == plan)
			print "2 nothing was judged: all checks were skipped"
		else
			print "0"
	}' "$1/result")
	verdict=${verdict_ktap%% *}
	case $verdict_ktap in
	*' '*) verdict_why=${verdict_ktap#* } ;;
	esac
	# UML says so when the file of its memory cannot grow
	if grep -aq "Bus error - the host" "$1/console"
	then
		verdict=$ERROR
		verdict_why="the host ran out of space for the guest's memory (cure: $memory_cure)"
	elif test -n "$verdict_report"
	then
		verdict=$CRASH
		verdict_why=$(printf '%s\n' "$verdict_report" | sed 's/^\[[^]]*\] *//')
	elif test "$verdict_status" -eq 124
	then
		verdict=$HANG
		verdict_why="no progress"
	elif test "$verdict_status" -eq 134 || test "$verdict_status" -eq 139
	then
		verdict=$CRASH
		verdict_why="the kernel ended itself"
	elif test "$verdict_status" -ge 125 && test "$verdict" -eq "$ERROR"
	then
		verdict_why="UML ended with status $verdict_status: $(tail -n 1 "$1/console")"
	elif test "$verdict" -eq "$ERROR" && test ! -s "$1/result"
	then
		verdict_why="UML did not start: $(grep -av '^$' "$1/console" | tail -n 1) (cure: make doctor)"
	elif test "$verdict" -eq "$ERROR" && grep -aq '^# error ' "$1/result"
	then
		verdict_why=$(sed -n 's/^# error //p' "$1/result" | head -n 1)
	fi
	return "$verdict"
}

# broken_laws RUNDIR: a line for each report of a law, as draw/law.awk has it.
broken_laws () {
	awk -v list=1 -f "$scripts/draw/law.awk" "$1/result"
}

# as_laws: the kinds of failure on stdin, one a line, as laws: a report or a crash of the
# kernel is L6, a hang L3.  What is no law is left out.
as_laws () {
	sed -n 's/^report$/L6/;s/^crash$/L6/;s/^hang$/L3/;s/^stuck$/L3/;/^L/p'
}

# result_laws RUNDIR: the laws that were broken, in the order of their report; how the
# run ended comes last.
result_laws () {
	{
		broken_laws "$1" | cut -f 1
		case $verdict in
		"$CRASH") echo crash ;;
		"$HANG") echo hang ;;
		esac
	} | as_laws | awk '!seen[$0]++' | tr '\n' ' ' | sed 's/ $//'
}

# has_law LAWS LAW
has_law () {
	case " $1 " in
	*" $2 "*) return 0 ;;
	esac
	return 1
}

# show_laws RUNDIR: the law that broke first: what it says, expected and seen; of the others
# what was seen, a line each.  VERBOSE=1: all of each.
show_laws () {
	broken_laws "$1" | awk -F '\t' -v verbose="${VERBOSE:-0}" '
	NR == FNR { says[$1] = $2 ": " $3; next }
	again[$1, $2, $5]++ {
		more[$1 " of device " $2]++
		next
	}
	first++ && verbose != 1 {
		print "    then " $1 ": " $6 ($2 == "0" ? "" : ", device " $2)
		next
	}
	{
		print "    law " $1 ", " says[$1]
		print "        expected  " $5
		print "        seen      " $6
		where = ""
		if ($2 != "0")
			where = where " tmmu=" $2
		if ($3 != "0x0")
			where = where " addr=" $3
		if ($4 != "-")
			where = where " who=" $4
		if (where != "")
			print "        where    " where
	}
	END {
		for (which in more)
			print "    and " more[which] " more of law " which
	}' "$scripts/draw/laws.tsv" -
}

# console_show FILE: what the job said, without what every boot says.
console_show () {
	awk '
	/^epollctl add err fd/ { next }
	/^This architecture does not have kernel memory protection/ { next }
	/^reboot: Power down/ || /^$/ { next }
	{ line[++n] = $0 }
	/BogoMIPS/ { from = n }
	END { for (i = from + 1; i <= n; i++) print line[i] }' "$1"
}

# report_show CONSOLE: what the kernel has reported there; returns 1 where that is nothing.
report_show () {
	report_from=$(grep -naE -m 1 "$crash_pattern" "$1" | cut -d : -f 1)
	test -n "$report_from" && awk -v "from=$report_from" -f "$scripts/draw/console.awk" "$1"
}

# run_hash RUNDIR: of all that a run says, but for its own number.
run_hash () {
	grep -av '^# \(run\|end\) ' "$1/result" | cat - "$1/console" |
	sed "s/$(cat "$1/nonce")//g" | sum
}
