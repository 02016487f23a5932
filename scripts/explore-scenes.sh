#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-scenes.sh	(or SET=pairs, DESIGNS="NAME...", BOUND=1, MINUTES=10, SHARD=I/N,
#	SEED=, FINE=, AGAIN=1)
#
# Nobody has to have thought of it: all scenes of a set, each with every schedule of at most
# BOUND preemptions, under each design.
#
#	SET=list	those that have a name
#	SET=one		one actor: cheap
#	SET=core	each device with each change of its pages
#	SET=ops		each two operations on one device, and several mappings
#	SET=pairs	each pair of device, mapping, operation, operation is in one of them
#	SET=triples	the same for three of these
#	SET=small	every device, mapping and pair of operations
#	SET=two		one actor has two operations
#	SET=three	three actors
#	SET=FILE	a scene a line
#
# A scene ends with its first failure.  What breaks is what uml/scenes/expected.list says, each
# row with its reason; such a scene is searched again for all other laws.  Anything else is an
# alarm: its scene is made smaller until nothing can be left out, and shown; alarms that
# become one scene are one.
#
# What an earlier call knows is not searched again.  MINUTES=10 ends the call after that time,
# and the next one goes on.  SHARD=2/4 takes the second of four parts; SHARD=all/4 adds four
# parts up, which may come from other machines: see docs/scenes.md.
#
# Exit status: 0 when nothing breaks but what is expected, 1 when something else does, 2 when
# not all was searched.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/scenes.sh"

test $# -eq 0 || usage
time_limit
set_name=${SET:-pairs}
bound=${BOUND:-1}
shard=${SHARD:-1/1}
fine=${FINE:-0}
case $bound in
[0-3]) ;;
*) die "BOUND is 0 to 3 here, not '$bound'" ;;
esac
case $fine in
[0-2]) ;;
*) die "FINE is 0 to 2, not '$fine'" ;;
esac
case $shard in
all/*[!0-9]* | *[!0-9/al]* | */*/* | */ | /*) die "SHARD is I/N, or all/N, not '$shard'" ;;
*/*) ;;
*) die "SHARD is I/N, or all/N, not '$shard'" ;;
esac
kernel_build base || die "the kernel does not build"
unlock
guest_build
scratch
kit_names designs
designs=${DESIGNS:-v18 upstream v10}
for design in $designs
do
	case " $names " in
	*" $design "*) ;;
	*) die "no design '$design'; there are: $names" ;;
	esac
done

# ---- which scenes ----------------------------------------------------------------

# set_scenes: the scenes of the set, a line each, as they are written.
set_scenes () {
	case $set_name in
	*/* | *.*)
		test -r "$set_name" || die "cannot read $set_name (cure: SET=pairs, or a file of scenes)"
		while IFS= read -r set_line
		do
			case $set_line in
			'' | '#'*) continue ;;
			esac
			"$host/scenes" plain "$set_line" || exit "$ERROR"
		done <"$set_name"
		;;
	list)
		sed -n 's/^	//p' "$uml/scenes/scenes.list" | grep '|'
		;;
	*)
		if test -n "${SEED:-}"
		then
			"$host/scenes" list "$uml/scenes/alphabet.list" "$set_name" "$SEED"
		else
			scenes_set "$set_name"
		fi
		;;
	esac
}

(set_scenes) >"$scratch/all" || exit "$ERROR"
case $shard in
1/1 | all/*) cat -- "$scratch/all" ;;
*) "$host/scenes" shard "${shard%/*}" "${shard#*/}" <"$scratch/all" ;;
esac >"$scratch/part" || exit "$ERROR"
scenes_word <"$scratch/part" | sed "s/^/$bound /" >"$scratch/list"
test -s "$scratch/list" || die "this part of the set has no scene"

# ---- what is known ----------------------------------------------------------------

rows_name=$(printf '%s' "${set_name##*/}" | tr -c 'A-Za-z0-9_.-' -)
key=$(cat -- "$kernels/base/key" && cksum <"$guest_dir/scenario") || die "nothing is built"

