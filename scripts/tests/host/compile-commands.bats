#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0

load helper

# note PATH COMMAND: what kbuild writes beside the object PATH.
note () {
	mkdir -p "build/lab/$(dirname "$1")"
	printf 'savedcmd_%s := %s  \n\nsource_%s := ../linux/%s\n' \
		"$1" "$2" "$1" "${1%.o}.c" >"build/lab/$(dirname "$1")/.$(basename "$1").cmd"
}

built () {
	cp -R "$kit/drivers" .
	note mm/a.o 'gcc -O2 -c -o mm/a.o /src/linux/mm/a.c'
}

commands=build/compile_commands.json

# entries: one a line; each but the last ends in a comma.
entries () {
	[ "$(sed -n '1p' $commands)" = "[" ]
	[ "$(sed -n '$p' $commands)" = "]" ]
	sed '1d;$d' $commands >"$box/entries"
	[ -s "$box/entries" ]
	refute grep -v '^{ "directory": "[^"]*", "file": "[^"]*", "command": "[^"]*" },\{0,1\}$' "$box/entries"
	[ "$(grep -c ',$' "$box/entries")" -eq "$(($(grep -c . "$box/entries") - 1))" ]
	if command -v jq >/dev/null; then
		jq -e . $commands >/dev/null
	fi
}

@test "compile-commands without a kernel says how to have one" {
	run scripts/compile-commands.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"make build"* ]]
	[ ! -e $commands ]
}

@test "compile-commands lists the kernel, the guest and the supervisor" {
	built
	run scripts/compile-commands.sh
	[ "$status" -eq 0 ]
	entries
	grep -qF "\"directory\": \"$PWD/build/lab\", \"file\": \"/src/linux/mm/a.c\", \"command\": \"gcc -O2 -c -o mm/a.o /src/linux/mm/a.c\"" $commands
	grep -q '"file": "[^"]*scenarios/zap-many.c", "command": "cc [^"]* -c [^"]*scenarios/zap-many.c"' $commands
	grep -q '"file": "[^"]*host/supervise.c"' $commands
	refute grep -q -- '-lpthread' $commands
}

@test "compile-commands names the driver's files as one edits them" {
	built
	note drivers/misc/tmmu/core.o 'gcc -DA -c -o drivers/misc/tmmu/core.o /src/linux/drivers/misc/tmmu/core.c'
	note kernel/interleave/run.o 'gcc -DA -c -o kernel/interleave/run.o /src/linux/kernel/interleave/run.c'
	note drivers/misc/tmmu/gone.o 'gcc -DA -c -o drivers/misc/tmmu/gone.o /src/linux/drivers/misc/tmmu/gone.c'
	run scripts/compile-commands.sh
	[ "$status" -eq 0 ]
	entries
	grep -qF "\"file\": \"$PWD/drivers/tmmu/core.c\", \"command\": \"gcc -DA -c -o drivers/misc/tmmu/core.o $PWD/drivers/tmmu/core.c\"" $commands
	grep -qF "\"file\": \"$PWD/drivers/interleave/run.c\"" $commands
	grep -qF '"file": "/src/linux/drivers/misc/tmmu/core.c"' $commands
	refute grep -qF "$PWD/drivers/tmmu/gone.c" $commands
}

@test "compile-commands undoes what make needs and does what JSON needs" {
	built
	note mm/q.o "gcc -DNAME='\"mm/q\"' -DP='\$(pound)' -DD='\$\$x' -DB='\\\\' -c -o mm/q.o mm/q.c"
	run scripts/compile-commands.sh
	[ "$status" -eq 0 ]
	entries
	grep -qF "\"command\": \"gcc -DNAME='\\u0022mm/q\\u0022' -DP='#' -DD='\$x' -DB='\\u005c\\u005c' -c -o mm/q.o mm/q.c\"" $commands
}

@test "compile-commands leaves out what is not compiled from one file" {
	built
	note mm/built-in.a 'rm -f mm/built-in.a; ar cDPrST mm/built-in.a mm/a.o'
	note mm/linked.o 'ld -r -o mm/linked.o mm/a.o mm/b.o'
	run scripts/compile-commands.sh
	[ "$status" -eq 0 ]
	entries
	refute grep -q 'linked\|built-in' $commands
}

@test "a file of an exercise that was begun is there as one edits and as one reads it" {
	built
	mkdir -p exercises/08-other {work,build/read}/07-sample/mm
	touch exercises/{07-sample,08-other}/meta {work,build/read}/07-sample/mm/a.c
	run scripts/compile-commands.sh
	[ "$status" -eq 0 ]
	entries
	for dir in work build/read
	do
		grep -qF "\"directory\": \"$PWD/build/lab\", \"file\": \"$PWD/$dir/07-sample/mm/a.c\", \"command\": \"gcc -O2 -c -o mm/a.o -I/src/linux/mm $PWD/$dir/07-sample/mm/a.c\"" $commands
	done
	refute grep -q 08-other $commands
}

@test "the files for VS Code are JSON, and name tasks, verbs and files that there are" {
	for file in tasks launch settings
	do
		grep -v '^//' "$kit/.vscode/$file.json" >"$box/$file.json"
		if command -v jq >/dev/null; then
			jq -e . "$box/$file.json" >/dev/null
		fi
	done
	grep -o '"preLaunchTask": "[^"]*"' "$box/launch.json" | cut -d '"' -f 4 >"$box/wanted"
	[ -s "$box/wanted" ]
	while read -r task
	do
		grep -A 3 -F "\"label\": \"$task\"" "$box/tasks.json" | grep -q 'make debug .*</dev/null"'
	done <"$box/wanted"
	grep -o '"command": "make [a-z-]*' "$box/tasks.json" | cut -d ' ' -f 3 >"$box/called"
	[ -s "$box/called" ]
	while read -r verb
	do
		grep -q "^$verb	" scripts/verbs.tsv
	done <"$box/called"
	# what debug.sh writes without a terminal
	grep -q 'debug_dir=$build/debug$' scripts/debug.sh
	[ "$(grep -c '/build/debug/linux"' "$box/launch.json")" -eq 4 ]
	[ "$(grep -c '"source ${workspaceFolder}/build/debug/gdb"' "$box/launch.json")" -eq 2 ]
}
