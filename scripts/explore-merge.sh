#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-merge.sh shard=1/N [KEY=VALUE]...	(or SHARD=1/N, SCENARIO=...)
#
# Add up the shards of a search.  The arguments are those of explore.sh; of shard=
# only the N counts.  The directories build/explore/CELL.shard-I-N may come from
# anywhere: copy them here before.  The sum is as if one call had searched all, and
# explore.sh with the same arguments and no shard shows it.
#
# Exit status as that of explore.sh; 2 when a shard is missing or not complete.

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

cell_take "$@"
shards=${shard#*/}
test "$shards" -gt 1 || die "nothing to add up (cure: SHARD=1/4)"
guest_build
scratch

: >"$scratch/found"
: >"$scratch/cells"
: >"$scratch/met"
i=1
while test "$i" -le "$shards"
do
	shard=$i/$shards
	cell_name
	test -f "$cell_dir/cell.tsv" ||
	die "$cell was not searched here (cure: make explore SHARD=$shard with the same arguments, or copy build/explore/$cell)"
	test "$(cell_get complete)" = yes ||
	die "$cell is not complete (cure: make explore SHARD=$shard with the same arguments)"
	cat -- "$cell_dir/cell.tsv" >>"$scratch/cells"
	sed 1d "$cell_dir/found.tsv" >>"$scratch/found"
	cat -- "$cell_dir/points" >>"$scratch/met"
	i=$((i + 1))
done
test "$(sed -n 's/^signature	//p' "$scratch/cells" | sort -u | grep -c .)" -eq 1 ||
die "the shards are of different kernels or scenarios"

shard=1/1
cell_open
# the best schedule of each kind, and all its times
awk -F '\t' -v OFS='\t' '
{
	times[$2] += $3
	if (!($2 in best) || $4 < p[$2] || ($4 == p[$2] && $5 < s[$2])) {
		best[$2] = $6; p[$2] = $4; s[$2] = $5
	}
}
END { for (k in best) print k, times[k], p[k], s[k], best[k] }' \
	"$scratch/found" | cell_found
awk -F '\t' -v OFS='\t' '
$1 == "shard" { $2 = "1/1" }
!($1 in value) { order[++n] = $1; value[$1] = $2; next }
$1 == "longest" { if ($2 + 0 > value[$1] + 0) value[$1] = $2; next }
$1 ~ /^(schedules|failing|redundant|steps|again|seconds)$/ { value[$1] += $2 }
END { for (i = 1; i <= n; i++) print order[i], value[order[i]] }' \
	"$scratch/cells" >"$cell_dir/cell.tsv"
awk '
$1 == "met" { times[$2] += $3; rest[$2] = $4; next }
{ unmet[$2] }
END {
	for (name in times)
		print "met " name " " times[name] (rest[name] == "" ? "" : " " rest[name])
	for (name in unmet)
		if (!(name in times))
			print "unmet " name
}' "$scratch/met" | sort >"$cell_dir/points"
exec 7>&-
cell_replays
# shellcheck disable=SC2086
exec "$scripts/explore.sh" scenario="$scenario" design="$design" \
	consumer="$consumer" bound="$bound" delays="$delays" reduce="$reduce" chance="$chance" \
	depth="$depth" seed="$seed" limit=0 shard=1/1 $options
