#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: test-explorer.sh [NAME]...	(or MUTANT="NAME...")
#
# Does make explore find bugs?  Each patch of scripts/tests/bugs takes one
# guarantee away; mutants.list there says which scenario shows it, on which
# design, and with how many preemptions.  For each of them, or for those that are
# named (07, or 07-flush-before-zap): build the kernel with the patch, explore
# with 0, 1 and 2 preemptions until a law breaks, and then the same with the
# kernel as it is, in which none may.
#
# One line a mutant.  The column "schedules" has how many break a law, and how
# many there are with that number of preemptions.  All of it goes to
# build/results/mutants.tsv, too.  The last line is the count.  Exit status 1
# when a mutant is missed, is found with another number of preemptions or for
# other laws than declared, or when a law breaks without it.
# With MINUTES=20 no mutant begins after that time; the others are skipped.
#
# Takes: MUTANT MINUTES

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/tests/lib.sh"

mutants=$scripts/tests/bugs
kernel=test-mutant
most=2
# for explore.sh they are defaults
unset EX SCENARIO DESIGN CONSUMER OPTIONS BOUND DELAYS REDUCE SHARD LIMIT CHANCE DEPTH SEED FIRST

# mutants_list: "NAME|SCENARIO DESIGN CONSUMER [KEY=VALUE]... BOUND|LAWS".
mutants_list () {
	sed 's/#.*//;s/[[:space:]]*|[[:space:]]*/|/g;s/[[:space:]]*$//;/^$/d' \
		"$mutants/mutants.list"
}

# cell_parts SCENARIO DESIGN CONSUMER [KEY=VALUE]... BOUND
cell_parts () {
	scenario=$1
	design=$2
	consumer=$3
	shift 3
	options=-
	while test $# -gt 1
	do
		options="${options#-} $1"
		shift
	done
	takes=$1
}

# wanted NAME: was it named, or none at all?
wanted () {
	test -n "$chosen" || return 0
	for wanted_name in $chosen
	do
		case $1 in
		"$wanted_name" | "$wanted_name"-*) return 0 ;;
		esac
	done
	return 1
}

# search KERNEL BOUND: explore the cell of the mutant; leaves $scratch/said,
# $laws (all that broke) and $counts ("failing/all"), returns the status.
search () {
	# shellcheck disable=SC2086
	AGAIN=1 CRASHES=3 "$scripts/explore.sh" -k "$1" -q scenario="$scenario" design="$design" \
		consumer="$consumer" bound="$2" ${options#-} \
		>"$scratch/said" 2>&1 </dev/null
	search_status=$?
	laws=$(sed -n 's/^breaks \([^ ]*\), in .*/\1/p' "$scratch/said" |
		tr ',' '\n' | sort -u | tr '\n' ',' | sed 's/,$//')
	laws=${laws:--}
	counts=$(awk '/^explored / {
		for (i = 3; i <= NF; i++)
			if ($i ~ /^failing/)
				print $(i - 1) "/" $2
		exit
	}' "$scratch/said")
	counts=${counts:--}
	return "$search_status"
}

# allowed LAWS: are all of them among those that the mutant may break?
allowed () {
	for allowed_law in $(printf '%s\n' "$1" | tr ',' ' ')
	do
		case ,$may, in
		*",$allowed_law,"*) ;;
		*) return 1 ;;
		esac
	done
	return 0
}

# judge: one mutant.  Sets $found (the bound), $laws, $counts; says in $why what
# is wrong, if anything.
judge () {
	found=-
	laws=-
	counts=-
	why=
	case $options in
	*delays=*) flavour=weak ;;
	*flavour=*)
		flavour=${options##*flavour=}
		flavour=${flavour%% *}
		options=$(printf '%s\n' "$options" | sed 's/ *flavour=[a-z]*//')
		options=${options:--}
		;;
	*) flavour=lab ;;
	esac
	bare=$(flavour_kernel "$flavour")
	if ! (kernel_build "$bare" &&
		kernel_build "$kernel" --flavour "$flavour" --patch "$mutants/$name.patch") \
		>"$scratch/build.log" 2>&1
	then
		why="it does not build: $(tail -n 1 "$scratch/build.log")"
		return
	fi
	for bound in $(seq 0 "$most")
	do
		search "$kernel" "$bound"
		case $? in
		"$PASS") continue ;;
		"$FAIL" | "$CRASH") found=$bound ;;
		*) why="with $bound preemptions: $(tail -n 1 "$scratch/said")" ;;
		esac
		break
	done
	test -z "$why" || return
	if test "$found" = -
	then
		why="missed with up to $most preemptions"
		return
	fi
	test "$found" = "$takes" ||
	why="declared for $takes preemptions"
	allowed "$laws" ||
	why="${why:+$why; }declared for the laws $may"
	found_laws=$laws
	found_counts=$counts
	search "$bare" "$found" ||
	why="${why:+$why; }without it, too: $laws $(tail -n 1 "$scratch/said")"
	if test "$flavour" = weak
	then
		ordered=$options
		options="$options delays=0"
		search "$kernel" "$found" ||
		why="${why:+$why; }with each access in its order, too: $laws"
		options=$ordered
	fi
	laws=$found_laws
	counts=$found_counts
}

time_limit
chosen="$* ${MUTANT:-}"
chosen=${chosen# }
scratch
for name in $chosen
do
	mutants_list | cut -d '|' -f 1 | grep -qx -- "$name\(-.*\)\{0,1\}" ||
	die "no mutant '$name'; there are: $(mutants_list | cut -d '|' -f 1 | tr '\n' ' ')"
done

kernel_build base || die "the kernel does not build"
unlock
guest_build
mkdir -p -- "$results" 2>/dev/null || unwritable "$build"
start=$(clock)
test_begin "$scratch/log"
tsv=$results/mutants.tsv
say mutant taken_away scenario design consumer options bound schedules laws \
	seconds verdict | tr ' ' '\t' >"$tsv"
row='%-29s %-62s %-14s %-8s %-8s %5s %9s  %-17s %7s  %s\n'
# shellcheck disable=SC2059
printf "$row" mutant "taken away" scenario design consumer \
	bound schedules laws seconds verdict
mutants_list >"$scratch/list"
while IFS='|' read -r name cell may <&3
do
	wanted "$name" || continue
	# shellcheck disable=SC2086
	cell_parts $cell
	subject=$(patch_message "$mutants/$name.patch" | sed 1q)
	since=$(clock)
	if time_is_over
	then
		found=- counts=- laws=- why='no time'
	else
		judge
	fi
	took=$(($(clock) - since))
	case $why in
	'') printf 'ok %s\n' "$name" ;;
	'no time') printf 'skip %s\n' "$name" ;;
	*) printf 'not-ok %s\n' "$name" ;;
	esac >>"$test_log"
	# shellcheck disable=SC2059
	printf "$row" "$name" "$subject" "$scenario" "$design" "$consumer" \
		"$found" "$counts" "$laws" "$took" "${why:-ok}"
	printf '%s\t' "$name" "$subject" "$scenario" "$design" "$consumer" \
		"${options# }" "$found" "$counts" "$laws" "$took" >>"$tsv"
	printf '%s\n' "${why:-ok}" >>"$tsv"
done 3<"$scratch/list"
rm -rf -- "${kernels:?}/$kernel" "$build"/explore/*."$kernel"*
say ""
say "took $(($(clock) - start)) s; the table is in ${tsv#"$top"/}"
test_end || exit "$FAIL"
