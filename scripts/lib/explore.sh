# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# A cell: one scenario under one design, searched to a bound.  uml/host/cell.h says what
# is known of it, in build/explore/NAME/cell; beside that file there are
#
#	state	what is left to do, when the search is not at its end
#	N/	finding number N, replayed from a fresh boot
#	run/	the boot that is under way, or was interrupted
#
# Sourced after lib.sh.

test -z "${lib_explore:-}" || return 0
lib_explore=1
. "$scripts/lib/exercise.sh"

explored=${KIT_EXPLORED:-$build/explore}
explore_careful=64	# schedules after a crash whose steps are said beforehand
explore_crashes=${CRASHES:-200}	# after so many a call of the search ends
explore_portion=20000	# schedules before the clock is looked at, where time is short
host_shared="uml/host/die.c uml/scenes/words.c uml/scenes/settle.c uml/scenes/text.c uml/guest/near.c"
# shellcheck disable=SC2086
host_program kit uml/host/kit.c uml/host/cell.c uml/search/fields.c $host_shared

# kit COMMAND ...: uml/host/kit.c; what the verb was given is its environment.
kit () (
	for kit_name in $door_takes
	do
		export "${kit_name?}"
	done
	exec "$host/kit" "$build" "$explored" "$uml" "$@"
)

# cell_take WORD...: the cell that these words name, as kit cell reads them.
cell_take () {
	cell_all=$(kit cell "$@" 2>&1) || die "$cell_all"
	cell_words=$*
	cell=$(cell_is name)
	cell_dir=$explored/$cell
}

# cell_is FIELD: what kit cell says of it.
cell_is () {
	cell_rest="
$cell_all"
	cell_rest=${cell_rest#*"
$1 "}
	printf '%s\n' "${cell_rest%%"
"*}"
}

# cell_of FIELD...: what is known of the cell, with tabs between.
cell_of () {
	kit get "$@" "$cell"
}

# cell_prepare WORD...: the same as cell_take, and its kernel and the guest are built.
cell_prepare () {
	cell_take "$@"
	cell_kernel=$(cell_is kernel)
	case $cell_kernel in
	base | weak | kvm) kernel_build "$cell_kernel" || die "the kernel does not build" ;;
	esac
	unlock
	cell_kernel=$kernels/$cell_kernel/linux
	test -x "$cell_kernel" || die "there is no kernel '$(cell_is kernel)' in $kernels"
	guest_build
	scratch
	# only the guest knows which consumer a scenario has
	cell_take "$@"
}

# cell_open: begin, or go on where an earlier call of the same search has stopped.
cell_open () {
	mkdir -p -- "$explored" || unwritable "$build"
	exec 7>"$explored/$cell.lock" || unwritable "$build"
	flock -n 7 || die "another call is searching $cell (cure: wait for it)"
	cell_known=$(cell_is known)
	case $cell_known${AGAIN:-} in
	open | done) ;;
	*)
		test "$cell_known${AGAIN:-}${quiet:-}" != stale || test ! -f "$cell_dir/state" ||
		warn "$cell: the state of an earlier call is of another kernel or another scenario; beginning again"
		rm -rf -- "$cell_dir"
		cell_known=new
		# shellcheck disable=SC2086
		kit open $cell_words || unwritable "$build"
		;;
	esac
	cell_keep
}

# cell_keep: the last whole state that a boot has said becomes the state.
cell_keep () {
	kit keep "$cell_dir" && rm -rf -- "$cell_dir/run" || unwritable "$build"
}

# The root file system with the state in it.
cell_initrd () {
	mkdir -p -- "$cell_dir/run" || unwritable "$build"
	cell_cpio=$cell_dir/run/initrd
	if test -f "$cell_dir/state"
	then
		printf 'file /explore.state %s 0644 0 0\n' "$cell_dir/state" \
			>"$cell_dir/run/list"
		find_gen
		"$guest_gen" -t 0 "$cell_dir/run/list" >"$cell_dir/run/more" &&
		cat -- "$guest_dir/initramfs.cpio" "$cell_dir/run/more" >"$cell_cpio"
	else
		cp -- "$guest_dir/initramfs.cpio" "$cell_cpio"
	fi || unwritable "$build"
}

