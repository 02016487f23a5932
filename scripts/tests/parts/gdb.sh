# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# gdb: the session of each exercise, and those of scenarios in scripts/tests/guest/gdb.

gdb_quick='^-(00|04|steps)-'

gdb_cases () {
	ex_all
	(cd -- "$scripts/tests/guest/gdb" && ls)
}

gdb_case () {
	gdb_name="gdb session $1"
	gdb_file=$scripts/tests/guest/gdb/$1
	if ! have gdb
	then
		result skip "$gdb_name" "gdb is not installed"
		return
	elif test ! -f "$gdb_file"
	then
		gdb_name="$1: the gdb session"
		gdb_file=$exercises/$1/session.gdb
		set -- EX="$1"
	else
		# the line "# run:" says which scenario: SCENARIO=NAME DESIGN=NAME ...
		eval "set -- GDB=\"\$gdb_file\" $(sed -n 's/^# run: //p' "$gdb_file")"
	fi
	if test ! -f "$gdb_file"
	then
		result not-ok "$gdb_name is there"
		return
	fi
	hear "$scripts/debug.sh" BATCH=1 "$@"
	gdb_status=$?
	gdb_met=$(grep -c '^ok: ' "$scratch/said")
	if test "$gdb_status" -ne 0
	then
		result not-ok "$gdb_name" \
			"$(grep '^NOT ok' "$scratch/said"; tail -n 12 "$scratch/said")"
	elif test "$gdb_met" -eq 0
	then
		result not-ok "$gdb_name" "it expects nothing: no lab-expect was met"
	else
		result ok "$gdb_name: $gdb_met expectations"
	fi
}
