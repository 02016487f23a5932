#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: report.sh [EX=EXERCISE] [FILE]
#
# Write what the exploration has found as one HTML file, build/report.html or
# FILE: which design breaks which law in which scenario, and for each way to
# break one a timeline to step through.  The file needs nothing but a browser,
# and no network.  docs/report.md says how to read it.
#
# What has failed in the last check of an exercise comes first.  EX=01 has nothing else, and
# goes to build/results/EXERCISE/failure.html; make check makes it.
#
# Reads every cell of build/explore, whichever verb has searched it, that is of
# the kernel and the scenarios as they are built.  A part of a search (SHARD=) is
# left out where the sum of the parts is there.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -le 1 || usage
case ${1:-} in
-*) usage ;;
esac
ex=
test -z "${EX:-}" || ex_find "$EX"
out=${1:-${ex:+$results/$ex/failure.html}}
out=${out:-$build/report.html}
parts=$scripts/draw/report
tab=$(printf '\t')

# cells: a line for each cell that the report shows: NAME SCENARIO DESIGN CONSUMER
# OPTIONS BOUND COMPLETE SCHEDULES FAILING HOW KERNEL, with tabs, in the order of
# explore.list, after what has failed in an exercise.  Those of another kernel go to $scratch/stale.
cells () {
	: >"$scratch/stale"
	cat -- "$results/$ex"*/failures >"$scratch/failures" 2>/dev/null
	cat -- "$scratch/failures"
	test -z "$ex" || return 0
	kit all fresh name scenario design consumer options bound complete schedules failing how kernel \
		>"$scratch/known" || exit "$ERROR"
	sed -n 's/^no	//p' "$scratch/known" >"$scratch/stale"
	awk -F '\t' -v at="$explored/" 'failed { told[$1]; next } $1 == "yes" && !(at $2 in told)' \
		failed=1 "$scratch/failures" failed= "$scratch/known" | cut -f 2- | sort -s -t "$tab" -k 6,6 >"$scratch/found"
	test -s "$scratch/found" || return 0
	explore_list | cut -d '|' -f 1 | awk -F '\t' '
	NR == FNR { line[NR] = $0; name[NR] = $1; scenario[NR] = $2; there[$1]; n = NR; next }
	!($1 in rank) { order[++ranks] = $1; rank[$1] }
	function whole(i,    s) {
		s = name[i]
		return !sub(/\.shard-[0-9]+-[0-9]+$/, "", s) || !(s in there)
	}
	END {
		for (r = 1; r <= ranks; r++)
			for (i = 1; i <= n; i++)
				if (scenario[i] == order[r] && whole(i))
					print line[i]
		for (i = 1; i <= n; i++)
			if (!(scenario[i] in rank) && whole(i))
				print line[i]
	}' "$scratch/found" -
}

# named: what scenarios and designs are, and where that is written: KIND NAME TITLE
# FILE, with tabs; the files as seen from the report, "-" where it may be read
# without the kit.
named () {
	for named_file in "$uml"/*/*.c
	do
		sed -n 's/^	\.name[ 	]*= "\(.*\)",$/n \1/p;s/^	\.title[ 	]*= "\(.*\)",$/t \1/p' "$named_file" |
		awk -v file="../uml/${named_file#"$uml/"}" '
		$1 == "n" { name = $2 }
		$1 == "t" { print "scenario\t" name "\t" substr($0, 3) "\t" file }'
	done
	awk -F ': ' '/^[a-z0-9-]+: / {
		print "scenario\t" $1 "\t" substr($0, length($1) + 3) "\t../uml/scenes/scenes.list"
	}' "$uml/scenes/scenes.list"
	for named_file in "$top"/docs/designs/*.md
	do
		test -f "$named_file" || continue
		named_design=${named_file##*/}
		sed -n "s/^# \\(${named_design%.md}: .*\\)/design	${named_design%.md}	\\1	..\\/docs\\/designs\\/$named_design/p" \
			"$named_file"
	done
}

