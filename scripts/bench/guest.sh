# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# What is measured inside the guest, for bench.sh: flush, dispatch, register,
# hooks, where uml/bench/measure.c does the work, and explore, where it is
# uml/search/measure.c.  Sourced after lib.sh.

bench_status=$PASS

# bench_pin: the last processor that we may use, in $bench_cpu; empty without
# taskset.
bench_pin () {
	bench_cpu=
	have taskset || return 0
	bench_cpu=$(taskset -cp $$ | sed 's/.*[ ,-]//')
}

# All of UML on one processor.
boot_pinned () {
	# shellcheck disable=SC2086
	boot_supervised ${bench_cpu:+taskset -c $bench_cpu} "$@"
}

# bench_run KERNEL WORD...: measure in the guest, with the clock of the host.
# The lines are in $scratch/bench/result.
bench_run () {
	bench_kernel=$kernels/$1/linux
	shift
	bench_pin
	bench_saved=${boot_runner:-}
	boot_runner=boot_pinned
	BOOT_TIME=
	BOOT_QUIET=300
	boot "$bench_kernel" "$scratch/bench" measure "$@"
	boot_runner=$bench_saved
	unset BOOT_TIME BOOT_QUIET
	verdict "$scratch/bench"
}

# tsv WHAT [FIELD...]: the lines "# measure WHAT KEY=VALUE..." of stdin as a
# table with a head; each FIELD, KEY=VALUE, is put in front.
tsv () {
	tsv_what=$1
	shift
	awk -v what="$tsv_what" -v front="$*" '
	BEGIN { OFS = "\t"; n = split(front, f, " ") }
	$1 == "#" && $2 == "measure" && $3 == what {
		head = row = ""
		for (i = 1; i <= n; i++)
			add(f[i])
		for (i = 4; i <= NF; i++)
			add($i)
		if (!done++)
			print head
		print row
	}
	function add(field, at) {
		at = index(field, "=")
		head = head (head == "" ? "" : OFS) substr(field, 1, at - 1)
		row = row (row == "" ? "" : OFS) substr(field, at + 1)
	}'
}

# bench_guest WHAT WORD...: one boot of the lab kernel; its figures are added to
# bench-WHAT.tsv.  Returns 1 when there are none.
bench_guest () {
	guest_what=$1
	guest_tsv=$results/bench-$1.tsv
	bench_run base "$@"
	tsv "$guest_what" <"$scratch/bench/result" >"$scratch/tsv"
	if test ! -s "$guest_tsv"
	then
		cp -- "$scratch/tsv" "$guest_tsv"
	else
		sed 1d "$scratch/tsv" >>"$guest_tsv"
	fi
	return "$verdict"
}

# bench_failed WHAT: the guest did not come to its end.
bench_failed () {
	warn "$1: $(verdict_word "$verdict")${verdict_why:+: $verdict_why}"
	bench_status=$verdict
}

# bench_files WHAT: where the figures are.  The plot is gnuplot's, whose
# commands are on stdin; they read the table "tsv".
bench_files () {
	say "    table: $results/bench-$1.tsv"
	if ! have gnuplot
	then
		say "    no plot: gnuplot is not installed (cure: make deps)"
		cat >/dev/null
		return 0
	fi
	{
		printf 'tsv = "%s"\n' "$results/bench-$1.tsv"
		printf 'set output "%s"\n' "$results/bench-$1.svg"
		cat <<-'END'
		set terminal svg size 840, 520 noenhanced background "white"
		set datafile separator "\t"
		set key outside right top
		set grid ytics
		END
		cat
	} >"$scratch/plot"
	if gnuplot "$scratch/plot" 2>"$scratch/plot.log"
	then
		say "    plot: $results/bench-$1.svg"
	else
		warn "gnuplot: $(grep -v '^ *^*$' "$scratch/plot.log" | tail -n 1)"
	fi
}

