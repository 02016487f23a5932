#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: claims [ID]...
#
# In the guest: run every cell of /claims that needs no boot of its own, or
# those of some claims, and report in KTAP.  Each cell is also a line
#
#	# claim<TAB>ID<TAB>DESIGN<TAB>CONSUMER<TAB>VERDICT<TAB>EXPECTED<TAB>EVIDENCE

# shellcheck disable=SC1090,SC1091,SC2154,SC2034
set -u
law_awk=/claims/law.awk
. /claims/claim.sh

claim_designs=$(cat /sys/kernel/debug/tmmu/designs)
out=/tmp/claim.out
report=
cells=0
failed=0
counting=1
wanted=" $* "

reports=$(sed '/^#/d;/^$/d' /reports.list | tr '\n' '|')
reports=${reports%|}

claim_none () {
	:
}

claim_found () {
	:
}

claim_cell () {
	test -z "$claim_alone" || return 0
	case $wanted in
	'  ' | *" $claim_id "*) ;;
	*) return 0 ;;
	esac
	cells=$((cells + 1))
	test -z "$counting" || return 0
	(
		IFS='
'
		set -f
		# shellcheck disable=SC2086
		set -- $claim_words
		exec "$@"
	) 3>"$out" >/dev/null 2>/tmp/claim.err </dev/null
	cat /tmp/claim.err
	report=$(dmesg -c | grep -Eo -m 1 "($reports).*")
	claim_judge
	printf '# claim\t%s\t%s\t%s\t%s\t%s\t%s\n' "$claim_id" "$claim_design" \
		"$claim_consumer" "$claim_verdict" "$claim_expected" \
		"$claim_evidence" >&3
	word=ok
	if test "$claim_verdict" != "$claim_expected"
	then
		word='not ok'
		failed=$((failed + 1))
		sed 's/^/#     /' "$out" | grep -v '^#     # T' >&3
	fi
	printf '%s %d - %s %s %s %s\n' "$word" "$cells" "$claim_id" \
		"$claim_design" "$claim_consumer" "$claim_verdict" >&3
}

all () {
	for file in /claims/C*.sh
	do
		. "$file"
	done
}

all
printf 'KTAP version 1\n# run %s\n1..%d\n' "${LAB_NONCE:--}" "$cells" >&3
counting=
cells=0
dmesg -c >/dev/null
all
test "$failed" -eq 0
