#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0
#
# What a machine has and lacks, as doctor, deps and the verbs see it.

load helper

# bin TOOL...: a PATH of all that there is but for these.
bin () {
	mkdir -p "$box/bin"
	ln -sf /usr/bin/* /usr/sbin/* "$box/bin/"
	for tool; do
		rm -f "$box/bin/$tool"
	done
}

# fake TOOL: a program that says what it is asked, and fails.
fake () {
	rm -f "$box/bin/$1"
	printf '#!/bin/sh\necho "%s $*" >>"%s/asked"\nexit 1\n' "$1" "$box" >"$box/bin/$1"
	chmod +x "$box/bin/$1"
}

@test "doctor and deps want the same programs" {
	bin perl bison xz apt-get
	PATH=$box/bin run scripts/deps.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not Debian"*" bison perl xz"* ]]
	PATH=$box/bin KERNEL_TARBALL=/x run scripts/doctor.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"not found: bison perl xz"* ]]
}

@test "an apt that fails does not stop where only optional programs are missing" {
	bin sparse gnuplot bats gdb
	fake apt-get
	fake sudo
	PATH=$box/bin run scripts/deps.sh --quiet
	[ "$status" -eq 0 ]
	[[ "$output" == *"go on without:"*" gdb"* ]] || [ "$(id -u)" -ne 0 ]
	rm "$box/bin/bison"
	PATH=$box/bin run scripts/deps.sh --quiet
	[ "$status" -eq 2 ]
}

@test "the static library is where the compiler says" {
	bin apt-get sparse gnuplot
	rm -f "$box/bin/cc"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\ncase $* in\n*libc.a) cat %s/libc ;;\n*) exec %s "$@" ;;\nesac\n' "$box" "$(command -v cc)" >"$box/bin/cc"
	chmod +x "$box/bin/cc"
	echo libc.a >"$box/libc"
	PATH=$box/bin run scripts/deps.sh
	[[ "$output" == *" libc.a"* ]]
	echo /lib/elsewhere/libc.a >"$box/libc"
	PATH=$box/bin run scripts/deps.sh
	[[ "$output" != *" libc.a"* ]]
}

@test "tools of busybox in place of GNU's are named, and no patch is blamed" {
	tiny_exercise
	tiny_patch $room/0001.patch seven SEVEN
	echo "$kernel/0001.patch" >"$room/series"
	mkdir "$box/bin"
	for tool in patch tar; do
		ln -sf "$(command -v busybox)" "$box/bin/$tool"
		PATH="$box/bin:$PATH" run scripts/start.sh 07
		[ "$status" -eq 2 ]
		[[ "$output" != *"does not apply"* ]]
		[[ "${lines[-1]}" == *"not those of GNU: $box/bin/$tool (cure: "* ]]
		PATH="$box/bin:$PATH" KERNEL_TARBALL=/x run scripts/doctor.sh
		[[ "$output" == *"not those of GNU: $box/bin/$tool"* ]]
		rm "$box/bin/$tool"
		rm -rf build
	done
}

@test "the other tools may be those of busybox" {
	tiny_exercise
	tiny_patch $room/0001.patch seven SEVEN
	echo "$kernel/0001.patch" >"$room/series"
	mkdir "$box/bin"
	for tool in date awk sed grep sort xargs head tail cut tr cmp find cat cp mv mktemp stat df id od; do
		ln -sf "$(command -v busybox)" "$box/bin/$tool"
	done
	PATH="$box/bin:$PATH" run scripts/start.sh 07
	[ "$status" -eq 0 ]
	grep -qx SEVEN work/07-sample/mm/a.c
	PATH="$box/bin:$PATH" run scripts/status.sh
	[ "$status" -eq 0 ]
	[[ "$output" == *"started"* ]]
}

@test "a Korn shell is refused by name" {
	# shellcheck disable=SC2016
	run sh -c 'KSH_VERSION=x; . "$0"' scripts/status.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"Korn shell"*"cure"* ]]
}

# no_source: apt without the package, and nothing that comes from elsewhere.
no_source () {
	bin apt-cache
	for tool in apt-cache curl wget apt-get; do
		fake "$tool"
	done
	sed -i 's,^apt_helper=.*,apt_helper=/nowhere,' scripts/lib/kernel.sh
}

@test "without a source the cure is where to get one" {
	no_source
	PATH="$box/bin" run scripts/fetch.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"(cure: download http://"*"_all.deb where there is a network, then KERNEL_TARBALL=/path/to/"*"_all.deb)" ]]
	PATH="$box/bin" run scripts/doctor.sh
	[ "$status" -eq 2 ]
	[[ "$output" == *"BAD"*"source: none in apt, and no http://"*"cure: download http://"* ]]
}

@test "run asks for the source before it installs anything" {
	no_source
	rm -f "$box/bin/bison"
	PATH="$box/bin" run scripts/run.sh
	[ "$status" -eq 2 ]
	[[ "${lines[-1]}" == *"no way to get the kernel source"* ]]
	refute grep -q install "$box/asked"
}

@test "run looks at path, room and ptrace before it asks for the source" {
	no_source
	echo 'int main(void) { return 1; }' >uml/host/ptrace.c
	PATH="$box/bin" run scripts/run.sh
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"ptrace is refused"*"cure: a container"* ]]
	sed -i 's/^disk_mb=.*/disk_mb=999999999/' $room/kernel.pin
	PATH="$box/bin" run scripts/run.sh
	[[ "$output" == *"999999999 MB are needed"* ]]
	BUILD="$box/a b" PATH="$box/bin" run scripts/run.sh
	[[ "$output" == *"do not work in a path with ' '"* ]]
	[ ! -s "$box/asked" ]
	PATH="$box/bin" run scripts/doctor.sh
	[[ "$output" == *"BAD"*"ptrace: "* ]]
}

@test "a build says how far it is every ten seconds" {
	verb progress lib/kernel <<-'EOF'
	# an object takes four seconds
	clock () {
		echo >>ticks
		expr 4 \* "$(wc -l <ticks)"
	}
	build_progress "$1"
	EOF
	lines_of () {
		awk 'BEGIN { for (i = 0; i < 60; i++) print "  CC      a" i ".o" }' | scripts/progress.sh "$1"
	}
	run lines_of 60
	[ "${#lines[@]}" -eq 20 ]
	[[ "${lines[-1]}" == "  60/60 objects, 240 s" ]]
	# a rebuild names the first ones, and then how many there can be
	run lines_of 0
	[ "${#lines[@]}" -eq 33 ]
	[[ "${lines[19]}" == "  CC      a19.o" ]]
	[[ "${lines[-1]}" == *"/575 objects at most, "* ]]
}