bench_flush () {
	rm -f -- "$results/bench-flush.tsv"
	BOOT_MEM=1G
	bench_guest flush || bench_failed flush
	unset BOOT_MEM
	say "one MADV_DONTNEED of N pages that a device has: least ns a page / flushes of the device"
	awk -F '\t' '
	NR == 1 { next }
	!($2 in row) { row[$2] = 1; rows[++nr] = $2 }
	!($1 in column) { column[$1] = 1; columns[++nc] = $1 }
	{ cell[$2, $1] = sprintf("%.0f/%d", $4, $3) }
	END {
		printf "    %8s", "N"
		for (c = 1; c <= nc; c++)
			printf " %13s", columns[c]
		print ""
		for (r = 1; r <= nr; r++) {
			printf "    %8d", rows[r]
			for (c = 1; c <= nc; c++)
				printf " %13s", cell[rows[r], columns[c]]
			print ""
		}
	}' "$results/bench-flush.tsv"
	bench_files flush <<-'END'
	set multiplot layout 1, 2 title "N pages of a device dropped by one MADV_DONTNEED"
	set key left top inside
	set xlabel "N"
	set logscale xy
	way(w) = sprintf("< awk -F '\t' '$1 == \"%s\"' '%s'", w, tsv)
	set ylabel "ns a page"
	set key right top
	plot for [w in "alone begin end-16 end-64 end-256 end-1024"] way(w) \
		using 2:4 with linespoints title w
	set ylabel "flushes"
	set key left top
	plot for [w in "begin end-16 end-64 end-256 end-1024"] way(w) \
		using 2:3 with linespoints title w
	END
}

bench_dispatch () {
	rm -f -- "$results/bench-dispatch.tsv"
	bench_guest dispatch || bench_failed dispatch
	say "one more subscriber: ns for each operation (lowest and highest of 9 rounds), calls for nothing"
	awk -F '\t' '
	NR == 1 { next }
	$2 != consumer || $3 != op {
		consumer = $2
		op = $3
		printf "    %s, %s\n", consumer, \
			op == "age" ? "clear_flush_young of a page" : \
			"MADV_DONTNEED of a page: begin and end"
	}
	{ printf "        %-12s %8.0f  (%.0f - %.0f) %4d\n", $1, $5, $6, $7, $8 }' \
		"$results/bench-dispatch.tsv"
	bench_files dispatch <<-'END'
	set title "One more subscriber: ns for each operation"
	set ylabel "ns"
	set style data histogram
	set style histogram clustered gap 1
	set style fill solid 0.6
	set yrange [0:*]
	case(c, o) = sprintf("< awk -F '\t' '$2 == \"%s\" && $3 == \"%s\"' '%s'", c, o, tsv)
	plot case("gru", "age") using 5:xtic(1) title "gru, age", \
		case("kvm", "age") using 5 title "kvm, age", \
		case("gru", "zap") using 5 title "gru, zap", \
		case("kvm", "zap") using 5 title "kvm, zap"
	END
}

# tsc_rate: ticks of the processor's time stamp counter a second, in $tsc_rate.
tsc_rate () {
	mkdir -p -- "$host" &&
	cc -O2 -Wall -Wextra -o "$host/tsc" "$uml/bench/tsc.c" ||
	die "cannot compile $uml/bench/tsc.c"
	tsc_rate=$("$host/tsc")
}

# explore_cells: what a schedule is measured on: scenario, design, schedules a round.
explore_cells () {
	cat <<-'END'
	core-register-range v18 4000
	core-register-range upstream 2000
	core-two-ranges v18 4000
	two-begins v18 150
	fault-zap v18 150
	END
}

