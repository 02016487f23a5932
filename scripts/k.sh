#!/bin/sh
# Usage: k EX [PATTERN]
set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"
. "$scripts/lib/search.sh"
one=$1; pat=${2:-}
scratch
kernel_build base >/dev/null || exit 1
unlock
guest_build
ex_find "$one"
for v in bug fix $(cd $ex_dir; ls wrong-*.patch right-*.patch 2>/dev/null | sed 's/.patch//')
do
	case $v in *$pat*) ;; *) continue ;; esac
	set -- --patch $ex_bug
	test $v = bug || set -- "$@" --patch $ex_dir/$v.patch
	if ! (kernel_build try --access "$(ex_access)" "$@") >$scratch/log 2>&1; then echo "== $ex $v DOES NOT BUILD"; tail -5 $scratch/log; grep -m3 error $scratch/log; continue; fi
	grep -i 'warning' $build/lab/build.log | head -2
	unlock
	line="== $ex $v:"
	bad=
	checks_list >$scratch/cl
	while IFS='|' read -r name _; do
		check_run $kernels/try/linux $name $scratch/c </dev/null
		line="$line $name=$(verdict_word $verdict)[$check_laws $check_why $(test $verdict -gt 1 && echo "$verdict_why" | cut -c1-60)]"
		test $verdict -eq 0 || bad=1
	done <$scratch/cl
	if test -z "$bad"; then
		b=$(clock)
		search_all try >/dev/null
		for s in $(searches_list | cut -d '|' -f 1); do
			st=$(cat $scratch/searches/$s.status)
			n=$(sed -n 's/^explored \([0-9]*\) sched.*/\1/p' $scratch/searches/$s)
			if test $st -eq 0; then line="$line $s=ok($n)"; else line="$line
     $s=$st $(grep -m1 -E '^breaks' $scratch/searches/$s | cut -c1-150) $(test $st -eq 2 && tail -1 $scratch/searches/$s)"; fi
		done
		line="$line  [$(($(clock)-b)) s]"
	fi
	echo "$line"
	rm -rf $build/explore/*.try*
done
rm -rf $kernels/try
