# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# The language in which the claims are written.  Sourced by run.sh in the guest
# and by scripts/claims.sh.  Both define claim_cell(), claim_none(), claim_found()
# and $claim_designs, the designs that the kernel has; a file C*.sh then is a list of
#
#	claim C8a 'STATEMENT'		what a design may or may not live up to
#	mail 'QUOTE'			where it comes from
#	holds_when PREDICATE...		how the outcome of a run answers it
#	shows DEVICE KEY...		counters that are the evidence
#	on DESIGN CONSUMER EXPECTED SCENARIO WORD...
#	on_others CONSUMER EXPECTED SCENARIO WORD...
#					on each design that the claim has not named yet
#	alone DESIGN CONSUMER EXPECTED SCENARIO WORD...
#	weak DESIGN CONSUMER EXPECTED SCENARIO WORD...
#					the same in the kernel whose stores can be late
#	none DESIGN CONSUMER WHY	the question does not arise
#	finding 'TEXT'			what it means for the mail
#
# EXPECTED is holds or refuted.  "alone" is a run that ends its kernel, by a
# report or with tasks that sleep for ever, so that it has a boot of its own.
# A % in WORD is the design.
#
# The one who sources it says in $law_awk where scripts/draw/law.awk is.
#
# A predicate looks at $out, the result channel of the run, and at $report, the
# first line of a kernel report or nothing.

claim () {
	claim_id=$1
	claim_says=$2
	claim_mail=
	claim_finding=
	claim_shows=
	claim_named=
}

mail () {
	claim_mail=$1
}

finding () {
	claim_finding=$1
	claim_found
}

holds_when () {
	claim_when=$*
}

shows () {
	claim_shows=$*
}

on () {
	claim_alone=
	claim_row "$@"
}

on_others () {
	for claim_other in $claim_designs
	do
		case " $claim_named " in
		*" $claim_other "*) ;;
		*) on "$claim_other" "$@" ;;
		esac
	done
}

alone () {
	claim_alone=alone
	claim_row "$@"
}

weak () {
	claim_alone=weak
	claim_row "$@"
}

none () {
	claim_named="$claim_named $1"
	claim_none "$@"
}

# claim_row DESIGN CONSUMER EXPECTED SCENARIO WORD...: % filled in, one word a
# line in $claim_words.
claim_row () {
	claim_design=$1
	claim_named="$claim_named $1"
	claim_consumer=$2
	claim_expected=$3
	shift 3
	claim_words=$(printf '%s\n' scenario "$1" "design=$claim_design" \
		"consumer=$claim_consumer")
	shift
	for claim_word
	do
		claim_words=$claim_words'
'$(printf '%s\n' "$claim_word" | sed "s/%/$claim_design/g")
	done
	claim_cell
}

# ---- predicates

# The run ended well: all checks, all laws.
passes () {
	grep -q '^ok ' "$out" && ! grep -q '^not ok ' "$out" && test -z "$report"
}

# The laws that were broken, in the order of their report.
claim_broken () {
	awk -v list=1 -f "$law_awk" "$out" | cut -f 1 | awk '!seen[$0]++'
}

# Not one of these laws was broken, and the run came to its end.
kept () {
	grep -Eq '^(not )?ok ' "$out" || return 1
	kept_laws=$(claim_broken)
	for kept_law
	do
		case $kept_laws in *"$kept_law"*) return 1 ;; esac
	done
}

# One of these laws was broken.
broke () {
	broke_laws=$(claim_broken)
	for broke_law
	do
		case $broke_laws in *"$broke_law"*) return 0 ;; esac
	done
	return 1
}

# The kernel had nothing to say.
quiet () {
	test -z "$report" && passes
}

# Actor $1 slept before it came to where it was sent.
slept () {
	grep -q "^# note $1 sleeps before" "$out"
}

# counter DEVICE KEY: its value.
counter () {
	sed -n "s/^# count device=$1 .*\\<$2=\\([0-9-]*\\).*/\\1/p;s/^# count $1 .*\\<$2=\\([0-9-]*\\).*/\\1/p" "$out" |
	tail -n 1
}

# count DEVICE KEY TEST NUMBER: as test(1) would.
count () {
	count_value=$(counter "$1" "$2")
	test -n "$count_value" && test "$count_value" "$3" "$4"
}

# ---- what the run has shown

# claim_judge: sets $claim_verdict and $claim_evidence from $out and $report.
claim_judge () {
	claim_laws=$(claim_broken | tr '\n' ' ')
	# shellcheck disable=SC2086
	if ! grep -Eq '^(not )?ok ' "$out" && test -z "$claim_laws$report"
	then
		claim_verdict=error
	elif $claim_when
	then
		claim_verdict=holds
	else
		claim_verdict=refuted
	fi
	claim_evidence=
	if test -n "$report"
	then
		claim_evidence="kernel: $report"
	fi
	if test -n "$claim_laws"
	then
		claim_add "breaks ${claim_laws% }: $(claim_seen_first)"
	fi
	if test -n "$claim_shows"
	then
		# shellcheck disable=SC2086
		claim_add "$(claim_counters $claim_shows)"
	fi
	claim_add "$(sed -n 's/^# note \([A-Z] sleeps\) .*/\1/p' "$out" | head -n 1)"
	if test -z "$claim_evidence" && grep -q '^not ok' "$out"
	then
		claim_add "should be: $(sed -n "s/^# check //p" "$out" | head -n 1)"
	fi
	test -n "$claim_evidence" || claim_evidence="no law broken"
	# Addresses, numbers of tasks and lines differ from host to host.
	claim_evidence=$(printf '%s\n' "$claim_evidence" |
		sed 's/ 0x[0-9a-f]*//g;s/+0x[0-9a-f]*\/0x[0-9a-f]*//g;s/\.cold//g
		s/CPU: [0-9]* PID: [0-9]* //;s/\(\.[ch]\):[0-9]*/\1/g;s/	/ /g')
}

# What the oracle saw: a page that was freed tells most.
claim_seen_first () {
	awk -v list=1 -f "$law_awk" "$out" | awk -F '\t' '
	$1 == "L2" { free = $6; exit }
	!first { first = $6 }
	END { print free ? free : first }'
}

claim_add () {
	test -z "$1" || claim_evidence="${claim_evidence:+$claim_evidence; }$1"
}

claim_counters () {
	counters_of=$1
	shift
	for counters_key
	do
		printf '%s=%s ' "$counters_key" "$(counter "$counters_of" "$counters_key")"
	done | sed 's/ $//'
}
