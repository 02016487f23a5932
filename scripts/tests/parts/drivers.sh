# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154,SC2034
#
# drivers: drivers of the kernel's own, unmodified, in the flavour that has them.  Nothing breaks in
# the scenes of uml/scenes/kvm.list; each patch of scripts/tests/bugs/kvm is found in its scene,
# which breaks nothing without it.

drivers_default='^-(kvm-as-it-is|01-|07-|19-)'
drivers_first='^-kvm-as-it-is'

drivers_cases () {
	echo 'kvm as it is'
	drivers_list | cut -d '|' -f 1
}

# drivers_list: "NAME|SCENE|BOUND [OPTION]"
drivers_list () {
	drivers_lines "$scripts/tests/bugs/kvm/mutants.list"
}

drivers_lines () {
	sed 's/#.*//;s/[[:space:]]*|[[:space:]]*/|/g;s/[[:space:]]*$//;/^$/d' "$1"
}

# drivers_words: "SCENE|BOUND [OPTION]" of stdin become the words of a cell.
drivers_words () {
	awk -F '|' '{
		n = split($2, word, " ")
		printf "scenario=%s bound=%s", $1, word[1]
		for (i = 2; i <= n; i++)
			printf " %s", word[i]
		printf "\n"
	}'
}

# drivers_clean FILE WHAT: nothing breaks in these cells.
drivers_clean () {
	search_all "$1"
	kit rows status scenario broken schedules <"$1" >"$scratch/rows"
	awk -F '\t' '$1 != 0 { print $2 ": " $3; bad = 1 } END { exit bad }' "$scratch/rows" >"$scratch/odd"
	drivers_status=$?
	result_of "$drivers_status" "$2: $(awk -F '\t' '{ n += $4 } END { print NR " scenes, " n " schedules" }' "$scratch/rows")" \
		"$scratch/odd"
}

drivers_case () {
	flavour_ready kvm
	case $1 in
	'kvm as it is')
		{
			drivers_lines "$uml/scenes/kvm.list"
			drivers_list | cut -d '|' -f 2-
		} | sort -u | drivers_words >"$scratch/words"
		drivers_clean "$scratch/words" 'KVM as it is breaks no law'
		;;
	*) drivers_mutant "$1" ;;
	esac
}

drivers_mutant () {
	kernel_build "$test_kernel" --flavour kvm --patch "$scripts/tests/bugs/kvm/$1.patch" ||
	die "it does not build"
	unlock
	drivers_list | awk -F '|' -v name="$1" '$1 == name { print $2 "|" $3 }' | drivers_words |
	sed "s/\$/ -- kernel=$test_kernel/" >"$scratch/words"
	explore_crashes=3
	search_all "$scratch/words"
	kit rows failing broken schedules <"$scratch/words" >"$scratch/rows"
	IFS='	' read -r failing laws schedules <"$scratch/rows"
	if test "$failing" -gt 0
	then
		result ok "mutant $1 is found, ${laws%\*}, $failing/$schedules schedules"
	else
		result not-ok "mutant $1 is found" "$(cat "$scratch/rows") $(search_why "$scratch/words" "$(cat "$scratch/words")")"
	fi
}
