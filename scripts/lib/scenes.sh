# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# Many scenes, some hundred in a boot.  A file of rows keeps what is known, a line a scene,
# with tabs between:
#
#	SCENE BOUND SCHEDULES FAILING KINDS SCHEDULE HOW IDLE
#
# SCENE is one word.  KINDS are "L1,L2;L1", "-" for none; SCHEDULE is of the first of them.
# HOW is "all"; "some", where a limit ended it, the first failure, or the kernel, which was
# not to be trusted any more; "apart", where the first schedule did not come to what was
# changed; "error WHY".  IDLE says which operation never did what it
# says, "-" for none.
#
# Sourced after lib.sh.

test -z "${lib_scenes:-}" || return 0
lib_scenes=1
. "$scripts/lib/explore.sh"

scenes_size=100	# scenes that a job takes at a time
# shellcheck disable=SC2086
host_program scenes uml/host/scenes.c uml/host/enumerate.c uml/host/smaller.c \
	uml/host/expected.c $host_shared

# scenes_boot KERNEL DIR LIST WORD...: the scenes of LIST, "NUMBER BOUND SCENE", as far as
# one boot comes; what it has said is in DIR.
scenes_boot () {
	scenes_kernel=$1
	scenes_dir=$2
	scenes_list=$3
	shift 3
	mkdir -p -- "$scenes_dir" || unwritable "$build"
	find_gen
	{
		printf 'file /scenes %s 0644 0 0\n' "$scenes_list"
		test -z "${covered_through:-}" ||
		printf 'file /through %s 0644 0 0\n' "$covered_through"
	} >"$scenes_dir/list" &&
	"$guest_gen" -t 0 "$scenes_dir/list" >"$scenes_dir/more" &&
	cat -- "$guest_dir/initramfs.cpio" "$scenes_dir/more" >"$scenes_dir/initrd" ||
	unwritable "$build"
	scenes_cpio=$cpio
	cpio=$scenes_dir/initrd
	boot "$scenes_kernel" "$scenes_dir" scenario many "$@" </dev/null
	cpio=$scenes_cpio
	rm -f -- "$scenes_dir/initrd" "$scenes_dir/more"
	verdict "$scenes_dir"
}

