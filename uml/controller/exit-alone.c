// SPDX-License-Identifier: GPL-2.0
/*
 * The end of a process in few points: it unmaps nearly all that it has before it
 * becomes an actor.  The code that does so has a page of its own, and it needs
 * neither a stack nor libc.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run.h"

/*
 * exit_page(from, to, end, fd, letter): unmap all but this page and [from, to)
 * up to end, bind, exit.
 */
__asm__(".section .text\n"
	".balign 4096\n"
	"exit_page:\n"
	"	mov %rdi, %r12\n"
	"	mov %rsi, %r13\n"
	"	mov %rdx, %r14\n"
	"	mov %rcx, %r15\n"
	"	mov %r8, %rbx\n"
	"	lea exit_page(%rip), %rbp\n"
	/* below this page */
	"	xor %edi, %edi\n"
	"	mov %rbp, %rsi\n"
	"	mov $11, %eax\n"	/* munmap */
	"	syscall\n"
	/* from here to from */
	"	lea 4096(%rbp), %rdi\n"
	"	mov %r12, %rsi\n"
	"	sub %rdi, %rsi\n"
	"	mov $11, %eax\n"
	"	syscall\n"
	/* above to */
	"	mov %r13, %rdi\n"
	"	mov %r14, %rsi\n"
	"	sub %rdi, %rsi\n"
	"	mov $11, %eax\n"
	"	syscall\n"
	/* the command is in r9, which a system call leaves alone */
	"	mov %r15, %rdi\n"
	"	mov %r9, %rsi\n"
	"	mov %rbx, %rdx\n"
	"	mov $16, %eax\n"	/* ioctl */
	"	syscall\n"
	"1:	xor %edi, %edi\n"
	"	mov $231, %eax\n"	/* exit_group */
	"	syscall\n"
	"	jmp 1b\n"
	".balign 4096\n");

extern void exit_page(unsigned long from, unsigned long to, unsigned long end,
		      long fd, long letter, unsigned long bind);

/* Where the highest mapping of this process ends. */
static unsigned long mapped_end(void)
{
	unsigned long to, end = 0;
	char line[256];
	FILE *f;

	f = fopen("/proc/self/maps", "re");
	if (!f)
		lab_die("/proc/self/maps: %s", strerror(errno));
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*x-%lx", &to) == 1)
			end = to;
	fclose(f);
	return end;
}

void lab_exit_alone(void *keep, size_t pages)
{
	unsigned long from = (unsigned long)keep;

	exit_page(from, from + pages * LAB_PAGE, mapped_end(), run_fd,
		  run_letter, IL_BIND);
	_exit(2);
}

void lab_exit(void)
{
	_exit(0);
}
