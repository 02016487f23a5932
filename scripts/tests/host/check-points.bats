#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# make check wants the schedule points passed that the files had.

load helper

# A kernel of one object, of real C, with two schedule points.
compiled_points () {
	tiny_exercise
	fake_check
	cat >>scripts/lib/exercise.sh <<-'EOF'
	# what the kit gives has not changed
	ex_update () {
		:
	}
	kernel_build () {
		test "$1" != base || return 0
		kernel_dir=$kernels/$1 kernel_key=1 kernel_flavour=lab
		variant=$scratch/variant variant_overlay=$scratch/overlay
		mkdir -p "$variant/src" "$build/lab/mm"
		: >"$build/lab/linux"
		cc -O1 -c -o "$build/lab/mm/a.o" "$variant_overlay/mm/a.c" && kernel_keep
	}
	EOF
	scripts/start.sh 07
	cat >work/07-sample/mm/a.c <<-'EOF'
	void __il_point(const char *prefix, const char *name, unsigned long a, unsigned long b);
	#define il_point2 __il_point
	static inline void il_point(const char *name, unsigned long a, unsigned long b)
	{
		__il_point(name, "", a, b);
	}
	void work(const char *design)
	{
		il_point2(design, ".there",
			  1, 0);
		il_point("a.gone", 0, 0);
	}
	EOF
	cp work/07-sample/mm/a.c work/07-sample/.base/mm/a.c
}

@test "a schedule point that is not compiled any more is asked back" {
	compiled_points
	for edit in '/a.gone/d' 's,il_point("a.*,/* & */,' 's,il_point("a.*,if (0) &,' \
		's,.*il_point("a.*,#if 0\n&\n#endif,' 's,^void work,#define il_point(n\, a\, b) (void)0\n&,'; do
		sed "$edit" work/07-sample/.base/mm/a.c >work/07-sample/mm/a.c
		cp work/07-sample/mm/a.c "$box/mine"
		run scripts/check.sh 07
		[ "$status" -eq 1 ]
		[[ "$output" == *'work/07-sample/mm/a.c has no schedule point "a.gone" any more'* ]]
		[[ "$output" != *'.there'* ]]
		cmp work/07-sample/mm/a.c "$box/mine"
	done
	sed '/a.gone/d;$a void more(void)\n{\n\til_point("a.gone", 1, 1);\n}' \
		work/07-sample/.base/mm/a.c >work/07-sample/mm/a.c
	run scripts/check.sh 07
	echo "$output"
	[ "$status" -eq 0 ]
}
