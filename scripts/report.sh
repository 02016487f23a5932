#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: report.sh [FILE]
#
# Write what the exploration has found as one HTML file, build/report.html or
# FILE: which design breaks which law in which scenario, and for each way to
# break one a timeline to step through.  The file needs nothing but a browser,
# and no network.  docs/report.md says how to read it.
#
# Reads build/results/matrix.tsv and the directories of the cells.

set -u
. "$(dirname "$0")/lib/lib.sh"

test $# -le 1 || usage
case ${1:-} in
-*) usage ;;
esac
out=${1:-$build/report.html}
matrix=$results/matrix.tsv
parts=$scripts/draw/report
designs='emm_v2 emm_v3 v9 v10 v10_single v18 upstream'

test -s "$matrix" ||
die "nothing was explored yet: there is no $matrix (cure: make explore)"
scratch

# of_matrix PART...: what these parts make of the matrix.
of_matrix () {
	of_matrix_parts=
	for part
	do
		of_matrix_parts="$of_matrix_parts -f $part.awk"
	done
	# shellcheck disable=SC2086
	(cd "$parts" && build=$build awk -v "designs=$designs" -f read.awk $of_matrix_parts "$matrix")
}

# data: all that the page's script reads.
data () {
	say '<script type="application/json" id="cells">'
	of_matrix json cells || return
	say '</script>'
	while IFS='	' read -r id dir number
	do
		test "$id" != - || continue
		result=$build/$dir/$number/result
		diagram -v brief=1 "$result" >"$scratch/diagram" &&
		mermaid -v brief=1 "$result" >"$scratch/mermaid" || return
		say "<script type=\"application/json\" id=\"run:$id:$number\">"
		awk -f "$parts/json.awk" -f "$scripts/draw/law.awk" -f "$scripts/draw/trace.awk" -f "$parts/run.awk" "$result" \
			part=diagram "$scratch/diagram" part=mermaid "$scratch/mermaid" || return
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
		@matrix@) of_matrix matrix ;;
		@data@) data ;;
		*) say "$line" ;;
		esac || return
	done <"$parts/page.html"
}

of_matrix list >"$scratch/list" && page >"$scratch/page" ||
die "the report could not be made"
mkdir -p -- "$(dirname -- "$out")" && cp -- "$scratch/page" "$out" ||
die "cannot write to $out"

of_matrix count
missing=$(grep -c '^-' "$scratch/list")
say "$(grep -vc '^-' "$scratch/list") timelines$(test "$missing" -eq 0 ||
	say ", and $missing without a trace: their replay was not kept")"
say ""
say "Open it in a browser:"
say "    $out"