# cell_watch: say how far the search is, until $cell_dir/run is over.
cell_watch () {
	watch_last=0 watch_first='' watch_began=$(clock)
	while kill -0 "$$" 2>/dev/null && test ! -f "$cell_dir/run/over"
	do
		sleep 0.2
		watch_now=$(clock)
		watch_line=$(tail -c 8192 -- "$cell_dir/run/result" 2>/dev/null |
			sed -n 's/^# progress //p' | tail -n 1)
		test -n "$watch_line" || continue
		watch_first=${watch_first:-${watch_line%% *}}
		if test ! -t 1 && test $((watch_now - watch_last)) -lt 10
		then
			continue
		fi
		watch_last=$watch_now
		printf '%s\n' "$watch_line" | awk -v first="$watch_first" \
			-v sec=$((watch_now - watch_began)) '{
			rate = sec ? ($1 - first) / sec : 0
			left = $4 > 0 ? $1 / $4 - $1 : 0
			line = sprintf("%d schedules, %d failing, depth %d, about %d to go", $1, $2, $3, left)
			if (rate > 0)
				line = line sprintf(" (%d a second, %d s)", rate, left / rate)
			print line
		}' | if test -t 1
		then
			awk '{ printf "\r%-78.78s", $0; fflush() }'
		else
			sed 's/^/  /'
		fi
	done
	if test -t 1 && test "$watch_last" -ne 0
	then
		printf '\r%-78s\r' ""
	fi
}

# cell_boot WORD...: one boot of the search, or of what only tells what is known of it.
cell_boot () {
	cell_initrd
	cell_saved=$cpio
	cpio=$cell_cpio
	cell_watcher=
	test -n "${quiet:-}" || {
		cell_watch 7>&- &
		cell_watcher=$!
	}
	# shellcheck disable=SC2046
	boot "$cell_kernel" "$cell_dir/run" scenario $(cell_is search) "$@" 7>&-
	cpio=$cell_saved
	: >"$cell_dir/run/over"
	test -z "$cell_watcher" || wait "$cell_watcher"
	rm -f -- "$cell_cpio" "$cell_dir/run/more"
	verdict "$cell_dir/run"
}

# said WORD [RUNDIR]: what follows "# WORD" on the result channel.
said () {
	test ! -f "${2:-$cell_dir/run}/result" ||
	sed -n "s/^# $1 *//p" "${2:-$cell_dir/run}/result"
}

# cell_search: to the end, to the limit, or until too many kernels have ended.
# Boots as often as it takes.  Leaves what the last boot has said in
# $cell_dir/run/result.
cell_search () {
	search_careful=0
	search_crashes=0
	search_vain=0
	while :
	do
		cell_boot "careful=$search_careful"
		test -z "$(said error)" || die "$cell: $(said error | head -n 1)"
		test -z "$(said explored)" || return 0
		if said restart | grep -q .
		then
			search_careful=0
			search_crashes=$((search_crashes + 1))
			cell_keep
			test "$search_crashes" -lt "$explore_crashes" && continue
			return 1
		fi
		case $verdict in
		"$CRASH") search_how=crash ;;
		"$HANG") search_how=hang ;;
		*) die "$cell: $(verdict_word "$verdict"): $verdict_why" ;;
		esac
		kit ended "$cell_dir/run/result" "$search_how" >"$scratch/ended"
		search_known=$?
		if test "$search_careful" -ne 0 && test -z "$(said ck)"
		then
			# every boot begins with this walk, so this is all there is
			mv -f -- "$scratch/ended" "$cell_dir/state"
			return 1
		elif test "$search_careful" -ne 0 && test "$search_known" -eq 0
		then
			cell_keep
			cat -- "$scratch/ended" >>"$cell_dir/state"
			search_crashes=$((search_crashes + 1))
			test "$search_crashes" -lt "$explore_crashes" || return 1
		else
			cell_keep
			search_vain=$((search_vain + 1))
			test "$search_vain" -lt "$explore_crashes" || return 1
		fi
		search_careful=$explore_careful
	done
}

