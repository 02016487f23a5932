# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# A cell: one scenario under one design, searched to a bound.  What is known of it
# is in build/explore/CELL and survives the call:
#
#	key		what was searched, to the byte
#	state		what is left to do, when the search is not at its end
#	cell.tsv	NAME VALUE: the counts
#	found.tsv	a line for each kind of failure
#	chance		what walks by chance promise
#	points		the points that were met, and how often; those that were not
#	N/		number N of found.tsv, replayed from a fresh boot
#	run/		the boot that is under way, or was interrupted
#
# Sourced after lib.sh.

test -z "${lib_explore:-}" || return 0
lib_explore=1
. "$scripts/lib/exercise.sh"

explored=${KIT_EXPLORED:-$build/explore}
explore_kernel=base
explore_careful=64	# schedules after a crash whose steps are said beforehand
explore_crashes=${CRASHES:-200}	# after so many a call of the search ends

# delays_check: is $delays a number that a schedule can have?
delays_check () {
	case $delays in
	[0-4]) ;;
	*) die "delays is a number of stores and loads out of order, 0 to 4, not '$delays'" ;;
	esac
}

# cell_take WORD...: what to search, from the environment and from KEY=VALUE.
cell_take () {
	scenario=${SCENARIO:-}
	design=${DESIGN:-v18}
	consumer=${CONSUMER:-kvm}
	bound=${BOUND:-}
	delays=${DELAYS:-0}
	reduce=${REDUCE:-0}
	shard=${SHARD:-1/1}
	limit=${LIMIT:-0}
	chance=${CHANCE:-0}
	depth=${DEPTH:-2}
	seed=${SEED:-1}
	first=${FIRST:-0}
	options=
	for cell_word in ${OPTIONS:-} "$@"
	do
		case $cell_word in
		scenario=*) scenario=${cell_word#*=} ;;
		design=*) design=${cell_word#*=} ;;
		consumer=*) consumer=${cell_word#*=} ;;
		bound=*) bound=${cell_word#*=} ;;
		delays=*) delays=${cell_word#*=} ;;
		reduce=*) reduce=${cell_word#*=} ;;
		shard=*) shard=${cell_word#*=} ;;
		limit=*) limit=${cell_word#*=} ;;
		chance=*) chance=${cell_word#*=} ;;
		depth=*) depth=${cell_word#*=} ;;
		seed=*) seed=${cell_word#*=} ;;
		first=*) first=${cell_word#*=} ;;
		explore=* | careful=* | schedule=* | =*) usage ;;
		*[!A-Za-z0-9_=,.:+-]*) die "option '$cell_word' has a character that is not allowed" ;;
		?*=*) options="$options $cell_word" ;;
		*) usage ;;
		esac
	done
	# walks by chance go beyond every bound
	test -n "$bound" || bound=$(test "$chance" = 0 && echo 2 || echo 0)
	test -n "$scenario" ||
	die "no scenario is named (cure: SCENARIO=register-punch; make scenarios lists all)"
	case $scenario$design$consumer in
	*[!A-Za-z0-9_-]*) die "a scenario, a design and a consumer are names, not '$scenario', '$design' and '$consumer'" ;;
	esac
	case $bound in
	all | - | [0-9] | [0-9][0-9]) ;;
	*) die "bound is a number of preemptions, 'all', or '-' for one run, not '$bound'" ;;
	esac
	delays_check
	test "$delays" = 0 || test "$explore_kernel" != base || explore_kernel=weak
	case $limit$chance$depth$seed$reduce$first in
	*[!0-9]*) die "limit, chance, depth, seed, reduce and first are numbers" ;;
	esac
	case $shard in
	*[!0-9/]* | */*/* | /* | */) die "shard is I/N, not '$shard'" ;;
	*/*) ;;
	*) die "shard is I/N, not '$shard'" ;;
	esac
}

# cell_kernel SCHEDULE: the kernel to search or to replay on, when no other was named: built.
cell_kernel () {
	test "$explore_kernel" != base || explore_kernel=$(schedule_kernel "$1")
	case $explore_kernel in
	base | weak) kernel_build "$explore_kernel" || die "the kernel does not build" ;;
	esac
	unlock
	test -x "$kernels/$explore_kernel/linux" ||
	die "there is no kernel '$explore_kernel' in $kernels"
}

# cell_name: sets $cell and $cell_dir.
cell_name () {
	cell=$scenario.$design.$consumer$(printf '%s' "$options" | tr ' ' .)
	test "$bound" = 2 || cell=$cell.bound-$bound
	test "$delays" = 0 || cell=$cell.delays-$delays
	test "$reduce" = 0 || cell=$cell.reduced
	test "$chance" = 0 || cell=$cell.chance-$chance-$depth-$seed
	test "$first" = 0 || cell=$cell.first
	test "$explore_kernel" = base || cell=$cell.$explore_kernel
	cell_whole=$cell
	test "$shard" = 1/1 || cell=$cell.shard-$(printf '%s' "$shard" | tr / -)
	cell_dir=$explored/$cell
}

# cell_sum: what the cell is of, to the byte: $cell_key.
cell_sum () {
	cell_key=$({
		cat -- "$kernels/$explore_kernel/key" "$guest_dir/scenario"
		cat -- "$uml/scenarios/points.list" "$uml/guest/reports.list"
		printf '%s\n' "$scenario $design $consumer $options $bound $delays $reduce $shard $chance $depth $seed $first"
	} | sum)
}

# cell_open: begin, or go on where an earlier call of the same search has stopped.
cell_open () {
	cell_name
	cell_sum
	mkdir -p -- "$explored" || die "cannot write to $build"
	exec 7>"$explored/$cell.lock" || die "cannot write to $build"
	flock -n 7 || die "another call is searching $cell (cure: wait for it)"
	if test "$(cat -- "$cell_dir/key" 2>/dev/null)" != "$cell_key" ||
		test -n "${AGAIN:-}"
	then
		test ! -f "$cell_dir/state" || test -n "${AGAIN:-}${quiet:-}" ||
		warn "$cell: what an earlier call knew is of another kernel or another scenario; beginning again"
		rm -rf -- "$cell_dir"
		mkdir -p -- "$cell_dir" || die "cannot write to $build"
		printf '%s\n' "$cell_key" >"$cell_dir/key" ||
		die "cannot write to $build"
	fi
	cell_keep
}

# cell_keep: the last whole state that a boot has said becomes the state.
cell_keep () {
	test -f "$cell_dir/run/result" || return 0
	sed 's/\r$//' "$cell_dir/run/result" | awk '
	$1 != "#" { next }
	$2 == "ck" && $3 == "begin" { text = ""; inside = 1; next }
	$2 == "ck" && $3 == "end" { whole = text; inside = 0; known = 1; next }
	$2 == "ck" && inside { text = text substr($0, 6) "\n" }
	END { if (known) printf "%s", whole; else exit 1 }' >"$cell_dir/state.new" &&
	mv -f -- "$cell_dir/state.new" "$cell_dir/state"
	rm -f -- "$cell_dir/state.new"
	rm -rf -- "$cell_dir/run"
}

# The root file system with the state in it.
cell_initrd () {
	mkdir -p -- "$cell_dir/run" || die "cannot write to $build"
	cell_cpio=$cell_dir/run/initrd
	if test -f "$cell_dir/state"
	then
		printf 'file /explore.state %s 0644 0 0\n' "$cell_dir/state" \
			>"$cell_dir/run/list"
		"$guest_gen" -t 0 "$cell_dir/run/list" >"$cell_dir/run/more" &&
		cat -- "$guest_dir/initramfs.cpio" "$cell_dir/run/more" >"$cell_cpio"
	else
		cp -- "$guest_dir/initramfs.cpio" "$cell_cpio"
	fi || die "cannot write to $build"
}

# cell_ended HOW: the boot has ended in the middle of a walk, HOW is crash or hang.
# Leaves in $scratch/ended what goes behind the state: what was said of that walk, as
# it is, and HOW.  Returns 1 when nothing was said of it.
cell_ended () {
	sed 's/\r$//' "$cell_dir/run/result" | awk -v how="$1" '
	$1 != "#" { next }
	$2 == "ck" { n = 0 }
	$2 == "at" { said[++n] = substr($0, 3) }
	END {
		for (i = 1; i <= n; i++)
			print said[i]
		print "ended " how
		exit !n
	}' >"$scratch/ended"
}

# cell_watch: say how far the search is, until $cell_dir/run is over.
cell_watch () {
	watch_last=0 watch_first='' watch_began=$(clock)
	while kill -0 "$$" 2>/dev/null && test ! -f "$cell_dir/run/over"
	do
		sleep 0.2
		watch_now=$(clock)
		watch_line=$(tail -c 8192 -- "$cell_dir/run/result" 2>/dev/null |
			sed -n 's/\r$//;s/^# progress //p' | tail -n 1)
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

# cell_boot WORD: one boot of the search, or of what only tells what is known of it.
cell_boot () {
	cell_initrd
	cell_saved=$cpio
	cpio=$cell_cpio
	if test -z "${quiet:-}"
	then
		cell_watch 7>&- &
		cell_watcher=$!
	else
		cell_watcher=
	fi
	# shellcheck disable=SC2086
	boot "$kernels/$explore_kernel/linux" "$cell_dir/run" scenario \
		"$scenario" "design=$design" "consumer=$consumer" $options \
		explore=1 "bound=$bound" "delays=$delays" "reduce=$reduce" "shard=$shard" \
		"limit=$limit" "chance=$chance" "depth=$depth" "seed=$seed" "first=$first" \
		"$1" 7>&-
	cpio=$cell_saved
	: >"$cell_dir/run/over"
	test -z "$cell_watcher" || wait "$cell_watcher"
	rm -f -- "$cell_cpio" "$cell_dir/run/more"
	verdict "$cell_dir/run"
}

said () {
	test ! -f "$cell_dir/run/result" ||
	sed 's/\r$//' "$cell_dir/run/result" | sed -n "s/^# $1 *//p"
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
		if test "$search_careful" -ne 0 && test -z "$(said ck)"
		then
			# every boot begins with this walk, so this is all there is
			cell_ended "$search_how"
			mv -f -- "$scratch/ended" "$cell_dir/state"
			return 1
		elif test "$search_careful" -ne 0 && cell_ended "$search_how"
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

