# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# What a learner writes besides code, and what there is to read.  Part of exercise.sh.
#
# exercises/ID/predict	NAME | CHECK | FACT | QUESTION | LOOK: FACT as in draw/fact.awk, LOOK where one
#			sees it, for who has missed it
# exercises/ID/why	LETTER | GUARANTEE | LOOK: one has "right" as LOOK
# exercises/ID/answers	NAME | QUESTION; session.gdb prints "answer NAME VALUE"
# exercises/ID/hint-NAME	a hint for those whose check or search NAME fails
# work/ID/predict, answers, why	NAME = what the learner says
# build/read/ID/	the kernel tree to read, with nothing that gives the fix away
# build/results/ID-given/	what happens with the files as they were given

# ---------------------------------------------------------------------------
# Questions: two files of the same form.

# questions KIND: "NAME|..." lines of exercises/ID/KIND.
questions () {
	bar_list "$1" 2
}

# questions_give KIND DIR: the file to fill in, where the exercise has one.
questions_give () {
	test -f "$ex_dir/$1" || return 0
	{
		case $1 in
		predict)
			say '# Before the first check: what will happen?  Write your answer behind each "=".'
			say "# make check EX=$nr prints beside it what happened in the files as you got"
			say '# them.  Nothing is scored.'
			;;
		*)
			say "# You can only solve these in gdb.  Find out with $ex_debug_given,"
			say "# write it behind each \"=\", then: make answer EX=$nr"
			;;
		esac
		questions "$1" | awk -F '|' -v kind="$1" '{
			print ""
			line = kind == "predict" ? "In the check \"" $2 "\": " $4 : $2
			while (length(line) > 76) {
				for (i = 76; i > 1 && substr(line, i, 1) != " "; i--)
					;
				print "# " substr(line, 1, i - 1)
				line = substr(line, i + 1)
			}
			print "# " line
			print $1 " ="
		}'
	} >"$2/$1.new" && mv -f -- "$2/$1.new" "$2/$1" || unwritable "$2"
}

# wrote KIND NAME: what the learner has written.
wrote () {
	sed -n "s/^[ 	]*$2[ 	]*=//p" "$ex_work/$1" 2>/dev/null | tail -n 1 | sed 's/^[ 	]*//;s/[ 	]*$//'
}

# written KIND NAME: the same, as it is compared.
written () {
	wrote "$1" "$2" | plain
}

# plain: case, quotes, "()", "0x" and blanks at the ends make no difference.
plain () {
	tr '[:upper:]' '[:lower:]' | sed 's/[`"'"'"']//g;s/()$//;s/^[ 	]*//;s/^&//;s/[ 	]*$//;s/()$//;s/^0x0*\([0-9a-f]\)/\1/'
}

# ---------------------------------------------------------------------------
# What happens with the files as they were given.

# given_dir: where that is kept, in $given; empty when the kernel is another one.
given_dir () {
	given=$results/$ex-given
	given_key=$({
		variant_args ${ex_bug:+--patch "$ex_bug"}
		variant_key
		cat -- "$ex_dir/checks" "$ex_dir/predict" "$ex_dir/session.gdb" \
			"$guest_dir/scenario" 2>/dev/null
	} | sum)
	test "$(cat "$given/key" 2>/dev/null)" = "$given_key" || {
		rm -rf -- "$given"
		mkdir -p -- "$given" 2>/dev/null || unwritable "$build"
		printf '%s\n' "$given_key" >"$given/key"
	}
}

# given_keep CHECK RUNDIR: a run of the files as they were given, with its $verdict.
given_keep () {
	test "$verdict" -eq "$ERROR" || test -f "$given/$1" || cp -- "$2/result" "$given/$1"
}

# given_run CHECK: the result of it, in $given/CHECK.
given_run () {
	test ! -f "$given/$1" || return 0
	ex_kernel_given || die "the kernel of exercise $ex does not build as it was given"
	unlock
	check_run "$kernels/$kernel/linux" "$1" "$scratch/given-run" </dev/null
	test "$verdict" -ne "$ERROR" || die "the check $1 has no verdict with the files as you got them: $verdict_why (cure: make doctor)"
	given_keep "$1" "$scratch/given-run"
}

# fact CHECK FACT
fact () {
	awk -v fact="$2" -f "$scripts/draw/trace.awk" -f "$scripts/draw/fact.awk" "$given/$1"
}

