// SPDX-License-Identifier: GPL-2.0
/*
 * The plain case, for the tour: a device mirrors a process, loads and stores
 * through its own translations, and an munmap takes them away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lab.h"

#define PAGES	4

static int dev;
static char *page;

static void setup(void)
{
	page = lab_pages(PAGES);
	lab_fill(page, PAGES, lab_text_word("P's data"));
	dev = lab_device();
	lab_attach(dev);
}

static void finish(void)
{
	const volatile uint64_t *word = (const volatile uint64_t *)page;
	struct tmmu_access access = { .addr = (uintptr_t)page + 8 };
	struct tmmu_stats stats;
	uint64_t value;
	char text[16];
	int i, err;

	err = ioctl(dev, TMMU_LOAD, &access);
	lab_check(!err && access.faults == 1 && !access.retries,
		  "the first load takes one fault");
	lab_check(lab_query(dev, page, NULL) & TMMU_Q_TLB,
		  "what was loaded is in the TLB");
	for (i = 0; i < PAGES; i++) {
		err = lab_load(dev, page + i * LAB_PAGE, &value);
		lab_check(!err, "the device loads page %d", i);
	}
	lab_word_text(value, text);
	lab_say("result the device reads \"%s\" of process P", text);
	err = lab_store(dev, page, lab_text_word("by tmmu!"));
	lab_word_text(*word, text);
	lab_say("result P reads \"%s\", which the device wrote", text);
	lab_check(!err && *word == lab_text_word("by tmmu!"),
		  "P reads what the device wrote");
	lab_stats(dev, &stats);
	lab_say("result before munmap: %llu secondary faults, %llu translations",
		(unsigned long long)stats.faults,
		(unsigned long long)stats.sptes);

	munmap(page, PAGES * LAB_PAGE);

	lab_stats(dev, &stats);
	lab_say("result after munmap: %llu begin, %llu end, %llu translations dropped, %llu left",
		(unsigned long long)stats.begins,
		(unsigned long long)stats.ends,
		(unsigned long long)stats.zapped,
		(unsigned long long)stats.sptes);
	lab_check(stats.begins && stats.begins == stats.ends,
		  "munmap reached the device with a begin and an end");
	lab_check(!stats.sptes, "no translation is left");
	err = lab_load(dev, page, &value);
	lab_say("result the device loads the address again: %s",
		strerror(-err));
	lab_check(err == -EFAULT, "the address is gone for the device too");
}

LAB_SCENARIO(mirror_unmap) = {
	.name = "mirror-unmap",
	.title = "a device mirrors a process, and an munmap reaches it",
	.setup = setup,
	.finish = finish,
};
