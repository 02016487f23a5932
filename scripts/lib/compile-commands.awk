# SPDX-License-Identifier: GPL-2.0
#
# Entries of compile_commands.json, one a line, from two kinds of input:
#
#	savedcmd_X.o := gcc ...		what kbuild notes of an object
#	cc ... a.c b.c -lm		what make -n says of a program
#
# Of a file of the kernel there is an entry for each copy of it below a directory of copies, too.
# The variable directory is where the commands run; drivers, where the
# sources are that the kernel has copies of; copies, directories with blanks between.  Needs json.awk.

function entry(file, command) {
	printf "{ \"directory\": %s, \"file\": %s, \"command\": %s }\n",
		json(directory), json(file), json(command)
}

# kbuild writes the line such that make can read it: "$" twice, "#" by name.
function unmake(s,    i, out) {
	while ((i = index(s, "$(pound)")) > 0)
		s = substr(s, 1, i - 1) "#" substr(s, i + 8)
	out = ""
	while ((i = index(s, "$$")) > 0) {
		out = out substr(s, 1, i)
		s = substr(s, i + 2)
	}
	return out s
}

function exists(path,    line, there) {
	there = (getline line < path) >= 0
	close(path)
	return there
}

/^savedcmd_[^ ]*\.o := / {
	command = $0
	sub(/^[^ ]* := /, "", command)
	command = unmake(command)
	if ((i = index(command, " ; ")) > 0)
		command = substr(command, 1, i - 1)
	sub(/ +$/, "", command)
	n = split(command, word, " ")
	file = word[n]
	if (file !~ /\.[cS]$/)
		next
	entry(file, command)
	name = file
	if ((sub(/.*\/drivers\/misc\/tmmu\//, drivers "/tmmu/", name) ||
	     sub(/.*\/arch\/um\/kvm\//, drivers "/kvm/", name) ||
	     sub(/.*\/kernel\/interleave\//, drivers "/interleave/", name)) && exists(name))
		entry(name, substr(command, 1, length(command) - length(file)) name)
	copied(file, command)
}

# What is included from beside the file is not beside the copy.
function copied(file, command,    name, beside, i, n, dir) {
	name = file
	if (!sub(/^(.*\/)?linux\//, "", name))
		return
	beside = file
	sub(/\/[^/]*$/, "", beside)
	n = split(copies, dir, " ")
	for (i = 1; i <= n; i++)
		if (exists(dir[i] "/" name))
			entry(dir[i] "/" name, substr(command, 1, length(command) - length(file)) "-I" beside " " dir[i] "/" name)
}

/^cc / {
	n = split($0, word, " ")
	flags = word[1]
	for (i = 2; i <= n; i++) {
		if (word[i] == "-o")
			i++
		else if (word[i] !~ /\.c$/ && word[i] !~ /^-l/)
			flags = flags " " word[i]
	}
	for (i = 2; i <= n; i++)
		if (word[i] ~ /\.c$/ && !((flags, word[i]) in done)) {
			done[flags, word[i]] = 1
			entry(word[i], flags " -c " word[i])
		}
}