# In the time of the guest a search takes none, so ticks are converted here.
bench_explore () {
	explore_tsv=$results/bench-explore.tsv
	explore_rounds=${RUNS:-15}
	tsc_rate
	bench_pin
	bench_saved=${boot_runner:-}
	boot_runner=boot_pinned
	: >"$scratch/rounds"
	kernel_build weak || die "the kernel does not build"
	unlock
	explore_cells >"$scratch/cells"
	sed 's/$/ base/;p;s/base$/weak/' "$scratch/cells" >"$scratch/kernels"
	while read -r explore_scenario explore_design explore_nr explore_of
	do
		boot "$kernels/$explore_of/linux" "$scratch/bench" scenario \
			"$explore_scenario" "design=$explore_design" explore=1 \
			bound=all "measure=$explore_nr" "rounds=$explore_rounds" </dev/null
		verdict "$scratch/bench" || {
			bench_failed "explore, $explore_scenario"
			break
		}
		tsv explore <"$scratch/bench/result" >"$scratch/tsv"
		sed "1d;s/^\([^	]*\)/\1, $explore_of/;s/, base	/	/" "$scratch/tsv" >>"$scratch/rounds"
	done <"$scratch/kernels"
	boot_runner=$bench_saved
	{
		printf 'scenario\tdesign\tschedules\tsteps\tus\tcall\tscene\twalk\tchecker\trest\n'
		awk -F '\t' -v OFS='\t' -v rate="$tsc_rate" '{
			for (i = 5; i <= 10; i++)
				$i = sprintf("%.2f", $i * 1e6 / rate)
			print
		}' "$scratch/rounds"
	} >"$explore_tsv"
	say "a schedule of a search: microseconds, the least of each in $explore_rounds rounds, and what they are made of"
	awk -F '\t' '
	NR == 1 {
		printf "    %-30s %6s %10s %8s  %s\n", "", "steps", "schedules", \
			"us", "call + scene + steps + laws + search"
		printf "    %-30s %6s %10s\n", "", "", "a second"
		next
	}
	NR == 2 { first = $5 }
	{
		printf "    %-30s %6.1f %10.0f %8.1f  %.1f + %.1f + %.1f + %.1f + %.1f\n", \
			$1 ", " $2, $4, 1e6 / $5, $5, $6, $7, $8, $9, $10
		printf "    %-30s %6s %10s %8s  %.0f%% + %.0f%% + %.0f%% + %.0f%% + %.0f%%\n", \
			"", "", "", sprintf("x%.1f", $5 / first), \
			100 * $6 / $5, 100 * $7 / $5, 100 * $8 / $5, \
			100 * $9 / $5, 100 * $10 / $5
	}' "$explore_tsv"
	bench_files explore <<-'END'
	set title "A schedule of a search: microseconds"
	set ylabel "us"
	set style data histogram
	set style histogram rowstacked
	set style fill solid 0.6
	set yrange [0:*]
	set xtics rotate by -30
	plot tsv using 6:xtic(sprintf("%s %s", strcol(1), strcol(2))) title "call", \
		tsv using 7 title "scene", tsv using 8 title "steps", \
		tsv using 9 title "laws", tsv using 10 title "search"
	END
}

# lockdep_is_full: did the guest come to its end, with no other report than that?
lockdep_is_full () {
	grep -q "^# end $(cat "$scratch/bench/nonce") 0" "$scratch/bench/result" &&
	! grep -aE "$crash_pattern" "$scratch/bench/console" |
	grep -qv -e "hlock->references < references" -e "lockdep.c:[0-9]* __lock_acquire"
}

# More than 2047 locks of one class are too many for lockdep to count: it says
# so in a warning and switches itself off.  They come last, in a boot of their
# own, and their figures are marked.
bench_register () {
	rm -f -- "$results/bench-register.tsv"
	BOOT_MEM=512M
	bench_guest register to=1000 || bench_failed register
	bench_guest register from=10000 kinds=anon,file || bench_failed register
	bench_guest register from=10000 kinds=anon-apart,files || lockdep_is_full ||
	bench_failed register
	unset BOOT_MEM
	say "TMMU_ATTACH in a process with so many more VMAs: microseconds, least of 30 (*: lockdep was off)"
	awk -F '\t' '
	NR == 1 { next }
	!(($1, $3) in row) { row[$1, $3] = 1; kind[++nr] = $1; vmas[nr] = $3; locks[nr] = $4 }
	!($2 in column) { column[$2] = 1; columns[++nc] = $2 }
	{ cell[$1, $3, $2] = sprintf("%.0f%s", $5 / 1000, $7 ? "" : "*") }
	END {
		printf "    %-10s %6s %6s", "VMAs", "number", "locks"
		for (c = 1; c <= nc; c++)
			printf " %10s", columns[c]
		print ""
		for (r = 1; r <= nr; r++) {
			printf "    %-10s %6d %6d", kind[r], vmas[r], locks[r]
			for (c = 1; c <= nc; c++)
				printf " %10s", cell[kind[r], vmas[r], columns[c]]
			print ""
		}
	}' "$results/bench-register.tsv"
	bench_files register <<-'END'
	set terminal svg size 1100, 900 noenhanced background "white"
	set multiplot layout 2, 2
	set key left top inside font ",9"
	set logscale xy
	set xlabel "VMAs"
	set ylabel "microseconds"
	set yrange [1:1e5]
	designs = system(sprintf("sed 1d '%s' | cut -f 2 | awk '!seen[$0]++' | tr '\\n' ' '", tsv))
	row(k, d) = sprintf("< awk -F '\t' '$1 == \"%s\" && $2 == \"%s\"' '%s'", k, d, tsv)
	do for [k in "anon anon-apart file files"] {
		set title "TMMU_ATTACH, ".k
		plot for [d in designs] \
			row(k, d) using 3:($5 / 1000) with linespoints title d
	}
	END
}