# cell_replay NUMBER SCHEDULE: from a fresh boot, without the check of the
# schedule's end for a kernel that ends before.
cell_replay () {
	BOOT_QUIET=15
	# shellcheck disable=SC2086
	boot "$kernels/$explore_kernel/linux" "$cell_dir/$1" scenario \
		"$scenario" "design=$design" "consumer=$consumer" $options \
		"schedule=$2" </dev/null 7>&-
	unset BOOT_QUIET
	verdict "$cell_dir/$1"
}

# cell_found: write found.tsv from lines KIND TIMES PREEMPTIONS STEPS SCHEDULE.
cell_found () {
	{
		printf 'number\tkind\ttimes\tpreemptions\tsteps\tschedule\n'
		sort -t '	' -k 3,3n -k 4,4n -k 1,1 |
		awk -F '\t' -v OFS='\t' '{ print NR, $0 }'
	} >"$cell_dir/found.tsv"
}

# cell_write SCHEDULES FAILING REDUNDANT STEPS AGAIN LONGEST all|some|first SIGNATURE MS:
# cell.tsv
cell_write () {
	{
		printf 'scenario\t%s\n' "$scenario"
		printf 'design\t%s\n' "$design"
		printf 'consumer\t%s\n' "$consumer"
		printf 'options\t%s\n' "$options"
		printf 'bound\t%s\n' "$bound"
		printf 'delays\t%s\n' "$delays"
		printf 'shard\t%s\n' "$shard"
		printf 'kernel\t%s\n' "$explore_kernel"
		printf 'reduce\t%s\n' "$reduce"
		printf 'chance\t%s\n' "$chance"
		printf 'depth\t%s\n' "$depth"
		printf 'seed\t%s\n' "$seed"
		printf 'first\t%s\n' "$first"
		printf 'schedules\t%s\n' "$1"
		printf 'failing\t%s\n' "$2"
		printf 'redundant\t%s\n' "$3"
		printf 'steps\t%s\n' "$4"
		printf 'again\t%s\n' "$5"
		printf 'longest\t%s\n' "$6"
		printf 'complete\t%s\n' "$(echo "$7" | sed "s/all/yes/;s/some/no/")"
		printf 'signature\t%s\n' "$8"
		printf 'seconds\t%s\n' "$(awk -v ms="$9" 'BEGIN { printf "%.1f", ms / 1000 }')"
	} >"$cell_dir/cell.tsv"
}

