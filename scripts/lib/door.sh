# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# The front door: what a verb sees of what is given.  Part of lib.sh, which sources it before
# it sets a variable, and calls door() later.
#
# Of the environment these are the settings, what other programs need, and KIT_NAME, by which
# the kit speaks to itself.  All else counts
# only as a word NAME=value before the words of the verb's own, and only where
# scripts/verbs.tsv says that the verb takes it.  The Makefile makes such words of its command
# line.  Of local.mk it makes words NAME?=value, which a verb that does not take them passes over.

# What is not named here is unset: any other would change what make, the compiler, tar, git
# or UML do for us, or be taken for a variable of our own.  Some that sh sets it cannot unset.
# shellcheck disable=SC2046
unset $(LC_ALL=C awk -F '\t' '
$1 == ":settings" {
	n = split($2, setting, " ")
	for (i = 1; i <= n; i++)
		keep[setting[i]]
}
END {
	for (name in ENVIRON)
		if (!(name in keep) && name ~ /^[A-Za-z_][A-Za-z0-9_]*$/ &&
		    name !~ /^(PATH|HOME|USER|LOGNAME|SHELL|TZ|TERM|TERMINFO|COLUMNS|LC_ALL|LD_[A-Z_]*)$/ &&
		    name !~ /^((http|https|ftp|all|no)_proxy|(HTTP|HTTPS|FTP|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR))$/ &&
		    name !~ /^(CCACHE_[A-Z_]*|DISTCC_[A-Z_]*|KIT_[A-Z]*)$/ &&
		    name !~ /^(_|PWD|OLDPWD|SHLVL|IFS|OPTIND|PPID|UID|EUID|SHELLOPTS|BASHOPTS|BASH_[A-Z_]*)$/)
			print name
}' "$(dirname -- "$0")/verbs.tsv")

# door_has LIST NAME
door_has () {
	case $2 in
	*[!A-Z_]*) return 1 ;;
	esac
	case " $1 " in
	*" $2 "*) return 0 ;;
	esac
	return 1
}

# door_table: what the table says of this verb and of those that make was called with:
# $door_settings, $door_switches, $door_takes, $door_reads, $door_goals, $door_known.
door_table () {
	door_verb=${0##*/}
	door_verb=${door_verb%.sh}
	eval "$(awk -F '\t' -v verb="$door_verb" '
	BEGIN {
		n = split(ENVIRON["KIT_GOALS"], goal, " ")
		for (i = 1; i <= n; i++)
			called[goal[i]]
	}
	/^:/ { print "door_" substr($1, 2) "=\047" $2 "\047" }
	/^[:#]/ || $4 == "-" && $1 != verb { next }
	{ known = known " " $4 }
	$1 == verb { takes = $4 == "-" ? "" : $4; reads = $5 == "reads" ? 1 : "" }
	$1 in called { goals = goals " " $4 }
	END {
		print "door_takes=\047" takes "\047 door_reads=" reads
		print "door_goals=\047" goals "\047 door_known=\047" known "\047"
	}' "$scripts/verbs.tsv")"
}

# door WORD...: take the words that are NAME=value; $door_words is how many there are.
door () {
	door_table
	door_words=0
	for door_word
	do
		door_name=${door_word%%=*}
		test "$door_name" != "$door_word" || break
		door_name=${door_name%\?}
		if door_has "$door_settings" "$door_name"
		then
			eval "$door_name=\${door_word#*=}"
			export "${door_name?}"
		elif door_has "$door_takes" "$door_name"
		then
			eval "$door_name=\${door_word#*=}"
		elif door_has "$door_goals" "$door_name" ||
			{ test "${door_word%%=*}" != "$door_name" && door_has "$door_known" "$door_name"; }
		then
			:
		elif test -n "${KIT_GOALS:-}" || door_has "$door_known" "$door_name"
		then
			door_refuse
		else
			break
		fi
		door_words=$((door_words + 1))
	done
	door_values
}

door_refuse () {
	door_call=$door_verb.sh
	case ${KIT_GOALS:-} in
	'') ;;
	*' '*) door_call="make $door_verb" ;;
	*) door_call="make $KIT_GOALS" ;;
	esac
	die "$door_name is not used by $door_call (it takes${door_takes:+ $door_takes, and} the settings $door_settings)"
}

# door_values: are what settings and words hold values that they can have?  A line break would
# end a line of a file that others read.
door_values () {
	for door_name in $door_settings $door_takes
	do
		eval "door_value=\${$door_name:-}"
		case $door_value in
		'') continue ;;
		*[!\ -~]*)
			test "$(printf '%s' "$door_value" | tr -cd '\001-\010\012-\037\177' | wc -c)" -eq 0 ||
			die "$door_name has a line break or another control character in it (cure: one line)"
			;;
		esac
		! door_has "$door_switches" "$door_name" || test "$door_value" = 1 ||
		die "$door_name is a switch: 1 or nothing, not '$door_value'"
	done
	case ${JOBS:-1} in
	0 | *[!0-9]*) die "JOBS is a number, 1 or more, not '$JOBS'" ;;
	esac
}
