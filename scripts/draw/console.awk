# SPDX-License-Identifier: GPL-2.0
#
# A report of the kernel, from line FROM of a console on:
#
#	awk -v from=LINE -f console.awk CONSOLE
#
# 25 lines of it; of a circle of locks what is needed to draw it: the two locks at which it was
# noticed, the chain, where each link of it was made (the first functions that are not lockdep's
# or the lock's own), and the table of two processors.

NR < from {
	next
}

NR == from {
	circle = /circular locking dependency/
}

!circle {
	print
	if (++n > 25)
		exit
	next
}

/^$/ || /^which lock already depends/ || /^-+$/ || /Not tainted/ || /Tainted:/ || /^the existing dependency chain/ ||
/^other info that might/ {
	next
}

/^-> #/ {
	frames = 3
	print
	next
}

/^ +[A-Za-z_][A-Za-z0-9_.]*\+0x/ {
	if (frames > 0 && $1 !~ /^(save_|stack_trace_|print_circular|check_noncircular|validate_chain|_*(raw_)?lock_acquire|_*(down|up)_|_*mutex_|_*rt_|_*raw_spin|rtlock|_*read_lock|_*write_lock)/) {
		frames--
		print
	}
	next
}

{
	print
}

/\*\*\* DEADLOCK/ {
	exit
}