# cell_run RUNDIR [SCHEDULE]: one run, by that schedule or that of the scenario.
cell_run () {
	# shellcheck disable=SC2046
	boot "$cell_kernel" "$1" scenario $(cell_is run) ${2:+"schedule=$2"} </dev/null 7>&-
	verdict "$1"
}

# cell_store MS: what the last boot has told.  Where that had no last word, another one
# tells what the state means.
cell_store () {
	if test -z "$(said explored)"
	then
		cell_keep
		cell_boot tell=1
		test -n "$(said explored)" ||
		die "$cell: the guest cannot read the state of this search: $(said error | head -n 1)$verdict_why"
	fi
	store_report=
	test "$verdict" -ne "$CRASH" || store_report=report
	kit store "$cell" "$1" $store_report <"$cell_dir/run/result" || exit "$ERROR"
	cell_keep
}

# cell_once: no search: the scenario by its own schedule, once.  Its run is $cell_dir/1.
cell_once () {
	once_start=$(clock_ms)
	cell_run "$cell_dir/1"
	test "$verdict" -ne "$ERROR" || {
		once_why=$(said error "$cell_dir/1" | head -n 1)
		rm -rf -- "$cell_dir/1"
		die "$cell: ${once_why:-$verdict_why}"
	}
	once_kind=$(broken_laws "$cell_dir/1" | cut -f 1 | sort -u | tr '\n' ',' | sed 's/,$//')
	case $verdict in
	"$FAIL") once_kind=${once_kind:-check} ;;
	"$CRASH") once_kind=${once_kind:+$once_kind,}report ;;
	"$HANG") once_kind=${once_kind:+$once_kind,}hang ;;
	esac
	once_failing=0
	test "$verdict" -eq "$PASS" || once_failing=1
	{
		say "# explored 1 $once_failing 0 0 0 0 all"
		say "# signature -"
		test "$verdict" -eq "$PASS" || say "# found $once_kind 1 0 0"
	} | kit store "$cell" $(($(clock_ms) - once_start)) || exit "$ERROR"
}

# cell_replays: each kind of failure from a fresh boot.
cell_replays () {
	kit found "$cell" >"$scratch/replays"
	while IFS='	' read -r replay_number _ _ _ _ replay_schedule
	do
		BOOT_QUIET=15
		cell_run "$cell_dir/$replay_number" "$replay_schedule"
		unset BOOT_QUIET
	done <"$scratch/replays"
}

# cell_explore [REPLAY]: the whole search, as far as it is not known; with REPLAY each
# kind of failure is replayed.  Where time is short, portion by portion.
cell_explore () {
	cell_open
	test "$cell_known" != "done" || return 0
	if test "$(cell_is bound)" = -
	then
		cell_once
		return
	fi
	explore_start=$(clock_ms)
	cell_search
	cell_store $(($(clock_ms) - explore_start))
	test -z "${1:-}" || cell_replays
}

# search_one NUMBER WORDS: a line of search_all.
search_one () {
	quiet=1
	# shellcheck disable=SC2086
	while :
	do
		if time_is_over
		then
			: >"$searches/$1.late"
			break
		fi
		cell_take $2 ${KIT_UNTIL:+-- "limit=$explore_portion"}
		cell_kernel=$kernels/$(cell_is kernel)/linux
		cell_explore "$search_replays"
		test -n "${KIT_UNTIL:-}" && test "$(cell_of known)" = open || break
		unset AGAIN
	done 2>"$searches/$1"
}