# predictions: beside each that was written, what happened.  Runs what is not known.
predictions () {
	questions predict >"$scratch/predict"
	test -s "$scratch/predict" && test -f "$ex_work/predict" || return 0
	predict_open=0
	: >"$scratch/predicted"
	while IFS='|' read -r predict_name predict_check predict_fact _ predict_look
	do
		predict_said=$(written predict "$predict_name")
		if test -z "$predict_said"
		then
			predict_open=$((predict_open + 1))
			continue
		fi
		given_run "$predict_check"
		predict_was=$(fact "$predict_check" "$predict_fact")
		predict_mark='   '
		test "$predict_said" = "$(say "$predict_was" | plain)" || predict_mark='-->'
		printf '  %s %-16s you said %-10s it was %s\n' "$predict_mark" \
			"$predict_name" "$(wrote predict "$predict_name")" "$predict_was" >>"$scratch/predicted"
		test "$predict_mark" != '-->' || test -z "$predict_look" ||
		say "        look: $predict_look" >>"$scratch/predicted"
	done <"$scratch/predict"
	if test -s "$scratch/predicted"
	then
		say ""
		say "your predictions (what happens with the files as you got them):"
		sed 's/ *$//' "$scratch/predicted"
		! grep -q -e '-->' "$scratch/predicted" ||
		say "  Where you were wrong, find out why: bugs come from such surprises."
	fi
	test "$predict_open" -eq 0 || {
		say ""
		say "  $predict_open not predicted yet: $ex_at/predict"
	}
}

# why_give DIR: the file for the sentence, and for the guarantee that it is about.
why_give () {
	test ! -f "$ex_dir/why" || {
		say '# When it is solved, in words, for a person to read: which guarantee was broken, who relied on it,'
		say '# in which order?  One sentence, in one line; no program judges it.'
		say 'why ='
		say ''
		say '# Which guarantee is it?  A letter; make check judges it.'
		bar_list why 3 | awk -F '|' '{ print "#   " $1 "  " $2 }'
		say 'guarantee ='
	} >"$1/why" || unwritable "$1"
}

# why_said: what was made of it.
why_said () {
	test -f "$ex_work/why" || return 0
	why_letter=$(written why guarantee)
	say ""
	if test -z "$why_letter$(written why why)"
	then
		say "In words, which guarantee was broken, who relied on it, in which order: $ex_at/why"
		return
	fi
	test -z "$(written why why)" || say "In your words: $(wrote why why)"
	why_look=$(bar_list why 3 | awk -F '|' -v letter="$why_letter" '$1 == letter { print $3 }')
	case $why_look in
	right) say "The guarantee: $why_letter, yes" ;;
	'') say "The guarantee: one of $(bar_list why 3 | cut -d '|' -f 1 | tr '\n' ' ')($ex_at/why)" ;;
	*) say "The guarantee: no, not $why_letter. Look: $why_look" ;;
	esac
}

# truths: what a stopped kernel says, "NAME VALUE" lines in $given/truths.
truths () {
	test -s "$given/truths" || {
		"$scripts/debug.sh" BATCH=1 "$ex" >"$scratch/session" 2>&1 </dev/null ||
		die "an expectation in the session of exercise $ex failed: $(grep '^NOT ok' "$scratch/session" | head -n 1) (cure: make test TESTS=gdb)"
		sed -n 's/^answer \([^ ]*\) \([^ ]*\).*/\1 \2/p' "$scratch/session" >"$given/truths"
	}
}

# truth NAME
truth () {
	awk -v name="$1" '$1 == name { print $2 }' "$given/truths"
}

# ---------------------------------------------------------------------------
# The tree to read.

# read_given: files that the bug changes, and that are not the learner's.
read_given () {
	test -z "$ex_bug" ||
	sed -n 's,^+++ b/\([^ 	]*\).*,\1,p' "$ex_bug" | grep -vxF "$(ex_meta files | tr ' ' '\n')"
}