# scenes_rows LIST DIR HOW: the rows of what that boot has said; HOW the kernel has ended,
# "" if it did not.
scenes_rows () {
	awk -v ended="$3" '
	FNR == NR { bound[$1] = $2; scene[$1] = $3; next }
	function row() {
		if (number == "")
			return
		printf "%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", scene[number], bound[number],
		       schedules, failing, kinds == "" ? "-" : kinds,
		       schedule == "" ? "-" : schedule, how, idle == "" ? "-" : idle
		number = ""
	}
	$2 == "scene" {
		number = $3
		schedules = failing = 0
		kinds = schedule = idle = ""
		how = "error it has no end"
	}
	$2 == "explored" { schedules = $3; failing = $4; how = $NF }
	$2 == "found" {
		if (kinds == "" && NF > 6) {
			schedule = $7
			for (i = 8; i < NF; i++)
				schedule = schedule " " $i
		}
		kinds = kinds (kinds == "" ? "" : ";") $3
	}
	$2 == "idle" { sub(/^# idle /, ""); idle = idle (idle == "" ? "" : "; ") $0 }
	$2 == "error" && how !~ /^error [^i]/ { sub(/^# error /, ""); how = "error " $0 }
	$2 == "scene-end" { row() }
	END {
		if (number != "" && ended != "") {
			schedules++
			failing++
			kinds = ended
			how = "some"
		}
		row()
	}' "$1" "$2/result"
}

# scenes_chunk NUMBER "KERNEL ROWS LIST WORD...": for in_parallel: the scenes of LIST that
# have no row yet, boot after boot; the rows go behind ROWS, each at once.
scenes_chunk () {
	chunk=$scratch/chunk.$1
	# shellcheck disable=SC2086
	set -- $2
	chunk_kernel=$1 chunk_rows=$2 chunk_list=$3
	shift 3
	while ! time_is_over
	do
		cut -f 1,2 <"$chunk_rows" | awk 'known { has[$2 " " $1]; next } !(($2 " " $3) in has)' \
			known=1 - known= "$chunk_list" >"$chunk.todo"
		test -s "$chunk.todo" || break
		rm -rf -- "$chunk"
		scenes_boot "$chunk_kernel" "$chunk" "$chunk.todo" "$@"
		case $verdict in
		"$CRASH") chunk_ended=crash ;;
		"$HANG") chunk_ended=hang ;;
		*) chunk_ended= ;;
		esac
		scenes_rows "$chunk.todo" "$chunk" "$chunk_ended" >"$chunk.rows"
		test -s "$chunk.rows" || {
			warn "a boot has searched nothing: $(said error "$chunk" | head -n 1)$verdict_why"
			break
		}
		cat -- "$chunk.rows" >>"$chunk_rows"	# one write, so no lock
	done
	rm -rf -- "$chunk"
}

# scenes_search KERNEL ROWS LIST WORD...: the scenes of LIST, "BOUND SCENE", that have no row
# in ROWS, with the options WORDs, as many at a time as there are processors.
scenes_search () {
	search_kernel=$1 search_rows=$2 search_list=$3
	shift 3
	test -f "$search_rows" || : >"$search_rows" || unwritable "$build"
	search_parts=$scratch/parts
	rm -rf -- "$search_parts"
	mkdir -p -- "$search_parts" || unwritable "$build"
	# each job has some, where there are few
	awk -v size="$scenes_size" -v jobs="$(njobs)" -v at="$search_parts/" '
	{ line[NR] = NR " " $0 }
	END {
		if (NR < size * jobs)
			size = int((NR + jobs - 1) / jobs)
		for (i = 1; i <= NR; i++)
			print line[i] >(at int((i - 1) / size))
	}' "$search_list"
	search_part=0
	while test -f "$search_parts/$search_part"
	do
		printf '%s %s %s %s\n' "$search_kernel" "$search_rows" "$search_parts/$search_part" "$*"
		search_part=$((search_part + 1))
	done >"$scratch/chunks"
	in_parallel scenes_chunk "$scratch/chunks"
}

# scenes_word: lines of scenes on stdin, each as one word.
scenes_word () {
	sed 's/ *| */:/g;s/, /,/g;s/ /_/g'
}

# scenes_plain SCENE: as a person writes it; a name is a name.
scenes_plain () {
	case $1 in
	*:*) "$host/scenes" plain "$1" ;;
	*) printf '%s\n' "$1" ;;
	esac
}

