#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: new-exercise.sh NAME MUTANT	(or NAME=14-my-bug FROM=05)
#
# Make the folder of a new exercise from a bug in scripts/tests/bugs: the patch, the
# reference fix (which takes the patch back), the check with a schedule that shows the bug,
# the searches, and a skeleton of each text.  The parts that you have to write say TODO; make
# test TESTS=exercises:NN names it.  docs/authoring.md goes on from there.

# shellcheck disable=SC2016

set -u
. "$(dirname "$0")/lib/lib.sh"
. "$scripts/lib/explore.sh"

test $# -le 2 || usage
name=${1:-${NAME:-}}
from=${2:-${FROM:-}}
case $name in
[0-9][0-9]-[a-z]*) ;;
*) die "NAME=$name is not the name of an exercise: two digits, a dash, letters (NAME=14-my-bug)" ;;
esac
case $name in
*[!a-z0-9-]*) die "NAME=$name: small letters, digits and dashes only" ;;
esac
test ! -e "$exercises/$name" || die "exercises/$name is there already (cure: another NAME=)"
test -z "$(ex_all | grep "^${name%%-*}-")" ||
die "there is an exercise $(ex_all | grep "^${name%%-*}-") already (cure: another number)"
mutants=$scripts/tests/bugs
case $from in
'' | *[!a-z0-9-]*) die "FROM= names a mutant, by number or name: $(sed -n "s/^\([0-9][0-9]\)-.*/\1/p" "$mutants/mutants.list" | tr "\n" " ")" ;;
esac
patch=$(find "$mutants" -name "$from-*.patch" -o -name "$from.patch" | head -n 1)
test -n "$patch" || die "no mutant '$from' in scripts/tests/bugs"
mutant=${patch##*/}
mutant=${mutant%.patch}
line=$(grep "^$mutant " "$mutants/mutants.list") || die "mutants.list has no line for $mutant"
cell=$(printf '%s\n' "$line" | cut -d '|' -f 2 | sed 's/^ *//;s/ *$//')
laws=$(printf '%s\n' "$line" | cut -d '|' -f 3 | tr -d ' ')
bound=${cell##* }
cell=${cell% *}
# shellcheck disable=SC2086
set -- $cell
scenario=$1 design=$2 consumer=$3
shift 3
files=$(sed -n 's,^+++ b/,,p' "$patch")
scratch

# ---- the schedule that shows it ----------------------------------------------------

kernel_build base || die "the kernel does not build"
access=$(printf '%s\n' "$files" | sed -n 's,.*/\([^/]*\)\.c$,\1.o,p' | tr '\n' ' ')
kernel_build "new-$name" --access "$access" --patch "$patch" ||
die "$mutant does not build"
say "looking for a schedule that shows $mutant"
quiet=1
cell_prepare "scenario=$scenario" "design=$design" "consumer=$consumer" "bound=$bound" first=1 \
	"kernel=new-$name" "$@"
cell_explore
schedule=$(cell_of schedule)
test "$schedule" != - || schedule=
schedule=${schedule% =*}
test -n "$(kit found "$cell")" ||
die "the search does not find $mutant in $scenario, $design, $consumer"
rm -rf -- "${kernels:?}/new-$name" "$cell_dir"

# ---- the folder ----------------------------------------------------------------------

new=$scratch/new
mkdir -p -- "$new"
cp -- "$patch" "$new/bug.patch"
title=$(sed -n 's/^Subject: \[PATCH\] *//p' "$patch" | head -n 1)
{
	say "title=$title"
	say "files=$(printf '%s\n' "$files" | tr '\n' ' ' | sed 's/ $//')"
	say "points=TODO"
	say "after=00"
	say "minutes=TODO"
} >"$new/meta"
variant_args
variant_assemble "$scratch/without"
variant_args --patch "$patch"
variant_assemble "$scratch/with"
{
	say "From: mmu-notifier-lab <lab@mmu-notifier-lab.invalid>"
	say "Subject: [PATCH] TODO: what the fix does, in a line"
	say ""
	say "TODO: what was wrong, why this mends it.  It is read at the end."
	say ""
	say "Signed-off-by: mmu-notifier-lab <lab@mmu-notifier-lab.invalid>"
	say ""
	for file in $files
	do
		before=$scratch/without/src/$file
		test -f "$before" || {
			before=$scratch/pristine-file
			pristine_file "$file" "$before"
		}
		diff -u --label "a/$file" --label "b/$file" "$scratch/with/src/$file" "$before"
	done
} >"$new/fix.patch"
{
	say '# name | what the guest runs | the law that the broken kernel breaks'
	say "TODO-name | scenario $scenario design=$design consumer=$consumer${*:+ $*}${schedule:+ schedule='$schedule'} | ${laws%%,*}"
} >"$new/checks"
{
	say "# What must be clean on the learner's kernel before the exercise is solved."
	say '# name | scenario and options | preemptions; "-": one run, no search'
	say "events | events design=$design consumer=$consumer | -"
	say "TODO-again | $scenario design=$design consumer=$consumer${*:+ $*} fine=2 | 2"
} >"$new/search"
{
	say '# name | check | fact | question | look'
	say 'law | TODO-name | law | which law is reported first?'
} >"$new/predict"
{
	say '# name | question'
	say 'step | In which step does the first law break?'
} >"$new/answers"
{
	say '# letter | guarantee | where to look when it was chosen, or right'
	say 'a | TODO: the guarantee that the bug breaks | right'
	say 'b | TODO | TODO'
	say 'c | TODO | TODO'
} >"$new/why"
{
	say '# SPDX-License-Identifier: GPL-2.0'
	say '#'
	say '# TODO: what is seen here, in a sentence.'
	say ''
	say 'printf "\n# To the broken law.\n"'
	say 'delete'
	say 'lab-begin'
	say 'go-law'
	say "lab-expect \$law_no>0 \"a law is broken\""
	say "lab-answer step \$law_step"
	say 'why'
	say 'lab-end'
} >"$new/session.gdb"
for n in 1 2 3
do
	say "TODO: hint $n: $(printf 'how to look;where;what is wrong' | cut -d ';' -f $n)." >"$new/hint$n"
done
say "TODO: upstream's commit, how upstream mended it, what would have caught it." >"$new/debrief"
cat >"$new/README.md" <<END
<!-- SPDX-License-Identifier: GPL-2.0 -->
# ${name%%-*} $title

TODO: what one learns; about how many minutes; after which exercise.

## The story

TODO: who does what, and why it looks right.

Your task: mend $(printf '%s\n' "$files" | sed 's/^/`/;s/$/`/' | tr '\n' ' ').

## What to look at

Read in \`build/read/$name\`; edit in \`work/$name/\`.

| where | what |
|---|---|
$(printf '%s\n' "$files" | sed 's/^/| `/;s/$/` (edit) | TODO |/')

**Yours:** TODO: the functions of the exercise. Not of this exercise: TODO.

## Predict first

TODO. Write what you expect into \`work/$name/predict\`.

## Do

\`\`\`sh
make start EX=${name%%-*}
make check EX=${name%%-*}
make debug EX=${name%%-*}
make answer EX=${name%%-*}
\`\`\`

## How to read what you see

TODO

## Solved when

TODO

## Where it comes from

TODO: a mail, a commit, a CVE.
END
mkdir -p -- "$exercises" && cp -R -- "$new" "$exercises/.new-$name" &&
mv -- "$exercises/.new-$name" "$exercises/$name" || die "cannot write to $exercises"
say "exercises/$name: bug, fix, check and search are there; the texts say TODO."
grep -l TODO "$exercises/$name"/* | sed "s,^$top/,    ,"
say "Next: two wrong fixes that one would try (wrong-NAME.patch and .expect), then"
say "      make test TESTS=exercises:${name%%-*}"
