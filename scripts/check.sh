#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: check.sh EXERCISE	(or EX=EXERCISE)
#
# Build the kernel with your work in it, run the checks of the exercise, and
# say which law is broken, what was expected, what was seen, and in which order
# things happened.  The first check that fails is shown in full; VERBOSE=1 shows all,
# with every step.
#
# Takes: EX

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
ex_find "${1:-${EX:-}}"
ex_started
scratch
ex_update
ex_diff

mkdir -p -- "$scratch/overlay"
hash=$(ex_hash "$ex")
ex_pick "$ex_work" "$scratch/overlay"
kernel_build "$ex" --patch "$ex_dir/bug.patch" --overlay "$scratch/overlay" || {
	say ""
	say "Your change does not compile; the messages are above."
	exit "$FAIL"
}
guest_build

say ""
say "$bold$ex: $(ex_title "$ex")$plain"
if test -s "$ex_work/my.patch"
then
	say "your change: $(grep -c '^+[^+]' "$ex_work/my.patch") lines in, $(grep -c '^-[^-]' "$ex_work/my.patch") lines out (work/$ex/my.patch)"
else
	say "your change: none yet"
fi
say ""

out=$results/$ex
rm -rf -- "$out"
mkdir -p -- "$out" 2>/dev/null || unwritable "$build"
worst=$PASS
failed=0
total=0
: >"$scratch/seen"
checks_list >"$scratch/checks"
while IFS='|' read -r name _
do
	total=$((total + 1))
	check_run "$kernels/$ex/linux" "$name" "$out/$name" </dev/null
	if test "$verdict" -eq "$PASS"
	then
		printf '  %-20s %s\n' "$name" "$(verdict_word "$verdict")"
		continue
	fi
	failed=$((failed + 1))
	printf '%s %s\n' "$name" "$check_laws" >>"$scratch/seen"
	printf '  %-20s %s%s\n' "$name" "$(verdict_word "$verdict")" "${check_laws:+: $check_laws}"
	if test "$failed" -eq 1 || test -n "${VERBOSE:-}"
	then
		show_run "$out/$name"
	fi
	# an error of the environment hides what the fix is worth
	if test "$worst" -eq "$PASS" || test "$verdict" -eq "$ERROR"
	then
		worst=$verdict
	fi
done <"$scratch/checks"
test "$total" -gt 0 || die "exercise $ex has no checks"

attempts=$(($(state_get "$ex" attempts) + 1))
hints=$(state_get "$ex" hints)
if test "$failed" -eq 0
then
	state_set "$ex" solved "$attempts" "$hints" "$hash"
	say ""
	say "$(verdict_word "$PASS"): $total of $total checks. Exercise $ex is solved."
	ex_say_next
	say "How it was fixed then: make solution EX=${ex%%-*} SPOIL=1"
	exit "$PASS"
fi

# what was solved before and is another work now is still to be had
state=$(ex_state "$ex")
case $state in
changed*) state=solved ;;
*) state=started ;;
esac
state_set "$ex" "$state" "$attempts" "$hints"

# A change that is one of the known wrong ones, or breaks just what one of
# them breaks and the untouched bug does not, is told why.
checks_list | cut -d '|' -f 1,2 | tr '|' ' ' >"$scratch/broken"

# known_wrong NAME: is the change this one, white space aside?
known_wrong () {
	variant_args --patch "$ex_dir/bug.patch" \
		--patch "$ex_dir/wrong-$1.patch"
	variant_assemble "$scratch/wrong"
	rm -rf -- "$scratch/wrong-files"
	ex_pick "$scratch/wrong/src" "$scratch/wrong-files"
	diff -rwB -- "$scratch/overlay" "$scratch/wrong-files" >/dev/null
}

# tell_wrong NAME SENTENCE
tell_wrong () {
	say "$2"
	say ""
	patch_message "$ex_dir/wrong-$1.patch" | sed 's/^/    /'
	say ""
}

told=
if test -s "$ex_work/my.patch" && test "$worst" -ne "$ERROR"
then
	for wrong in $(wrong_names)
	do
		known_wrong "$wrong" || continue
		tell_wrong "$wrong" "This change is known, and this is why it is refused:"
		told=1
	done
	for wrong in $(wrong_names)
	do
		test -z "$told" || break
		! same_failures "$scratch/broken" "$scratch/seen" &&
		same_failures "$ex_dir/wrong-$wrong.expect" "$scratch/seen" ||
		continue
		tell_wrong "$wrong" "It breaks just what this known attempt breaks; see whether the reason is yours:"
	done
fi

say "$(verdict_word "$worst"): $failed of $total checks failed."
case $worst in
"$ERROR")
	say "This is the environment, not your change. Next: make doctor"
	;;
*)
	say "Next: make hint EX=${ex%%-*}, make debug EX=${ex%%-*}, or edit work/$ex and check again"
	;;
esac
exit "$worst"
