# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# Tests of the search, for test.sh: that it goes on where it stopped, that its parts
# add up, that the reduction leaves nothing out, that what it finds can be had
# again.  Sourced after tests/lib.sh.

# searched WORD...: a search in the directory of this test; what it says is in
# $scratch/said, the status is returned.
searched () {
	"$scripts/explore.sh" "$@" >"$scratch/said" 2>&1 </dev/null 9>&-
}

# found_of CELL: kinds and how often each came.
found_of () {
	cut -f 2,3 "$build/explore/$1/found.tsv" 2>/dev/null | sort | tr '\n' ' '
}

count_of () {
	sed -n 's/^schedules	//p;s/^failing	//p' "$build/explore/$1/cell.tsv" 2>/dev/null |
	tr '\n' ' '
}

test_resume () {
	whole=register-punch.v10.kvm
	AGAIN=1 searched -q scenario=register-punch design=v10
	resume_want="$(count_of "$whole")$(found_of "$whole")"
	AGAIN=1 searched -q scenario=register-punch design=v10 limit=37
	resume_calls=1
	while grep -q '^not complete' "$scratch/said" && test "$resume_calls" -lt 40
	do
		searched -q scenario=register-punch design=v10 limit=37
		resume_calls=$((resume_calls + 1))
	done
	resume_got="$(count_of "$whole")$(found_of "$whole")"
	if test "$resume_got" = "$resume_want" && test "$resume_calls" -gt 3
	then
		result ok "a search in $resume_calls calls finds what one call finds"
	else
		result not-ok "a search in $resume_calls calls finds what one call finds" \
			"one call: $resume_want; many: $resume_got"
	fi

	for shard in 1 2 3 4
	do
		AGAIN=1 searched -q scenario=register-punch design=v10 shard="$shard/4"
	done
	"$scripts/explore-merge.sh" scenario=register-punch design=v10 shard=1/4 \
		>"$scratch/said" 2>&1 </dev/null 9>&-
	merge_got="$(count_of "$whole")$(found_of "$whole")"
	if test "$merge_got" = "$resume_want"
	then
		result ok "four shards add up to the whole"
	else
		result not-ok "four shards add up to the whole" \
			"whole: $resume_want; sum: $merge_got; $(tail -n 2 "$scratch/said")"
	fi
}