# ex_read: build/read/ID anew.  All of it are links, into build/linux and work/ID, but
# for what the bug changes beside the learner's files, and what the exercise withholds until it
# is solved.
ex_read () {
	tree_prepare
	unlock
	read_dir=$build/read/$ex
	read_withheld=
	test "$(state_get "$ex" status)" = solved || read_withheld=$(ex_meta withhold)
	rm -rf -- "$read_dir"
	mkdir -p -- "$read_dir" 2>/dev/null || unwritable "$build"
	for read_path in $(ex_meta files) $(read_given) $read_withheld
	do
		printf '%s\n' "$read_path"
	done >"$scratch/own"
	{
		say .
		awk -F / '{
			path = ""
			for (i = 1; i < NF; i++) {
				path = path (i > 1 ? "/" : "") $i
				print path
			}
		}' "$scratch/own"
	} | sort -u >"$scratch/dirs"
	cp -- "$scratch/dirs" "$scratch/real-dirs"
	while IFS= read -r read_sub
	do
		mkdir -p -- "$read_dir/$read_sub"
		find "$linux/$read_sub" -mindepth 1 -maxdepth 1 >"$scratch/entries"
		{
			sed "s,^\./,,;s,^,$linux/," "$scratch/own" "$scratch/real-dirs"
		} >"$scratch/not-linked"
		# shellcheck disable=SC2016
		sed 's,/\./,/,' "$scratch/entries" | grep -vxF -f "$scratch/not-linked" |
		tr '\n' '\0' | xargs -0 -r sh -c 'ln -s -- "$@" "$0/"' "$read_dir/$read_sub" ||
		unwritable "$build"
	done <"$scratch/dirs"
	for read_path in $(ex_meta files)
	do
		ln -sf -- "$ex_work/$read_path" "$read_dir/$read_path"
	done
	test -z "$(read_given)" || {
		variant_args --patch "$ex_bug"
		variant_assemble "$scratch/read"
		for read_path in $(read_given)
		do
			cp -- "$scratch/read/src/$read_path" "$read_dir/$read_path" || unwritable "$build"
		done
	}
	for read_path in $read_withheld
	do
		rm -f -- "$read_dir/$read_path"
		say "Withheld until exercise $nr is solved: this file gives the fix away." \
			>"$read_dir/$read_path"
	done
}

# ex_read_whole: is it there, and of this work?
ex_read_whole () {
	for whole_path in . $(ex_meta files)
	do
		test "$whole_path" = . && test -d "$build/read/$ex" ||
		test "$(readlink -- "$build/read/$ex/$whole_path")" = "$ex_work/$whole_path" || return 1
	done
}

# ---------------------------------------------------------------------------
# Answers.

# questions_open KIND: is one of them not answered yet?
questions_open () {
	questions "$1" | cut -d "|" -f 1 | while read -r open_name
	do
		test -n "$(written "$1" "$open_name")" || say yes
	done | grep -q yes
}

# answers: what was answered, right or not.  $answers_open and $answers_wrong are how
# many are missing, and how many are not so.
answers () {
	answers_open=0
	answers_wrong=0
	questions answers >"$scratch/answers"
	while IFS='|' read -r answer_name answer_text
	do
		answer_said=$(written answers "$answer_name")
		if test -z "$answer_said"
		then
			answers_open=$((answers_open + 1))
			printf '  %-16s not answered: %s\n' "$answer_name" "$answer_text"
			continue
		fi
		truths
		answer_true=$(truth "$answer_name" | plain)
		if test "$answer_said" = "$answer_true" || test "$answer_said" = "${answer_true##*->}"
		then
			printf '  %-16s yes, %s\n' "$answer_name" "$answer_said"
		else
			answers_wrong=$((answers_wrong + 1))
			printf '  %-16s no, not %s: %s\n' "$answer_name" "$answer_said" "$answer_text"
		fi
	done <"$scratch/answers"
}

# ---------------------------------------------------------------------------
# Hints.

# hint_next: the file of the next hint, in $hint, which is given by that; empty when there
# is no other.  One for what has failed first the last time goes before those that are
# for everybody.  $hints is how many were given before, $hint_given of them for everybody.
hint_next () {
	work_lock
	hints=$(state_get "$ex" hints)
	hint_failed=$(state_get "$ex" failed)
	hint_named=$(state_get "$ex" hinted | sed "s/^-\$//")
	hint_given=$((hints - $(printf "%s" "$hint_named" | tr "," "\n" | grep -c .)))
	hint=$ex_dir/hint-$hint_failed
	case ,$hint_named, in
	*,"$hint_failed",*) ;;
	*)
		test ! -f "$hint" || {
			state_set "$ex" hints=+1 "hinted=${hint_named:+$hint_named,}$hint_failed"
			work_unlock
			return
		}
		;;
	esac
	hint=$ex_dir/hint$((hint_given + 1))
	if test -f "$hint"
	then
		state_set "$ex" hints=+1
	else
		hint=
	fi
	work_unlock
}

# ---------------------------------------------------------------------------
# Copies of the work that have a name.

saved=$work/.saved

# saved_list: their names, a line each, oldest first.
saved_list () {
	ls -1tr "$saved/$ex" 2>/dev/null
}

# saved_name: NAME=, of letters, digits and "._-".
saved_name () {
	case ${1:-} in
	'' | .* | -* | *[!A-Za-z0-9._-]*)
		die "NAME=${1:-} is no name for a copy: letters, digits and . _ - only"
		;;
	esac
}
