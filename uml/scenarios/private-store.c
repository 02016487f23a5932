// SPDX-License-Identifier: GPL-2.0
/*
 * The device loads from a page that the process may write, and then stores to it.
 * What page=KIND is:
 *
 *	private	of a file, mapped privately: the store is for P alone
 *	shared	of a file that nobody has written: the store must reach the file
 *	free	given up by MADV_FREE: the store takes it back
 */
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

static int dev, file;
static char *page;

static bool is(const char *kind)
{
	return !strcmp(lab_option("page", "private"), kind);
}

static uint64_t in_file(void)
{
	uint64_t word = 0;

	if (pread(file, &word, sizeof(word), 0) != sizeof(word))
		lab_die("the file cannot be read");
	return word;
}

static void prepare(void)
{
	uint64_t word = lab_text_word("the file");

	file = lab_memfd("file", 1);
	if (is("private") &&
	    pwrite(file, &word, sizeof(word), 0) != sizeof(word))
		lab_die("the file cannot be written");
}

static void setup(void)
{
	uint64_t value;

	if (is("free")) {
		page = lab_pages(1);
		lab_fill(page, 1, 1);
		madvise(page, LAB_PAGE, MADV_FREE);
	} else {
		page = mmap(NULL, LAB_PAGE, PROT_READ | PROT_WRITE,
			    is("shared") ? MAP_SHARED : MAP_PRIVATE, file, 0);
		if (page == MAP_FAILED)
			lab_die("the file cannot be mapped");
	}
	dev = lab_device();
	lab_attach(dev);
	lab_load(dev, page, &value);
}

static void finish(void)
{
	uint64_t mine = lab_text_word(LAB_OWN), value = 0;

	lab_laws(false, true);
	lab_store(dev, page, mine);
	lab_load(dev, page, &value);
	lab_check(value == mine, "the device reads what it has stored");
	if (is("shared"))
		lab_check(in_file() == mine, "the file has what was stored");
	if (!is("private"))
		return;
	if (in_file() == mine)
		lab_say("damage P may only read the file, and its device has written \"%s\" into it",
			LAB_OWN);
	lab_check(in_file() != mine, "the file is as it was");
}

LAB_SCENARIO(private_store) = {
	.name = "private-store",
	.title = "the device stores to a page that it has loaded before",
	.prepare = prepare,
	.setup = setup,
	.finish = finish,
};