# scenes_smallest KERNEL BOUND KINDS SCENE SCHEDULE WORD...: the scene of which nothing can be
# left out, $smallest, and its schedule.
# shellcheck disable=SC2034
scenes_smallest () {
	smallest_kernel=$1 smallest_bound=$2 smallest_kind=${3%%;*} smallest=$4
	smallest_schedule=$5
	shift 5
	while test "${smallest#*:}" != "$smallest"
	do
		"$host/scenes" smaller "$smallest" | scenes_word | sed "s/^/$smallest_bound /" \
			>"$scratch/smaller"
		test -s "$scratch/smaller" || break
		rm -f -- "$scratch/smaller.rows"
		scenes_search "$smallest_kernel" "$scratch/smaller.rows" "$scratch/smaller" "$@"
		smallest_row=$(awk -F '\t' -v kind="$smallest_kind" '
		FNR == NR { split($5, k, ";"); if (k[1] == kind) broken[$1] = $1 "\t" $6; next }
		{ split($0, field, " "); if (field[2] in broken) { print broken[field[2]]; exit } }' \
			"$scratch/smaller.rows" "$scratch/smaller")
		test -n "$smallest_row" || break
		smallest=${smallest_row%%	*}
		smallest_schedule=${smallest_row#*	}
	done
}

# scenes_set NAME: the scenes of that set; made once, because it takes seconds.
scenes_set () {
	set_file=$build/scenes/$1.list
	if test ! -s "$set_file" ||
		test -n "$(find "$host/scenes" "$uml/scenes/alphabet.list" -newer "$set_file")"
	then
		mkdir -p -- "$build/scenes" &&
		"$host/scenes" list "$uml/scenes/alphabet.list" "$1" >"$set_file.$$" &&
		mv -f -- "$set_file.$$" "$set_file" || unwritable "$build"
	fi
	cat -- "$set_file"
}

# ---- what a change is judged by ------------------------------------------------------

# scenes_of_design DESIGN...: of the lines on stdin, as words, those that are for them.  What EMM
# leaves behind where a subscriber refuses is no fault of a driver.
scenes_of_design () {
	if test $# -gt 1
	then
		grep -v '^[^|]*+trylock' | scenes_word
	else
		grep -v '^[^|]*+\(pin\|slots\|big\|cache\|seqcount\|two-sided\|late\|gru\|flush-at-end\)' | scenes_word
	fi
}

# scenes_plan DESIGN...: the scenes for a change of the kit, best first: "DESIGN FINE BOUND
# SCENE".  Most of what is wrong shows where nobody is interrupted, so each device with each
# change of its pages comes first, without a preemption; then each part of the driver against
# what disturbs it most, a few of these with the accesses of the changed files as points; then
# the same devices with a preemption, and the pairs.  What begins all processes anew for each
# schedule takes ten times as long, so with a preemption it comes last.  For a design the sorts
# of device do not matter, their number does.
scenes_plan () {
	scenes_set core | scenes_of_design "$@" >"$scratch/core"
	scenes_set first | scenes_of_design "$@" >"$scratch/first"
	scenes_set pairs | scenes_word >"$scratch/pairs"
	{
		head -n 700 "$scratch/core" | sed 's/^/0 0 /'
		test $# -gt 1 ||
		printf '0 2 %s\n' core-register-range core-two-ranges core-unregister-range
		sed 's/^/0 1 /' "$scratch/first"
		sed 's/^/2 1 /;5q' "$scratch/first"
		sed -n '2s/^/2 3 /p' "$scratch/first"
		cat -- "$scratch/core" "$scratch/pairs" | grep -v '_exit\|_fork' | sed 's/^/0 1 /'
		cat -- "$scratch/core" "$scratch/pairs" | grep '_exit\|_fork' | sed 's/^/0 1 /'
	} |
	awk -v designs="$*" -v slice="$scenes_slice" '
	BEGIN { n = split(designs, design, " ") }
	{
		if ($1 $2 != last)
			at = 0
		last = $1 $2
		nr = int(at / slice) % n + 1
		at++
		print design[nr], $0
	}'
}

# scenes_judge KERNEL BUDGET DESIGN...: search the plan until so many schedules are tried, or
# something breaks that does not break the same scene on the kit's own kernel.  A scene whose
# first schedule does not come to the changed functions is put off: it is searched where the
# others are not enough.  Leaves the counts in $judge_scenes, $judge_schedules, and in
# $judge_words what is to be searched again to see it, "" where nothing broke.
scenes_slice=60
scenes_judge () {
	judge_kernel=$kernels/$1/linux
	judge_budget=$2
	shift 2
	judge_scenes=0 judge_schedules=0 judge_words=
	scenes_plan "$@" >"$scratch/plan"
	: >"$scratch/apart"
	judge_through=
	test -z "${covered_through:-}" || judge_through=through=1
	judge_plan || test -z "$judge_through" || {
		judge_through=
		mv -- "$scratch/apart" "$scratch/plan"
		judge_plan
	}
	rm -rf -- "$scratch"/slice.*
}

# judge_plan: the scenes of $scratch/plan, a slice at a time; returns 1 where they all were
# searched and there is budget left.  Those that are put off are in $scratch/apart.
judge_plan () {
	rm -rf -- "$scratch"/slice.*
	awk -v slice="$scenes_slice" -v at="$scratch/slice." '
	{
		key = $1 " " $2 " " $3
		if (key != last || n == slice) {
			nr++
			n = 0
			print key >(at "keys")
		}
		last = key
		n++
		print $3, $4 >(at nr)
	}' "$scratch/plan"
	judge_nr=0
	test -s "$scratch/plan" || return 1
	while read -r judge_design judge_fine judge_bound
	do
		test "$judge_schedules" -lt "$judge_budget" || return 0
		judge_nr=$((judge_nr + 1))
		judge_slice=$scratch/slice.$judge_nr
		test -z "$judge_through" || judge_put_off
		test -s "$judge_slice" || continue
		judge_search "$judge_kernel" "$scratch/judge.rows" "$judge_slice" \
			first=1 "limit=$(judge_limit)" ${judge_through:+"$judge_through"}
		# without a kernel, or without time, the next will have none either
		test -s "$scratch/judge.rows" || return 0
		awk -F '\t' -v judged_by="$judge_design $judge_fine" -v apart="$scratch/apart" '
		$7 == "apart" { print judged_by, $2, $1 >>apart; next }
		{ scenes++; schedules += $3 }
		END { print scenes + 0, schedules + 0 }' "$scratch/judge.rows" >"$scratch/judge.sum"
		read -r judge_more_scenes judge_more <"$scratch/judge.sum"
		judge_scenes=$((judge_scenes + judge_more_scenes))
		judge_schedules=$((judge_schedules + judge_more))
		! judge_failing || return 0
		judge_tell
	done <"$scratch/slice.keys"
	return 1
}

# judge_search KERNEL ROWS LIST WORD...: the scenes of LIST anew, as those of this slice are.
judge_search () {
	rm -f -- "$2"
	scenes_search "$@" "design=$judge_design" explore=1 "fine=$judge_fine"
}

# judge_limit: schedules of one scene at most, so that many have their turn.
judge_limit () {
	case $judge_fine,$judge_bound in
	*,[23]) echo 4000 ;;
	2,*) echo 1000 ;;
	*) echo 300 ;;
	esac
}

