# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# search: a search goes on where it stopped, its shards add up, the reduction leaves nothing
# out, what it finds can be had again; and every scenario on every design is as
# uml/scenarios/explore.list says.

search_quick='^-(parts|crash|L4)-'
search_first='^-table-'

search_cases () {
	printf '%s\n' 'table of all scenarios' parts \
		'reduction fault-zap v18' 'reduction fault-mprotect upstream' 'reduction core-register-range v10' \
		report L3 crash L4 finding silent scenes upstream
}

search_case () {
	# shellcheck disable=SC2086
	case $1 in
	table*) search_table ;;
	reduction*) search_reduction ${1#* } ;;
	report | L3 | crash | L4) search_kind "$1" ;;
	*) "search_$1" ;;
	esac
}

# searched WORD...: a search.
searched () {
	hear "$scripts/explore.sh" -q "$@"
}

# known_of CELL: counts, kinds and how often each came.
known_of () {
	kit get schedules failing "$1" 2>/dev/null
	kit found "$1" 2>/dev/null | cut -f 2,3 | sort
}

search_parts () {
	whole=register-punch.v10.kvm
	searched scenario=register-punch design=v10
	resume_want=$(known_of "$whole")
	rm -rf -- "$explored"
	searched scenario=register-punch design=v10 limit=37
	resume_calls=1
	while test "$(kit get complete "$whole")" = no && test "$resume_calls" -lt 40
	do
		searched scenario=register-punch design=v10 limit=37
		resume_calls=$((resume_calls + 1))
	done
	resume_got=$(known_of "$whole")
	if test "$resume_got" = "$resume_want" && test "$resume_calls" -gt 3
	then
		result ok "a search in $resume_calls calls finds what one call finds"
	else
		result not-ok "a search in $resume_calls calls finds what one call finds" \
			"one call: $resume_want; many: $resume_got"
	fi

	for shard in 1 2 3 4
	do
		searched scenario=register-punch design=v10 shard="$shard/4"
	done
	searched scenario=register-punch design=v10 shard=all/4
	merge_got=$(known_of "$whole")
	if test "$merge_got" = "$resume_want"
	then
		result ok "four shards add up to the whole"
	else
		result not-ok "four shards add up to the whole" \
			"whole: $resume_want; sum: $merge_got; $(tail -n 2 "$scratch/said")"
	fi
	search_replay
}

search_reduction () {
	if searched "scenario=$1" "design=$2" reduce=both
	then
		result ok "reduction, $1 $2: $(sed -n '/times fewer/p' "$scratch/said"), the same end states"
	else
		result not-ok "reduction, $1 $2: the same end states" "$(tail -n 4 "$scratch/said")"
	fi
}

search_kind () {
	kind_want=$1
	kind_order=
	case $1 in
	report)
		kind_what="a report of the kernel"
		set -- scenario=fault-zap design=v9 consumer=xpmem
		;;
	L3)
		kind_what="a deadlock"
		kind_want=L3,stuck
		set -- scenario=store-punch design=emm_v3 ranges=rwsem prove_locks=0
		;;
	crash)
		kind_what="the end of the kernel"
		kind_order=BOOT_ARGS=panic_on_warn=1
		set -- scenario=refuse-oom design=upstream
		;;
	L4)
		kind_what="a missed begin, met by chance"
		set -- scenario=stray-end design=v9 bound=0 chance=200 depth=2
		;;
	esac
	hear "$scripts/explore.sh" ${kind_order:+"$kind_order"} -q "$@"
	test "$(echo "$*" | kit rows kinds)" = "$kind_want"
	result_of $? "$kind_what is a verdict of its own: $kind_want" "$scratch/said"
}

# refusal WHAT PATTERN WORD...: replay says PATTERN and ends with 2.
refusal () {
	refusal_what=$1
	refusal_pattern=$2
	shift 2
	hear "$scripts/replay.sh" scenario=register-punch design=v10 "$@"
	refusal_status=$?
	if test "$refusal_status" -eq "$ERROR" && grep -q "$refusal_pattern" "$scratch/said" &&
		test "$(grep -c . "$scratch/said")" -eq 1
	then
		result ok "replay refuses $refusal_what"
	else
		result not-ok "replay refuses $refusal_what" "status $refusal_status: $(head -n 3 "$scratch/said")"
	fi
}

search_replay () {
	replay_string=$(kit get schedule register-punch.v10.kvm)
	if hear "$scripts/replay.sh" RUNS=20 scenario=register-punch design=v10 \
		"$replay_string"
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
	refusal "too many steps" "schedule:1: B made .* of 999 steps" "B999"
	refusal "a point that is not there" "schedule:4: there is no point zap.pt; is it 'zap.pte'?" "B6 A@zap.pt B*"
	refusal "an option that nobody looks up" "no option 'fien' in this scenario; is it 'fine'?" fien=2 "B6 A* B*"
	refusal "a level that there is not" "fine is 0 to 2, not '7'" fine=7 "B6 A* B*"
	hear "$scripts/replay.sh" scenario=register-punch design=v18 'B@exit.release A* B*'
	test $? -eq "$FAIL" && grep -q 'B stops at the point exit.release' "$scratch/said"
	result_of $? "a point that its actor never passes is said, and a failure" "$scratch/said"
	refusal "a schedule that is too long" "too long" \
		"$(awk 'BEGIN { for (i = 0; i < 900; i++) printf "A B " }')"
}