# made_of: the kernel and the kit, in a line.
made_of () {
	made_kernel=$(sed -n 's/^VERSION = //p;s/^PATCHLEVEL = //p;s/^SUBLEVEL = //p' "$linux/Makefile" 2>/dev/null |
		tr '\n' '.')
	made_commit=$(git -C "$top" rev-parse --short=12 HEAD 2>/dev/null)
	test -z "$made_commit" || test -z "$(git -C "$top" status --porcelain 2>/dev/null)" ||
	made_commit="$made_commit with changes"
	say "Linux ${made_kernel:-$(pin series).}${made_commit:+ kit $made_commit}" | sed 's/\. kit /, the kit at commit /;s/\.$//'
}

# of_cells PART...: what these parts make of the cells.
of_cells () {
	of_cells_parts=
	for part
	do
		of_cells_parts="$of_cells_parts -f $part.awk"
	done
	# shellcheck disable=SC2086
	(cd "$parts" && explored=$explored named=$scratch/named awk -v "designs=$designs" \
		-f read.awk $of_cells_parts "$scratch/cells")
}

# data: all that the page's script reads.
data () {
	say '<script type="application/json" id="cells">'
	of_cells json cells || return
	say '</script>'
	while IFS=$tab read -r id name number
	do
		test "$id" != - || continue
		result=$name/$number/result
		diagram -v brief=1 "$result" >"$scratch/diagram" &&
		mermaid -v brief=1 "$result" >"$scratch/mermaid" || return
		report_show "${result%result}console" >"$scratch/console" 2>/dev/null
		say "<script type=\"application/json\" id=\"run:$id:$number\">"
		awk -f "$parts/json.awk" -f "$scripts/draw/law.awk" -f "$scripts/draw/trace.awk" -f "$parts/run.awk" "$result" \
			part=diagram "$scratch/diagram" part=mermaid "$scratch/mermaid" \
			part=console "$scratch/console" || return
		say '</script>'
	done <"$scratch/list"
}

# page: the frame, with each part in its place.
page () {
	while IFS= read -r line
	do
		case $line in
		@css@) cat -- "$parts/page.css" ;;
		@js@) cat -- "$parts/steps.js" "$parts/lanes.js" "$parts/view.js" "$parts/page.js" ;;
		@matrix@) of_cells html matrix ;;
		@laws@) awk -f "$parts/html.awk" -f "$parts/laws.awk" "$scripts/draw/laws.tsv" ;;
		@opens@) test -z "$ex" || say '<meta name="opens" content="first">' ;;
		@made@) say "<p id=\"made\">$(made_of)</p>" ;;
		@data@) data ;;
		*) say "$line" ;;
		esac || return
	done <"$parts/page.html"
}

scratch
cells >"$scratch/cells"
stale=$(grep -c . "$scratch/stale")
if test ! -s "$scratch/cells"
then
	test -z "$ex" ||
	die "nothing has failed in the last check of exercise $nr (cure: make check EX=$nr, then this)"
	test "$stale" -eq 0 ||
	die "all $stale cells of $explored are of another kernel or other scenarios (cure: the same make explore or make explore-all again)"
	die "nothing was explored yet: there is no cell in $explored (cure: make explore SCENARIO=register-punch DESIGN=v10, or make explore-all)"
fi
designs=
if test -n "$ex"
then
	:
elif test -s "$kernels/base/designs" ||
	{ test -x "$kernels/base/linux" && test -f "$cpio"; }
then
	kit_names designs
	designs=$names
fi
named >"$scratch/named"
test "$out" = "$build/report.html" && test "$build" = "$top/build" || {
	awk -F '\t' -v OFS='\t' '{ $4 = "-"; print }' "$scratch/named" >"$scratch/unlinked" &&
	mv -f -- "$scratch/unlinked" "$scratch/named"
}

of_cells list >"$scratch/list" && page >"$scratch/page" ||
die "the report could not be made"
mkdir -p -- "$(dirname -- "$out")" && cp -- "$scratch/page" "$out" ||
die "cannot write to $out"

of_cells count
test "$stale" -eq 0 ||
say "$stale left out: they are of another kernel or other scenarios (cure: explore them again)"
missing=$(grep -c '^-' "$scratch/list")
say "$(grep -vc '^-' "$scratch/list") timelines$(test "$missing" -eq 0 ||
	say ", and $missing without a trace: their replay was not kept")"
say ""
say "Open it in a browser:"
say "    $out"
