#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: explore-weak.sh [KEY=VALUE]...	(or SCENARIO= DESIGN= CONSUMER= OPTIONS= BOUND=)
#
# The search of make explore on a kernel whose stores can be late, once for each store:
# all schedules with at most BOUND=1 preemption, while others see this one store late.
# Stores of the designs, of the driver's guards and of upstream's notifier can be late;
# see docs/weak.md.  DELAYS=2 tries pairs of them, too.
#
# Takes: SCENARIO DESIGN CONSUMER OPTIONS BOUND DELAYS LIMIT AGAIN

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

delays=${DELAYS:-1}
case $delays in
1 | 2) ;;
*) die "DELAYS is 1 or 2, not '$delays'" ;;
esac
unset DELAYS
BOUND=${BOUND:-1}
cell_take "$@"
scratch
kernel_build weak --flavour weak || die "the kernel does not build"
unlock
guest_build

# How many stores there are: of the default schedule.
# shellcheck disable=SC2086
boot "$kernels/weak/linux" "$scratch/run" scenario "$scenario" "design=$design" \
	"consumer=$consumer" $options </dev/null
verdict "$scratch/run"
tr -d '\r' <"$scratch/run/result" |
awk -v delays="$delays" '
/^# stores / { for (i = 1; i <= $4 && i < 256; i++) s[++n] = $3 i }
END {
	for (a = 1; a <= n; a++) {
		print s[a]
		for (b = a + 1; b <= n && delays > 1; b++)
			print s[a] "," s[b]
	}
}' >"$scratch/late"
test -s "$scratch/late" ||
die "$scenario on $design makes no store that could be late"
say "$(grep -c . "$scratch/late") searches, one for each store$(test "$delays" -eq 1 || echo " and each pair") that others see late"

export scripts scenario design consumer options bound
# shellcheck disable=SC2016
supervised sh -c 'xargs -P "$1" -I @ sh -c "set -f
	\"\$scripts/explore.sh\" -q -k weak scenario=\$scenario design=\$design consumer=\$consumer \
		bound=\$bound \$options late=\$1 >\"\$2/said.\$1\" 2>&1 </dev/null
	echo \$? >\"\$2/status.\$1\"" sh @ "$3" <"$2"' \
	sh "$(njobs)" "$scratch/late" "$scratch"

status=$PASS
total=0
while IFS= read -r late
do
	schedules=$(sed -n 's/^explored \([0-9]*\) .*/\1/p' "$scratch/said.$late")
	test -n "$schedules" || {
		warn "late=$late: $(tail -n 1 "$scratch/said.$late")"
		status=$ERROR
		continue
	}
	total=$((total + schedules))
	test "$(cat "$scratch/status.$late")" -ne 0 || continue
	say ""
	say "late=$late:"
	grep -A1 '^breaks ' "$scratch/said.$late" | sed '/^--$/d; s/^/  /'
	test "$status" -ne "$PASS" || status=$FAIL
done <"$scratch/late"
say ""
say "$total schedules in all"
case $status in
"$PASS") say "no law broke" ;;
"$FAIL") say "see it: scripts/replay.sh -k weak scenario=$scenario design=$design consumer=$consumer$options late=... 'SCHEDULE'" ;;
esac
exit "$status"