# What docs/findings.md says of upstream, and that its cure is one.  A later release has a
# cure itself; the room of the kernel says which.
search_finding () {
	finding_want=$FAIL
	explore_list | grep -q '^refuse-interval|.*upstream=L3' ||
	finding_want=$PASS
	# all actors end, and a device is left that nobody can close
	hear "$scripts/replay.sh" scenario=refuse-interval design=upstream 'A* B* C*'
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
	hear "$scripts/replay.sh" scenario=refuse-interval design=upstream 'B* A*'
	finding_status=$?
	finding_cured=$finding_status
	if test "$finding_want" -eq "$FAIL"
	then
		(kernel_build "$test_kernel" --patch \
			"$top/patches/upstream/0004-mm-mmu_notifier-take-the-mark-back-when-a-list-subsc.patch") \
			>"$scratch/build.log" 2>&1
		unlock
		hear "$scripts/replay.sh" -k "$test_kernel" scenario=refuse-interval \
			design=upstream 'B* A*'
		finding_cured=$?
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
search_silent () {
	set --
	for silent_cure in "" "$top/patches/upstream/0005-locking-lockdep-look-behind-a-recursive-reader.patch"
	do
		test -z "$silent_cure" || set -- --patch "$silent_cure"
		(kernel_build "$test_kernel" --patch "$scripts/tests/bugs/29-one-mutex.patch" "$@") \
			>"$scratch/build.log" 2>&1
		unlock
		hear "$scripts/explore.sh" CRASHES=1 -k "$test_kernel" -q scenario=fault-zap \
			design=upstream bound=0
		silent_status="${silent_status:-}$? "
	done
	if test "$silent_status" = "$PASS $CRASH "
	then
		result ok "one lock over look-up and begin: silent under upstream, and the cure"
	else
		result not-ok "one lock over look-up and begin: silent under upstream, and the cure" \
			"without and with: $silent_status; $(tail -n 2 "$scratch/said")"
	fi
}

# A list of scenes in one boot: what holds, what is expected, and what is not, which is made
# smaller; a scene whose kernel reports something ends its boot, and the next is searched.
search_scenes () {
	printf '%s\n' '# a list' 'kvm anon | A store 0 | B zap 0' 'kvm anon+r | A detach | B zap 0' \
		'kvm+rwsem anon | A load 0 | B zap 0' \
		'kvm+none file2+r | A load 1 | B other punch 0-1 | C age 0' 'kvm anon | A load 0 | B exit' \
		>"$scratch/some.scenes"
	hear "$scripts/explore-scenes.sh" SET="$scratch/some.scenes" DESIGNS=v18 BOUND=1
	scenes_got=$?
	if test "$scenes_got" -eq "$FAIL" && grep -q '^v18  *5 .* 1  *0  *0  *2$' "$scratch/said" &&
		grep -q "^    make replay SCENE='kvm+none file | A load 0 | B punch 0' DESIGN=v18 SCHEDULE='A4 B\* A\*'" "$scratch/said" &&
		grep -q "SCENE='kvm+rwsem anon | A zap 0'" "$scratch/said"
	then
		result ok "a list of scenes: one is expected, two are alarms and made smaller"
	else
		result not-ok "a list of scenes: one is expected, two are alarms and made smaller" \
			"status $scenes_got: $(tail -n 12 "$scratch/said")"
	fi
	hear "$scripts/explore.sh" AGAIN=1 SCENE='kvm anon+r | A detach | B zap 0' DESIGN=v18 BOUND=1 -q
	scenes_one=$(kit rows schedules failing kinds <<-END
		scenario=kvm_anon+r:A_detach:B_zap_0 design=v18 bound=1
	END
	)
	hear "$scripts/explore.sh" AGAIN=1 SCENARIO=unregister-zap DESIGN=v18 BOUND=1 -q
	if test "${scenes_one%%	*}" -gt 10 && grep -q 'L1,L2' "$scratch/said"
	then
		result ok "a line is searched as a scenario is"
	else
		result not-ok "a line is searched as a scenario is" "$scenes_one; $(tail -n 3 "$scratch/said")"
	fi
}

# Deeper and deeper, until there is no more.
search_upstream () {
	hear "$scripts/explore-upstream.sh" SCENARIOS=walk-protect MINUTES=5
	if test $? -eq "$PASS" && grep -q '^walk-protect walker  *9 ' "$scratch/said"
	then
		result ok "upstream is explored with nine preemptions"
	else
		result not-ok "upstream is explored with nine preemptions" "$(tail -n 2 "$scratch/said")"
	fi
}

# The table, against uml/scenarios/explore.list; it is kept, for make report.
search_table () {
	unset KIT_EXPLORED
	hear "$scripts/explore-all.sh" AGAIN=1
	table_status=$?
	table_late=$(sed -n 's/^?: not begun, the time was over: //p' "$scratch/said")
	if test "$table_status" -eq "$PASS" ||
		{ test -n "$table_late" && ! grep -qE '^surprise|no verdict' "$scratch/said"; }
	then
		result ok "every scenario on every design: $(sed -n 's/;.*//;/ schedules in /p' "$scratch/said")"
	else
		result not-ok "every scenario on every design is as uml/scenarios/explore.list says" \
			"$(grep -E '^surprise|no verdict' "$scratch/said" | head -n 8)"
	fi
	test -z "$table_late" || result skip "$table_late of the table" "no time"
	hear "$scripts/report.sh"
	result_of $? "the table as a page" "$scratch/said"
}
