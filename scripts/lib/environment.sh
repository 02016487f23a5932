# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154
#
# What the environment and the command line of make may say.  Part of lib.sh,
# which sources it before anything is done.

# Every verb takes these.  What else it takes is the line "Takes:" of its manual.
settings='BUILD WORK JOBS VERBOSE NO_COLOR TMPDIR KERNEL KERNEL_TARBALL KERNEL_CC BUSYBOX NO_CCACHE CCACHE_DIR CCACHE_MAXSIZE'

# Set for some other purpose, these would change what make, the compiler, tar,
# patch, grep, git or UML do for us.
# shellcheck disable=SC2046
unset $(awk 'BEGIN {
	for (name in ENVIRON)
		if (name ~ /^(MAKE[A-Z_]*|MFLAGS|GNUMAKEFLAGS|KBUILD_[A-Za-z0-9_]*|KCONFIG_[A-Z_]*|INSTALL_[A-Z_]*)$/ ||
		    name ~ /^[A-Z_]*(CFLAGS|CPPFLAGS|CXXFLAGS|AFLAGS|LDFLAGS|LDLIBS|RUSTFLAGS)[A-Z_]*$/ ||
		    name ~ /^(O|M|C|CF|W|V|ARCH|SUBARCH|CROSS_COMPILE|LLVM|LLVM_IAS|LOCALVERSION)$/ ||
		    name ~ /^(CPATH|C_INCLUDE_PATH|LIBRARY_PATH|COMPILER_PATH|GCC_EXEC_PREFIX)$/ ||
		    name ~ /^(TAR_OPTIONS|GZIP|XZ_OPT|XZ_DEFAULTS|GREP_[A-Z]*|POSIXLY_CORRECT)$/ ||
		    name ~ /^(PATCH_[A-Z_]*|VERSION_CONTROL|SIMPLE_BACKUP_SUFFIX|QUOTING_STYLE)$/ ||
		    name ~ /^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|NAMESPACE|PREFIX|EXTERNAL_DIFF|DIFF_OPTS)$/ ||
		    name ~ /^(CDPATH|ENV|TMP|TEMP)$/)
			print name
}')

# takes FILE: which variables the verb in FILE says it takes.
takes () {
	sed -n 's/^# Takes: //p' "$1" 2>/dev/null
}

# What a person gives and no verb of this call takes is a mistake.  Only the
# Makefile sets KIT_GIVEN and KIT_GOALS; what a verb starts is not asked again.
env_takes=$(takes "$0")
if test -n "${KIT_GIVEN:-}"
then
	env_verb=${0##*/}
	env_verb=${env_verb%.sh}
	env_goals=
	set -f
	for env_goal in ${KIT_GOALS:-}
	do
		env_goals="$env_goals $(takes "$scripts/$env_goal.sh")"
		test "$KIT_GOALS" != "$env_goal" || env_verb=$env_goal
	done
	for env_name in $KIT_GIVEN
	do
		case " $settings $env_takes $env_goals " in
		*" $env_name "*)
			;;
		*)
			die "$env_name is not used by make $env_verb (it takes${env_takes:+ $env_takes, and} the settings $settings)"
			;;
		esac
	done
	set +f
fi
unset KIT_GIVEN KIT_GOALS

# A line break would end a line of a file that others read.
env_bad=$(awk -v names="$settings $env_takes" 'BEGIN {
	n = split(names, name, " ")
	for (i = 1; i <= n; i++) {
		value = ENVIRON[name[i]]
		gsub(/\t/, " ", value)
		if (value ~ /[\001-\037\177]/)
			print name[i]
	}
}' | head -n 1)
test -z "$env_bad" ||
die "$env_bad has a line break or another control character in it (cure: one line)"

case ${JOBS:-1} in
0 | *[!0-9]*) die "JOBS is a number, 1 or more, not '$JOBS'" ;;
esac
