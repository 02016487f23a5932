# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# explorer: does a search find bugs?  Each patch of scripts/tests/bugs takes one guarantee away;
# mutants.list there says which scenario shows it, on which design, for which laws, and
# with how many preemptions.  A case builds the kernel with the patch and explores with 0,
# 1 and 2 preemptions until a law breaks; and then the same with the kernel as it is, in
# which none may.

explorer_quick='^-(07|39)-'
explorer_drawn='^[0-9]'
explorer_of=2
explorer_first='^-six-'

explorer_cases () {
	explorer_list | cut -d '|' -f 1
	echo 'six bugs by lot'
}

explorer_case () {
	case $1 in
	six*)
		hear "$scripts/mutate.sh" SAMPLE=6 SEED=2
		result_of $? "of six bugs drawn from $(sed -n 's/^\([0-9]*\) bugs in.*/\1/p' "$scratch/said") each is found, or changes nothing" "$scratch/said"
		;;
	*) explorer_mutant "$1" ;;
	esac
}

# explorer_list: "NAME|SCENARIO DESIGN CONSUMER [KEY=VALUE]... BOUND|LAWS|MODELS".
explorer_list () {
	sed 's/#.*//;s/[[:space:]]*|[[:space:]]*/|/g;s/[[:space:]]*$//;/^$/d' \
		"$scripts/tests/bugs/mutants.list"
}

# explorer_cell SCENARIO DESIGN CONSUMER [KEY=VALUE]... BOUND
explorer_cell () {
	scenario=$1
	design=$2
	consumer=$3
	flavour=lab
	options=
	shift 3
	while test $# -gt 1
	do
		case $1 in
		flavour=*) flavour=${1#*=} ;;
		*) options="$options $1" ;;
		esac
		case $1 in
		delays=*) flavour=weak ;;
		esac
		shift
	done
	takes=$1
}

# explorer_search KERNEL BOUND [WORD]: explore the cell; sets $laws, all that broke, $counts,
# "failing/all", and $explorer_why, and returns the status.
explorer_search () {
	echo "scenario=$scenario design=$design consumer=$consumer $options bound=$2 -- kernel=$1 ${3:-}" \
		>"$scratch/words"
	explore_crashes=3
	search_all "$scratch/words"
	kit rows status broken failing schedules <"$scratch/words" >"$scratch/row"
	IFS='	' read -r explorer_status laws failing schedules <"$scratch/row"
	laws=${laws%\*}
	counts=$failing/$schedules
	explorer_why=$(search_why "$scratch/words" "$(cat "$scratch/words")")
	return "$explorer_status"
}

explorer_mutant () {
	explorer_list | awk -F '|' -v name="$1" '$1 == name' >"$scratch/line"
	IFS="|" read -r _ cell may _ <"$scratch/line"
	# shellcheck disable=SC2086
	explorer_cell $cell
	bare=$(flavour_kernel "$flavour")
	flavour_ready "$flavour"
	kernel_build "$test_kernel" --flavour "$flavour" --patch "$scripts/tests/bugs/$1.patch" ||
	die "it does not build"
	unlock
	found=
	for bound in 0 1 2
	do
		explorer_search "$test_kernel" "$bound"
		case $? in
		# a kernel that ends now and then lets no search with less come to its end
		"$PASS" | "$ERROR") continue ;;
		"$FAIL" | "$CRASH") found=$bound ;;
		esac
		break
	done
	what="mutant $1 is found with bound $found, $laws, $counts schedules"
	why=
	if test -z "$found"
	then
		result not-ok "mutant $1 is found" "status $explorer_status: $explorer_why"
		return
	fi
	test "$found" = "$takes" || why="declared for $takes preemptions; "
	for law in $(echo "$laws" | tr ',' ' ')
	do
		has_law "$(echo "$may" | tr ',' ' ')" "$law" || why="${why}declared for the laws $may; "
	done
	explorer_search "$bare" "$found" ||
	why="${why}without it, too: $laws $explorer_why; "
	test "$flavour" != weak || explorer_search "$test_kernel" "$found" delays=0 ||
	why="${why}with each access in its order, too: $laws"
	if test -z "$why"
	then
		result ok "$what"
	else
		result not-ok "$what" "$why"
	fi
}