# bench_hook_kernels: "upstream" is the peer of the part compare of make test, the series up to
# arch/um.  "seam" is the series up to the first call site in mm, so that it has
# what the lab's configuration brings with it, upstream's own notifier above all.
bench_hook_kernels () {
	SERIES_LIMIT=$(series | grep -c -- '-um-')
	kernel_build upstream || die "the kernel without the lab does not build"
	SERIES_LIMIT=
	SERIES_LIMIT=$(($(series | grep -n -m 1 -- '-mm-send-' | cut -d : -f 1) - 1))
	kernel_build seam || die "the kernel without the call sites does not build"
	SERIES_LIMIT=
	kernel_build base || die "the kernel does not build"
	tree_prepare
	unlock
}

bench_hooks () {
	hooks_rounds=${RUNS:-40}
	hooks_all=$results/bench-hooks-rounds.tsv
	bench_hook_kernels
	guest_build
	: >"$scratch/rounds"
	round=0
	order="upstream seam base"
	while test "$round" -lt "$hooks_rounds"
	do
		round=$((round + 1))
		for name in $order
		do
			bench_run "$name" hooks || {
				bench_failed "hooks, kernel $name"
				return
			}
			tsv hooks "kernel=$name" "round=$round" \
				<"$scratch/bench/result" >"$scratch/tsv"
			sed 1d "$scratch/tsv" >>"$scratch/rounds"
		done
		case $order in
		upstream*) order="base seam upstream" ;;
		*) order="upstream seam base" ;;
		esac
	done
	{
		sed 1q "$scratch/tsv"
		cat "$scratch/rounds"
	} >"$hooks_all"
	hooks_ratios "$hooks_all" >"$results/bench-hooks.tsv"
	say "no subscriber, $hooks_rounds rounds of each kernel: least times; ratio: median and middle half of the rounds"
	awk -F '\t' '
	NR == 1 { next }
	{
		printf "    %-7s %-9s / %-9s %9.0f / %9.0f ns  %.4f  (%.4f - %.4f)\n", \
			$1, $2, $3, $4, $5, $6, $7, $8
	}' "$results/bench-hooks.tsv"
	say "    base / base: each round against the one before, the noise of the method"
	bench_files hooks <<-'END'
	set title "No subscriber: time with the hooks / time without"
	set ylabel "ratio"
	set yrange [0.95:1.05]
	set xrange [0.5:*]
	set style data yerrorbars
	set xtics rotate by -45
	plot tsv using ($0 + 1):6:7:8:xtic(sprintf("%s %s/%s", strcol(1), strcol(2), strcol(3))) skip 1 \
		pointtype 7 notitle, 1 with lines notitle, \
		1.01 with lines dashtype 2 title "1 %"
	END
}

# hooks_ratios FILE: a table of ratios from the figures of all rounds.  In a round
# the time is the one that a tenth of the samples stay below.
hooks_ratios () {
	awk -F '\t' '
	BEGIN { OFS = "\t" }
	NR == 1 { next }
	!($3 in known) { known[$3] = 1; ops[++nops] = $3 }
	{
		low[$1, $3, $2] = $5
		if (!(($1, $3) in best) || $4 < best[$1, $3])
			best[$1, $3] = $4
		if ($2 + 0 > rounds)
			rounds = $2 + 0
	}
	# the ratios of all rounds, ascending, in r[]
	function ratios(a, b, op, skew, i, j, t) {
		n = 0
		for (i = 1; i <= rounds - skew; i++) {
			t = low[a, op, i + skew] / low[b, op, i]
			for (j = n++; j > 0 && r[j] > t; j--)
				r[j + 1] = r[j]
			r[j + 1] = t
		}
	}
	function row(a, b, op, skew) {
		ratios(a, b, op, skew)
		print op, a, b, best[a, op], best[b, op], at(0.5), at(0.25), at(0.75)
	}
	function at(part) {
		return sprintf("%.4f", r[1 + int(part * (n - 1) + 0.5)])
	}
	END {
		print "op", "kernel", "against", "ns", "ns_against", "ratio", "low", "high"
		for (o = 1; o <= nops; o++) {
			op = ops[o]
			row("base", "upstream", op, 0)
			row("base", "seam", op, 0)
			if (rounds > 1)
				row("base", "base", op, 1)
		}
	}' "$1"
}