# judge_put_off: what was put off with another bound is not tried with that of this slice.
judge_put_off () {
	: >"$judge_slice.new"
	awk -v key="$judge_design $judge_fine " -v bound="$judge_bound" -v left="$judge_slice.new" '
	known { if (index($0, key) == 1) apart[$4]; next }
	$2 in apart { print key bound, $2; next }
	{ print >left }' known=1 "$scratch/apart" known= "$judge_slice" >"$scratch/put-off"
	cat -- "$scratch/put-off" >>"$scratch/apart"
	mv -f -- "$judge_slice.new" "$judge_slice"
}

# judge_tell: how far it is, every few seconds, where $judge_said is the time when something was
# said last.
judge_tell () {
	test -n "${judge_said:-}" && test $(($(clock) - judge_said)) -ge 5 || return 0
	judge_said=$(clock)
	say "  $judge_schedules of $judge_budget schedules, $judge_scenes scenes"
}

# judge_failing: does one of the rows of this slice break what the kit's kernel holds?
judge_failing () {
	awk -F '\t' 'known { if ($5 != "-") row[$1] = $0; next }
	{ split($0, field, " "); if (field[2] in row) print row[field[2]] }' \
		known=1 "$scratch/judge.rows" known= "$judge_slice" >"$scratch/judge.broken"
	test -s "$scratch/judge.broken" || return 1
	awk -F '\t' '{ print $2, $1 }' "$scratch/judge.broken" >"$scratch/judge.again"
	# as deep as the change was searched, and deeper
	judge_search "$kernels/base/linux" "$scratch/judge.base" "$scratch/judge.again" limit=8000
	awk -F '\t' '
	known { base[$1] = ";" $5 ";"; next }
	{
		split($5, kind, ";")
		if (index(base[$1], ";" kind[1] ";") == 0)
			print
	}' known=1 "$scratch/judge.base" known= "$scratch/judge.broken" >"$scratch/judge.first"
	while IFS='	' read -r judge_scene _ _ _ judge_kinds judge_schedule _
	do
		judge_deeper || {
			judge_show
			return 0
		}
	done <"$scratch/judge.first"
	return 1
}

# judge_deeper: does the kit's kernel break the same with a preemption more?  A change may need
# one less for what is not its own.
judge_deeper () {
	printf '%s\n' "$((judge_bound + 1)) $judge_scene" >"$scratch/judge.again"
	judge_search "$kernels/base/linux" "$scratch/judge.base" "$scratch/judge.again" limit=16000
	cut -f 5 "$scratch/judge.base" | tr ';' '\n' | grep -qxF "${judge_kinds%%;*}"
}

# judge_show: the scene of which nothing can be left out, in $judge_words.
judge_show () {
	scenes_smallest "$judge_kernel" "$judge_bound" "$judge_kinds" "$judge_scene" \
		"$judge_schedule" "design=$judge_design" explore=1 first=1 limit=4000 "fine=$judge_fine"
	judge_whole=$judge_scene
	judge_scene=$smallest
	! judge_deeper || smallest=$judge_whole
	judge_words="scenario=$smallest design=$judge_design bound=$judge_bound first=1"
	test "$judge_fine" -eq 0 || judge_words="$judge_words fine=$judge_fine"
}

# scenes_designs FILE...: the designs under which a change of these files is judged.
scenes_designs () {
	kit_names designs
	for designs_file
	do
		designs_file=${designs_file##*/}
		case " $names " in
		*" ${designs_file%.c} "*) printf '%s\n' "${designs_file%.c}" && return ;;
		esac
	done
	echo v18 upstream v10 emm_v3
}
