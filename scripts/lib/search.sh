# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# The searches of an exercise: what must be clean on the learner's kernel before the
# exercise is solved.  Sourced after lib.sh.

test -z "${lib_search:-}" || return 0
lib_search=1
. "$scripts/lib/explore.sh"

# search_words NAME: what explore.sh is to be called with, one line.
search_words () {
	searches_list | awk -F '|' -v name="$1" '
	$1 == name { print "scenario=" $2 " bound=" $3 " first=1" }'
}

# search_wait PID ALL: say how far the searches are, until the process is gone.
search_wait () {
	wait_began=$(clock)
	wait_said=$wait_began
	while kill -0 "$1" 2>/dev/null
	do
		sleep 0.2
		wait_done=$(find "$scratch/searches" -name '*.status' | grep -c .)
		wait_line="searching: $wait_done of $2, $(($(clock) - wait_began)) s"
		if test -t 1
		then
			printf '\r  %s' "$wait_line"
		elif test $(($(clock) - wait_said)) -ge 5
		then
			wait_said=$(clock)
			say "  $wait_line"
		fi
	done
	test ! -t 1 || printf '\r%40s\r' ''
}

# search_longest: stdin, lines of $scratch/search-lines, those first that have taken the
# longest in some check before: one that begins last and is long runs alone.
search_longest () {
	cat -- "$results/$ex.searches" 2>/dev/null | awk '
	known { took[$1] = $2; next }
	{ print took[$1] + 0, $0 }' known=1 - known= "$scratch/search-lines" | sort -s -k 1,1rn | cut -d " " -f 2-
}

# search_took: how long they have taken at most, into build/results/EXERCISE.searches.
search_took () {
	cat -- "$results/$ex.searches" "$scratch/searches/took" 2>/dev/null | awk '
	$2 >= took[$1] { took[$1] = $2 }
	END { for (name in took) print name, took[name] }' >"$scratch/took" &&
	mv -f -- "$scratch/took" "$results/$ex.searches"
}

# search_all KERNEL [FILE]: all searches of the exercise, or those that FILE names, as many
# at a time as there are processors.  Each ends with its first failure; one
# that ends without a verdict is tried once more.  Leaves in $scratch/searches what each
# has said, NAME, and its exit status, NAME.status.  $search_orders are more words NAME=value.
search_orders=
search_all () {
	rm -rf -- "$scratch/searches"
	mkdir -p -- "$scratch/searches"
	if test -n "${2:-}"
	then
		cp -- "$2" "$scratch/search-names"
	else
		searches_list | cut -d "|" -f 1 >"$scratch/search-names"
	fi
	search_total=$(grep -c . "$scratch/search-names")
	while IFS= read -r search_name
	do
		printf '%s %s\n' "$search_name" "$(search_words "$search_name")"
	done <"$scratch/search-names" >"$scratch/search-lines"
	search_longest >"$scratch/search-order"
	# shellcheck disable=SC2016
	scripts=$scripts SEARCH_ORDERS=$search_orders SEARCH_DIR=$scratch/searches SEARCH_KERNEL=$1 \
	supervised sh -c 'xargs -P "$1" -I {} sh -c "set -f
		set -- \$1
		name=\$1
		shift
		began=\$(date +%s)
		for try in 1 2
		do
			\"\$scripts/explore.sh\" CRASHES=1 \$SEARCH_ORDERS -k \"\$SEARCH_KERNEL\" -q \"\$@\" \
				>\"\$SEARCH_DIR/\$name\" 2>&1 </dev/null
			status=\$?
			case \$status in
			[0134]) break ;;
			*) status=2 ;;
			esac
		done
		echo \$name \$((\$(date +%s) - began)) >>\"\$SEARCH_DIR/took\"
		echo \$status >\"\$SEARCH_DIR/\$name.status\"" sh {} <"$2"' \
		sh "$(njobs)" "$scratch/search-order" &
	search_wait $! "$search_total"
	search_took
}

# kinds_laws KINDS: the laws that they stand for.
kinds_laws () {
	printf "%s\n" "$1" | tr "," "\n" |
	as_laws | sort -u | tr "\n" " " | sed "s/ \$//"
}

# search_replay KERNEL NAME: what the search has found, once more from a fresh boot:
# the run is in $cell_dir/1.  Sets $verdict, $check_laws, $search_schedule and what
# cell_take() sets.
search_replay () {
	explore_kernel=$1
	# shellcheck disable=SC2046
	cell_take $(search_words "$2")
	cell_name
	search_schedule=$(sed -n '2p' "$cell_dir/found.tsv" | cut -f 6)
	if test -n "$search_schedule"
	then
		cell_replay 1 "$search_schedule"
		# what the search has seen, it has seen, whatever becomes of the schedule
		test "$verdict" -ne "$ERROR" || verdict=$FAIL
	elif test -d "$cell_dir/1"
	then
		verdict "$cell_dir/1"
	else
		verdict=$FAIL
	fi
	check_laws=
	test ! -d "$cell_dir/1" || check_laws=$(result_laws "$cell_dir/1")
	search_kind=$(sed -n 2p "$cell_dir/found.tsv" | cut -f 2)
	test -n "$check_laws" ||
	check_laws=$(kinds_laws "$search_kind")
	test "$verdict" -ne "$PASS" || verdict=$FAIL
}