# cell_store MS: cell.tsv, found.tsv and points, of what the last boot has said.
# Where that had no last word, another one tells what the state means.
cell_store () {
	if test -z "$(said explored)"
	then
		cell_keep
		cell_boot tell=1
		test -n "$(said explored)" ||
		die "$cell: what is known cannot be told: $(said error | head -n 1)$verdict_why"
	fi
	said explored >"$scratch/counts"
	said found | awk '{
		kind = $1; times = $2; preemptions = $3; steps = $4
		sub(/^[^ ]* [^ ]* [^ ]* [^ ]* ?/, "")
		print kind "\t" times "\t" preemptions "\t" steps "\t" $0
	}' >"$scratch/found"
	{
		said point | sed 's/^/met /'
		said unmet | sed 's/^/unmet /'
	} >"$cell_dir/points"
	store_signature=$(said signature)
	said chance >"$cell_dir/chance"
	cell_keep
	read -r store_schedules store_failing store_redundant store_steps \
		store_again store_longest store_all <"$scratch/counts"
	# what the kernel has reported behind the last schedule, none of them has seen
	if test "$verdict" -eq "$CRASH" && ! grep -qE '^[^	]*(report|crash)' "$scratch/found"
	then
		store_failing=$((store_failing + 1))
		printf 'report\t1\t0\t0\t\n' >>"$scratch/found"
	fi
	cell_found <"$scratch/found"
	cell_write "$store_schedules" "$store_failing" "$store_redundant" "$store_steps" \
		"$store_again" "$store_longest" "$store_all" "$store_signature" "$1"
	rm -rf -- "$cell_dir/run"
}