# search_all FILE [REPLAY]: each line of FILE, the words of a cell, as many at a time as
# there are processors.  Kernels and guest are built.  FILE.said/N has what line N
# complains of, and N.late says that the time was over before it came to its end.
search_all () {
	searches=$1.said
	rm -rf -- "$searches"
	mkdir -p -- "$searches" || unwritable "$build"
	search_replays=${2:-}
	in_parallel search_one "$1"
}

# search_why FILE WORDS: why that line of search_all has no verdict.
search_why () {
	tail -n 1 "$1.said/$(grep -nxF -m 1 -- "$2" "$1" | cut -d : -f 1)" 2>/dev/null | sed 's/^[a-z-]*\.sh: //'
}

# explore_list: "SCENARIO|CONSUMER|OPTIONS|BOUND|EXPECTED" of uml/scenarios/explore.list.
explore_list () {
	release_lines "$uml/scenarios/explore.list" |
	sed 's/#.*//;s/[[:space:]]*|[[:space:]]*/|/g;s/[[:space:]]*$//;/^$/d'
}

# explore_matrix: "SCENARIO|CONSUMER|OPTIONS|BOUND|EXPECTED", a line a search: what
# uml/scenarios/explore.list says, then each other scenario that can be searched, with
# two preemptions, under which nothing breaks.  The guest is built.
explore_matrix () {
	cat -- "$guest_dir/names" >"$scratch/names" ||
	die "the guest did not list its scenarios"
	awk -F '\t' '$5 == "yes" { print $1 }' "$scratch/names" >"$scratch/searched"
	explore_list | cut -d '|' -f 1 >"$scratch/listed"
	explore_list | awk -F '|' '$4 != "-" { print $1 }' >"$scratch/listed-searches"
	matrix_odd=$(grep -vxF -f "$scratch/searched" "$scratch/listed-searches" | head -n 1)
	test -z "$matrix_odd" ||
	die "uml/scenarios/explore.list: there is no search of '$matrix_odd' (cure: take the line out, or see make scenarios)"
	explore_list
	grep -vxF -f "$scratch/listed" "$scratch/searched" | sed 's/$/|kvm||2|/'
}

# explore_ready NAME...: kernel and guest are there, and the matrix is in
# $scratch/list; it has each NAME.
explore_ready () {
	kernel_build base || die "the kernel does not build"
	unlock
	guest_build
	scratch
	mkdir -p -- "$results" || unwritable "$build"
	(explore_matrix) >"$scratch/list" || exit "$ERROR"
	for ready_name
	do
		grep -q "^$ready_name|" "$scratch/list" ||
		die "there is no search of a scenario '$ready_name'; there are: $(cut -d '|' -f 1 "$scratch/list" | tr '\n' ' ')"
	done
}

# explore_cells LIST DESIGNS SCENARIOS [WORD...]: the cells of that list of explore_ready, of
# these scenarios, or of all: LABEL DESIGN EXPECTED WORDS, with tabs; WORDs count before what the list says.
explore_cells () {
	cells_list=$1
	cells_designs=$2
	cells_only=$3
	shift 3
	awk -F '|' -v designs="$cells_designs" -v only=" $cells_only " -v more="${*:+ -- $*}" '
	BEGIN { n = split(designs, design, " ") }
	only != "  " && index(only, " " $1 " ") == 0 { next }
	{
		label = $1 ($2 == "kvm" ? "" : " " $2) ($3 == "" ? "" : " " $3)
		for (i = 1; i <= n; i++) {
			expect = "-"
			pairs = split($5, pair, " ")
			for (p = 1; p <= pairs; p++)
				if (index(pair[p], design[i] "=") == 1)
					expect = substr(pair[p], length(design[i]) + 2)
			if (expect == "n/a")
				continue
			printf "%s\t%s\t%s\tscenario=%s design=%s consumer=%s bound=%s %s%s\n",
			       label, design[i], expect, $1, design[i], $2, $4, $3, more
		}
	}' "$cells_list"
}