test_cross () {
	for cross in "fault-zap v18" "fault-mprotect upstream" "core-register-range v10"
	do
		cross_name=${cross% *}
		cross_design=${cross#* }
		if "$scripts/explore-cross.sh" scenario="$cross_name" \
			design="$cross_design" >"$scratch/said" 2>&1 </dev/null 9>&-
		then
			result ok "reduction, $cross: $(sed -n '/times fewer/p' "$scratch/said"), the same end states"
		else
			result not-ok "reduction, $cross: the same end states" \
				"$(tail -n 4 "$scratch/said")"
		fi
	done
}

# kind_is WHAT KIND WORD...: a search that finds nothing but KIND.
kind_is () {
	kind_what=$1
	kind_want=$2
	shift 2
	AGAIN=1 searched -q "$@"
	kind_got=$(sed -n 's/^breaks \([^ ]*\), in .*/\1/p' "$scratch/said" | tr '\n' ' ')
	if test "${kind_got% }" = "$kind_want"
	then
		result ok "$kind_what is a verdict of its own: $kind_want"
	else
		result not-ok "$kind_what is a verdict of its own: $kind_want" \
			"found: $kind_got; $(tail -n 2 "$scratch/said")"
	fi
}

test_kinds () {
	kind_is "a report of the kernel" report scenario=fault-zap design=v9 consumer=xpmem
	kind_is "a deadlock" L3,stuck scenario=store-punch design=emm_v3 ranges=rwsem prove_locks=0
	BOOT_ARGS='panic_on_warn=1'
	export BOOT_ARGS
	kind_is "the end of the kernel" crash scenario=refuse-oom design=upstream
	unset BOOT_ARGS
	kind_is "a missed begin, met by chance" L4 scenario=stray-end design=v9 \
		bound=0 chance=200 depth=2
}

# refusal WHAT PATTERN SCHEDULE: replay says PATTERN and ends with 2.
refusal () {
	"$scripts/replay.sh" scenario=register-punch design=v10 "$3" \
		>"$scratch/said" 2>&1 </dev/null 9>&-
	refusal_status=$?
	if test "$refusal_status" -eq "$ERROR" && grep -q "$2" "$scratch/said" &&
		test "$(grep -c . "$scratch/said")" -eq 1
	then
		result ok "replay refuses $1"
	else
		result not-ok "replay refuses $1" "status $refusal_status: $(head -n 3 "$scratch/said")"
	fi
}

test_replay () {
	replay_line=$(sed -n 2p "$build/explore/register-punch.v10.kvm/found.tsv")
	replay_string=${replay_line##*	}
	if RUNS=20 "$scripts/replay.sh" scenario=register-punch design=v10 \
		"$replay_string" >"$scratch/said" 2>&1 </dev/null 9>&-
	then
		result not-ok "a failing schedule fails again" "$replay_string"
	elif grep -q '^20 runs, 1 distinct' "$scratch/said"
	then
		result ok "a failing schedule fails again, 20 times with the same bytes"
	else
		result not-ok "a failing schedule fails again, 20 times with the same bytes" \
			"$(head -n 2 "$scratch/said")"
	fi
	replay_check=${replay_string##*:}
	replay_front=${replay_string%:*}
	case $replay_check in
	0*) replay_other=1${replay_check#?} ;;
	*) replay_other=0${replay_check#?} ;;
	esac
	refusal "what does not repeat" "uncontrolled nondeterminism at step 1:" \
		"$replay_front:$replay_other"
	refusal "a schedule that stops too early" "uncontrolled nondeterminism at step" \
		"$replay_front:${replay_check%?}"
	refusal "a stale schedule" "^replay.sh: schedule:[0-9]*: stale" \
		"${replay_string%=*}=0badc0de:$replay_other"
	refusal "a malformed schedule" "schedule:4: an actor is a letter" "B6 x* B*"
	refusal "an actor that is not there" "schedule:4: register-punch has no actor D" "B6 D* B*"
	refusal "too many steps" "schedule:1: B took .* of 999 steps" "B999"
	refusal "a schedule that is too long" "too long" \
		"$(awk 'BEGIN { for (i = 0; i < 900; i++) printf "A B " }')"
}

# What docs/findings.md says of upstream, and that its cure is one.  Since 6.12.118
# upstream has a cure itself.
test_finding () {
	finding_want=$FAIL
	test -n "$(echo 'until 6.12.117: has it' | release_lines -)" ||
	finding_want=$PASS
	# all actors end, and a device is left that nobody can close
	"$scripts/replay.sh" scenario=refuse-interval design=upstream 'A* B* C*' \
		>"$scratch/said" 2>&1 </dev/null 9>&-
	finding_status=$?
	if test "$finding_status" -eq "$finding_want" && {
		test "$finding_want" -eq "$PASS" ||
		grep -q 'a device can be closed' "$scratch/said"
	}
	then
		result ok "a device that cannot be closed is a broken law, not a hang"
	else
		result not-ok "a device that cannot be closed is a broken law, not a hang" \
			"status $finding_status: $(tail -n 2 "$scratch/said")"
	fi
	"$scripts/replay.sh" scenario=refuse-interval design=upstream 'B* A*' \
		>"$scratch/said" 2>&1 </dev/null 9>&-
	finding_status=$?
	finding_cured=$finding_status
	if test "$finding_want" -eq "$FAIL"
	then
		(kernel_build test-finding --patch \
			"$patches/upstream/0004-mm-mmu_notifier-take-the-mark-back-when-a-list-subsc.patch") \
			>"$scratch/build.log" 2>&1
		unlock
		"$scripts/replay.sh" -k test-finding scenario=refuse-interval \
			design=upstream 'B* A*' >"$scratch/said" 2>&1 </dev/null 9>&-
		finding_cured=$?
		rm -rf -- "${kernels:?}/test-finding"
	fi
	if test "$finding_status" -eq "$finding_want" &&
		test "$finding_cured" -eq "$PASS"
	then
		result ok "upstream's mark that nobody takes back, and its cure"
	else
		result not-ok "upstream's mark that nobody takes back, and its cure" \
			"without: $finding_status, wanted $finding_want, with: $finding_cured; $(tail -n 2 "$scratch/said")"
	fi
}

# A deadlock of which upstream lets lockdep know nothing, and the cure.
test_silent () {
	set --
	for silent_cure in "" "$patches/upstream/0005-locking-lockdep-look-behind-a-recursive-reader.patch"
	do
		test -z "$silent_cure" || set -- --patch "$silent_cure"
		(kernel_build test-finding --patch "$scripts/tests/bugs/29-one-mutex.patch" "$@") \
			>"$scratch/build.log" 2>&1
		unlock
		CRASHES=1 "$scripts/explore.sh" -k test-finding -q scenario=fault-zap \
			design=upstream bound=0 >"$scratch/said" 2>&1 </dev/null 9>&-
		silent_status="${silent_status:-}$? "
	done
	rm -rf -- "${kernels:?}/test-finding"
	if test "$silent_status" = "$PASS $CRASH "
	then
		result ok "one lock over look-up and begin: silent under upstream, and the cure"
	else
		result not-ok "one lock over look-up and begin: silent under upstream, and the cure" \
			"without and with: $silent_status; $(tail -n 2 "$scratch/said")"
	fi
}

# Deeper and deeper, until there is no more.
test_upstream () {
	SCENARIOS=walk-protect MINUTES=5 "$scripts/explore-upstream.sh" >"$scratch/said" 2>&1 </dev/null 9>&-
	if test $? -eq "$PASS" && grep -q '^walk-protect  *9 ' "$scratch/said"
	then
		result ok "upstream is explored with nine preemptions"
	else
		result not-ok "upstream is explored with nine preemptions" "$(tail -n 2 "$scratch/said")"
	fi
}

# The table, against uml/scenarios/explore.list.
test_table () {
	AGAIN=1 "$scripts/explore-all.sh" >"$scratch/said" 2>&1 </dev/null 9>&-
	table_status=$?
	if test "$table_status" -eq "$PASS"
	then
		result ok "every scenario on every design: $(sed -n 's/;.*//;/ schedules in /p' "$scratch/said")"
	else
		result not-ok "every scenario on every design is as uml/scenarios/explore.list says" \
			"$(grep -E '^surprise|no verdict' "$scratch/said" | head -n 8)"
	fi
	table_late=$(sed -n 's/^?: not begun, the time was over: //p' "$scratch/said")
	test -z "$table_late" || result skip "$table_late of the table" "no time"
	if "$scripts/report.sh" >"$scratch/said" 2>&1 </dev/null 9>&-
	then
		result ok "the table as a page"
	else
		result not-ok "the table as a page" "$(tail -n 3 "$scratch/said")"
	fi
}

test_search () {
	test_resume
	test_replay
	test_cross
	test_kinds
	test_finding
	test_silent
	test_upstream
	test_table
}
