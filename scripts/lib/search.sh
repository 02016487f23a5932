# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# The searches of an exercise: what must be clean on the learner's kernel before the
# exercise is solved.  Sourced after lib.sh.

test -z "${lib_search:-}" || return 0
lib_search=1
. "$scripts/lib/explore.sh"

# search_under_way KERNEL: of the searches of a kernel that run now, the one with the most to do.
search_under_way () {
	for under_way in "$explored"/*".kernel-$1"*/run/result
	do
		tail -c 4096 -- "$under_way" 2>/dev/null | sed -n "s/^# progress //p" | tail -n 1
	done | awk '
	{ all = $4 > 0 ? $1 / $4 : 0 }
	all - $1 >= most { most = all - $1; line = sprintf("; under way: %d of about %d schedules", $1, all) }
	END { print line }'
}

# search_watch ALL KERNEL: say how far the searches are, until that is not wanted any more.
search_watch () {
	watch_began=$(clock)
	watch_said=$watch_began
	watch_at=
	watch_now=
	while kill -0 "$$" 2>/dev/null && test ! -f "$scratch/search-words.over"
	do
		sleep 0.2
		watch_done=$(find "$scratch/parallel" -name '*.done' 2>/dev/null | grep -c .)
		test "$watch_at" = "$(clock)" || {
			watch_at=$(clock)
			watch_now=$(search_under_way "$2")
		}
		watch_line="searching: $watch_done of $1 done, $((watch_at - watch_began)) s$watch_now"
		if test -t 1
		then
			printf '\r  %-76.76s' "$watch_line"
		elif test $((watch_at - watch_said)) -ge 5
		then
			watch_said=$watch_at
			say "  $watch_line"
		fi
	done
	test ! -t 1 || printf '\r%78s\r' ''
}

# search_longest: the lines of $scratch/search-list, those first that have taken the longest
# in some check before: one that begins last and is long runs alone.
search_longest () {
	cat -- "$results/$ex.searches" 2>/dev/null | awk '
	known { took[$1] = $2; next }
	{ split($0, part, "|"); print took[part[1]] + 0, $0 }' known=1 - known= "$scratch/search-list" |
	sort -s -k 1,1rn | cut -d ' ' -f 2-
}

# search_took: how long they have taken at most, into build/results/EXERCISE.searches.
search_took () {
	{
		cat -- "$results/$ex.searches" 2>/dev/null
		awk -F '\t' '{ print $1, $9 + 0 }' "$scratch/searched"
	} | awk '
	$2 >= took[$1] { took[$1] = $2 }
	END { for (name in took) print name, took[name] }' >"$scratch/took" &&
	mv -f -- "$scratch/took" "$results/$ex.searches"
}

# searches_run KERNEL [FILE]: all searches of the exercise, or those that FILE names.  Each
# ends with its first failure; one that ends without a verdict is tried once more.  Leaves in
# $scratch/searched a line for each: NAME STATUS SCHEDULES EXTENT LAWS BROKEN SCHEDULE WORDS
# SECONDS, with tabs; search_why knows the WORDS in $scratch/search-words.
searches_run () {
	searches_list | if test -n "${2:-}"
	then
		awk -F '|' 'NR == FNR { named[$1]; next } $1 in named' "$2" -
	else
		cat
	fi >"$scratch/search-list"
	# shellcheck disable=SC2016
	search_line='{ print "scenario=" $2, "bound=" $3, "first=1", "kernel=" kernel }'
	search_longest | awk -F '|' -v kernel="$1" "$search_line" >"$scratch/search-words"
	awk -F '|' -v kernel="$1" "$search_line" "$scratch/search-list" >"$scratch/search-named"
	explore_crashes=1
	rm -f -- "$scratch/search-words.over"
	search_watch "$(grep -c . "$scratch/search-words")" "$1" &
	search_watcher=$!
	for search_try in 1 2
	do
		search_all "$scratch/search-words"
		kit rows status schedules extent laws broken schedule <"$scratch/search-named" \
			>"$scratch/search-rows" && kit rows seconds <"$scratch/search-named" >"$scratch/search-seconds" ||
		exit "$ERROR"
		AGAIN=
		grep -q "^$ERROR" "$scratch/search-rows" || break
	done
	: >"$scratch/search-words.over"
	wait "$search_watcher"
	cut -d '|' -f 1 "$scratch/search-list" |
	paste - "$scratch/search-rows" "$scratch/search-named" "$scratch/search-seconds" >"$scratch/searched"
	search_took
}

# search_replay WORDS LAWS SCHEDULE: what the search has found, once more from a fresh
# boot: the run is in $cell_dir/1.  Sets $verdict, $check_laws and what cell_take sets.
search_replay () {
	# shellcheck disable=SC2086
	cell_take $1
	cell_kernel=$kernels/$(cell_is kernel)/linux
	# what the search has seen, it has seen, whatever becomes of the schedule
	verdict=$FAIL
	if test "$3" != -
	then
		BOOT_QUIET=15
		cell_run "$cell_dir/1" "$3"
		unset BOOT_QUIET
	elif test -d "$cell_dir/1"
	then
		verdict "$cell_dir/1"
	fi
	case $verdict in
	"$PASS" | "$ERROR") verdict=$FAIL ;;
	esac
	check_laws=
	test ! -d "$cell_dir/1" || check_laws=$(result_laws "$cell_dir/1")
	test -n "$check_laws" || test "$2" = - || check_laws=$2
}