# cell_once: no search: the scenario by its own schedule, once.  Its run is $cell_dir/1.
cell_once () {
	once_start=$(clock_ms)
	# shellcheck disable=SC2086
	boot "$kernels/$explore_kernel/linux" "$cell_dir/1" scenario \
		"$scenario" "design=$design" "consumer=$consumer" $options \
		</dev/null 7>&-
	verdict "$cell_dir/1"
	test "$verdict" -ne "$ERROR" || {
		rm -rf -- "$cell_dir/1"
		die "$cell: $verdict_why"
	}
	once_kind=$(broken_laws "$cell_dir/1" | cut -f 1 | sort -u | tr '\n' ',' | sed 's/,$//')
	once_failing=1
	case $verdict in
	"$PASS") once_failing=0 ;;
	"$FAIL") once_kind=${once_kind:-check} ;;
	"$CRASH") once_kind=${once_kind:+$once_kind,}report ;;
	"$HANG") once_kind=${once_kind:+$once_kind,}hang ;;
	esac
	test "$once_failing" = 0 ||
	printf '%s\t1\t0\t0\t\n' "$once_kind" >"$scratch/found"
	test "$once_failing" = 1 || : >"$scratch/found"
	cell_found <"$scratch/found"
	: >"$cell_dir/points"
	: >"$cell_dir/chance"
	cell_write 1 "$once_failing" 0 0 0 0 all - "$(($(clock_ms) - once_start))"
	rm -rf -- "$cell_dir/run"
}

# cell_get NAME: from cell.tsv.
cell_get () {
	sed -n "s/^$1	//p" "$cell_dir/cell.tsv"
}

# cell_kinds: all kinds on one line, "-" for none.
cell_kinds () {
	awk -F '\t' 'NR > 1 { out = out (out == "" ? "" : ";") $2 }
	END { print out == "" ? "-" : out }' "$cell_dir/found.tsv"
}

# cell_replays: each kind of failure from a fresh boot.
cell_replays () {
	sed 1d "$cell_dir/found.tsv" >"$scratch/replays"
	while IFS='	' read -r replay_number _ _ _ _ replay_schedule
	do
		cell_replay "$replay_number" "$replay_schedule"
	done <"$scratch/replays"
}

# matrix_row: the cell as a row of matrix.tsv.
matrix_row () {
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$scenario" "$design" \
		"$consumer" "$bound" "$(cell_get complete)" \
		"$(cell_get schedules)" "$(cell_get failing)" "$(cell_kinds)" \
		"explore/$cell"
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
	"$guest_dir/scenario" list names >"$scratch/names" ||
	die "the guest's programs do not say which scenarios there are"
	awk -F '\t' '$4 == "yes" { print $1 }' "$scratch/names" >"$scratch/searched"
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
	mkdir -p -- "$results" || die "cannot write to $build"
	(explore_matrix) >"$scratch/list" || exit "$ERROR"
	for ready_name
	do
		grep -q "^$ready_name|" "$scratch/list" ||
		die "there is no search of a scenario '$ready_name'; there are: $(cut -d '|' -f 1 "$scratch/list" | tr '\n' ' ')"
	done
}

# explore_expected PAIRS DESIGN: what the last column says of a design, "-" for
# nothing.
explore_expected () {
	for expected_pair in $1
	do
		case $expected_pair in
		"$2="*)
			printf '%s\n' "${expected_pair#*=}"
			return
			;;
		esac
	done
	echo -
}

# cell_laws: the laws and kinds of a cell together, "-" for none; with "*" behind
# when the search is not complete.
cell_laws () {
	laws_all=$(cell_kinds | tr ',;' '\n' | sort -u | tr '\n' ',' |
		sed 's/,$//')
	case $(cell_get complete) in
	yes) printf '%s\n' "$laws_all" ;;
	*) printf '%s*\n' "$laws_all" ;;
	esac
}