# rows_at DESIGN PART [WORD]: $rows is the file of these rows.
rows_at () {
	rows_dir=$build/scenes/$rows_name.$1.bound-$bound$(test "$fine" = 0 || echo ".fine-$fine")${SEED:+.$SEED}
	rows=$rows_dir/rows-$(printf '%s' "$2" | tr / -)${3:+.$3}
}

# rows_of DESIGN PART [WORD]: the same, and it is kept as long as kernel and guest are the same.
rows_of () {
	rows_at "$@"
	mkdir -p -- "$rows_dir" || unwritable "$build"
	test -z "${AGAIN:-}" && test "$(cat -- "$rows.key" 2>/dev/null)" = "$key" || {
		: >"$rows" && printf '%s\n' "$key" >"$rows.key" || unwritable "$build"
	}
}

# rows_all DESIGN: the rows of this part, or of all parts, in $scratch/rows.
rows_all () {
	: >"$scratch/rows"
	case $shard in
	all/*)
		for part in $(seq 1 "${shard#all/}")
		do
			rows_at "$1" "$part/${shard#all/}"
			test -f "$rows" || die "part $part of ${shard#all/} is not there: $rows"
			cat -- "$rows" >>"$scratch/rows"
		done
		;;
	*)
		rows_of "$1" "$shard"
		scenes_search "$kernels/base/linux" "$rows" "$scratch/list" \
			"design=$1" explore=1 first=1 limit=3000 "fine=$fine"
		cat -- "$rows" >"$scratch/rows"
		;;
	esac
	# rows of scenes that the set does not have any more do not count
	awk 'NR == FNR { has[$2 " " $1]; next }
	{ split($0, field, "\t"); if ((field[1] " " field[2]) in has) print }' \
		"$scratch/list" "$scratch/rows" >"$scratch/rows.new" &&
	mv -f -- "$scratch/rows.new" "$scratch/rows"
}

# ---- what is expected ----------------------------------------------------------------

expected=$uml/scenes/expected.list
: >"$scratch/used"

# sort_rows DESIGN ROWS COVERED: those of the file ROWS that break something go behind the file
# COVERED where that is expected, and behind $scratch/alarms else.
sort_rows () {
	awk -F '\t' '$5 != "-"' "$2" >"$scratch/broken"
	while IFS= read -r sort_row
	do
		IFS='	' read -r sort_scene _ _ _ sort_kinds _ <<-END
			$sort_row
		END
		sort_to=$scratch/alarms
		! "$host/scenes" judge "$expected" "$1" "$sort_kinds" "$sort_scene" >>"$scratch/used" ||
		sort_to=$3
		printf '%s\n' "$sort_row" >>"$sort_to"
	done <"$scratch/broken"
}

# The laws that KINDS leave: a known law hides no second one.
other_laws () {
	printf '%s\n' "$1" | awk '{
		for (law = 1; law <= 10; law++)
			if ((";" $0 ";") !~ ("[,;]L" law "[,;]"))
				laws = laws (laws == "" ? "" : ",") "L" law
		print laws
	}'
}

# search_others DESIGN: the scenes that are covered once more, for the other laws.
search_others () {
	cut -f 5 "$scratch/covered" | sort -u >"$scratch/groups"
	while IFS= read -r others_kinds
	do
		case $others_kinds in
		*L[0-9]*) ;;
		*) continue ;;
		esac
		others_laws=$(other_laws "$others_kinds")
		awk -F '\t' -v kinds="$others_kinds" '$5 == kinds { print $2, $1 }' "$scratch/covered" \
			>"$scratch/others"
		rows_of "$1" "$shard" "$(printf '%s' "$others_kinds" | tr ',;' '--')"
		scenes_search "$kernels/base/linux" "$rows" "$scratch/others" \
			"design=$1" explore=1 first=1 limit=3000 "fine=$fine" "laws=$others_laws"
		sort_rows "$1" "$rows" /dev/null
	done <"$scratch/groups"
}

# ---- the table ------------------------------------------------------------------------

start=$(clock)
status=$PASS
say "$(grep -c . "$scratch/list") scenes of the set $set_name, at most $bound preemption$(test "$bound" -eq 1 || echo s)"
printf '\n%-12s %8s %10s %8s %8s %8s %8s\n' design scenes schedules expected idle cut alarms
for design in $designs
do
	rows_all "$design"
	: >"$scratch/alarms"
	: >"$scratch/covered"
	sort_rows "$design" "$scratch/rows" "$scratch/covered"
	test "${shard%%/*}" = all || search_others "$design"
	missing=$(($(grep -c . "$scratch/list") - $(grep -c . "$scratch/rows")))
	errors=$(awk -F '\t' '$7 ~ /^error/' "$scratch/rows" | grep -c .)
	awk -F '\t' -v design="$design" -v covered="$(grep -c . "$scratch/covered")" \
		-v alarms="$(grep -c . "$scratch/alarms")" '
	{ n++; schedules += $3 }
	$7 == "all" && $5 == "-" && $8 != "-" { idle++ }
	$7 == "some" && $5 == "-" { cut++ }
	END { printf "%-12s %8d %10d %8d %8d %8d %8d\n", design, n, schedules, covered, idle, cut, alarms }' \
		"$scratch/rows"
	test "$missing" -eq 0 && test "$errors" -eq 0 || {
		say "    not searched: $missing; in error: $errors$(awk -F '\t' '$7 ~ /^error/ { print ", as " $1 ": " substr($7, 7); exit }' "$scratch/rows")"
		test "$status" -eq "$FAIL" || status=$ERROR
	}
	sed "s/^/$design	/" "$scratch/alarms" >>"$scratch/all-alarms"
done
say ""
say "$(($(clock) - start)) s; the rows are in build/scenes/$rows_name.*"
# Where all scenes of a large set were searched under all designs, each row has a scene.
case $status.$shard.$set_name in
"$PASS.1/1.pairs" | "$PASS.1/1.triples" | "$PASS.1/1.small")
	test "$designs" != "$names" || test "$bound" -eq 0 ||
	awk '/^[^#]/ { print FNR }' "$expected" | grep -vxF -f "$scratch/used" |
	while read -r unused
	do
		say "uml/scenes/expected.list:$unused: no scene needs this row (cure: take it out)"
	done >"$scratch/unused"
	test ! -s "$scratch/unused" || {
		cat -- "$scratch/unused"
		status=$FAIL
	}
	;;
esac
test -s "$scratch/all-alarms" || {
	test "$status" -ne "$PASS" || say "nothing breaks but what uml/scenes/expected.list expects"
	exit "$status"
}

# ---- alarms -----------------------------------------------------------------------------

unset KIT_UNTIL
shown=0
: >"$scratch/seen"
while IFS='	' read -r alarm_design alarm_scene alarm_bound _ _ alarm_kinds alarm_schedule _
do
	test "$shown" -lt 12 || break
	scenes_smallest "$kernels/base/linux" "$alarm_bound" "$alarm_kinds" "$alarm_scene" \
		"$alarm_schedule" "design=$alarm_design" explore=1 first=1 limit=3000 "fine=$fine"
	grep -qxF "$alarm_design $alarm_kinds $smallest" "$scratch/seen" && continue
	printf '%s\n' "$alarm_design $alarm_kinds $smallest" >>"$scratch/seen"
	shown=$((shown + 1))
	say ""
	say "${bold}$alarm_kinds$plain under $alarm_design: $(scenes_plain "$smallest")"
	say "    make replay SCENE='$(scenes_plain "$smallest")' DESIGN=$alarm_design$(test "$fine" = 0 || echo " OPTIONS=fine=$fine") SCHEDULE='$smallest_schedule'"
done <"$scratch/all-alarms"
say ""
say "$(grep -c . "$scratch/all-alarms") alarms$(test "$shown" -lt 12 || echo ", of which twelve are shown")"
exit "$FAIL"
