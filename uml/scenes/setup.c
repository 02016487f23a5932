// SPDX-License-Identifier: GPL-2.0
/* The set-up of a scene: memory, devices, slots, and what P does before the actors. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "play.h"

#define AT		0x50000000UL	/* where the pages are, alone in their page table */
#define FAR		0x503ff000UL	/* the last page of a page table */
#define AREA		0x800000UL	/* room for them */

#define SWAP_PAGES	64
#define BLOCK		4UL		/* pages of a block, TMMU_BIG_PAGES */
#define BLOCK_PAGES	64		/* of the file in which one is looked for */
#define LRU_BATCH	63		/* pages that wait to be put on a LRU, and more */
#define DISK		"/dev/ram0"
#define BITMAP		"/sys/kernel/mm/page_idle/bitmap"

struct scene scene;
struct play play = {
	.bound = -1, .file = -1, .disk = -1, .uffd = -1, .pagemap = -1, .bitmap = -1,
};

char *scene_at(unsigned int page)
{
	return play.base + (page + (scene_mapping_of(&scene, page) - scene.mapping)) * LAB_PAGE;
}

/* ---- devices ------------------------------------------------------------------ */

int scene_attach(unsigned int device)
{
	const struct scene_device *d = &scene.device[device];
	struct tmmu_attach a = { .flags = d->flags, .gather = d->gather };

	snprintf(a.design, sizeof(a.design), "%s", lab_option("design", "v18"));
	memcpy(a.consumer, d->consumer, sizeof(a.consumer));
	memcpy(a.ranges, d->guard, sizeof(a.ranges));
	if (d->first)
		a.control = lab_control();
	return lab_attach_by(play.fd[device], &a);
}

static void open_device(unsigned int device)
{
	if (scene.device[device].vm)
		return;
	if (scene.device[device].closes) {
		play.fd[device] = open("/dev/tmmu", O_RDONLY | O_CLOEXEC);
	} else if (scene.passed || scene.exits) {
		/*
		 * Others have it, so it has no witness; but only where upstream's notifier is
		 * used, too, does a range say that it may block.  A witness leaves by a grace
		 * period of SRCU, whose length depends on the past; upstream itself needs none.
		 */
		if (!device && scene.exits && strcmp(lab_option("design", "v18"), "upstream"))
			lab_device();
		lab_evict(play.fd[device]);
	} else {
		play.fd[device] = lab_device();
	}
}

static void attach_device(unsigned int device)
{
	int id;

	if (scene.device[device].vm)
		scene_vm_set(device);
	if (scene.device[device].absent || scene.device[device].vm)
		return;
	id = scene_attach(device);
	if (id == -EINVAL || id == -ENOMEM || id == -ENODEV)
		lab_die("scene: device %u cannot be like that under this design: %s", device + 1,
			strerror(-id));
	if (!lab_check(id > 0, "the design accepts device %u, since nothing prevents it; it returned: %s",
		       device + 1, strerror(-id)))
		_exit(1);
	if (!device)
		lab->word[WORD_NUMBER] = id;
}

static void set_slots(void)
{
	unsigned int i;
	bool first = true;

	for (i = 1; !scene.device[0].vm && i < SCENE_SLOTS; i++) {
		if (scene.slot_page[i] == SCENE_PAGES)
			continue;
		if (first)
			lab_slot(play.fd[0], 0, 0, NULL, 0, 0);
		first = false;
		lab_slot(play.fd[0], i, LAB_SLOT_BASE * i, scene_at(scene.slot_page[i]), LAB_PAGE, 0);
	}
}

/* What the devices have loaded and stored. */
static void use_page(unsigned int device, const struct scene_mapping *m, unsigned int page)
{
	const unsigned int words = scene.device[device].flags & TMMU_CACHE ? SCENE_CACHED : 1;
	volatile uint64_t *p = (volatile uint64_t *)scene_at(page);
	uint64_t value;
	unsigned int i;

	if (scene.device[device].vm) {
		if (m->loaded & 1u << device)
			scene_vm_load(device, page, &value);
		if (m->stored & 1u << device)
			scene_vm_store(device, page, scene_value_of(device));
		return;
	}
	if (m->loaded & 1u << device)
		lab_load(play.fd[device], p, &value);
	for (i = 0; m->stored & 1u << device && i < words; i++)
		lab_store(play.fd[device], &p[i], scene_value_of(device) + i);
}

static void use_pages(void)
{
	const struct scene_mapping *m;
	unsigned int d, i;

	for (d = 0; d < scene.nr_devices; d++)
		for (m = scene.mapping; m < scene.mapping + scene.nr_mappings; m++)
			for (i = 0; !scene.device[d].absent && i < m->pages; i++)
				use_page(d, m, m->first + i);
}

/* ---- memory --------------------------------------------------------------------- */

static void *map_at(char *p, size_t len, int flags, int fd, off_t offset)
{
	p = mmap(p, len, PROT_READ | PROT_WRITE, MAP_FIXED | flags, fd, offset);
	if (p == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	return p;
}

/* Own words in all pages; they come in by one call, and not by a fault each. */
static void fill(char *p, size_t pages)
{
	if (pages > 1)
		madvise(p, pages * LAB_PAGE, MADV_POPULATE_WRITE);
	lab_fill(p, pages, lab_text_word(LAB_OWN));
}

/* The page of the file which has frame @pfn, as @frames say; BLOCK_PAGES: none. */
static size_t page_of(const uint64_t *frames, uint64_t pfn)
{
	size_t i;

	for (i = 0; i < BLOCK_PAGES && frames[i] != pfn; i++)
		;
	return i;
}

/* Frames that follow each other are found in any order, and mapped in theirs. */
static bool try_block(char *to, const uint64_t *frames, uint64_t pfn)
{
	size_t of[BLOCK], i;

	for (i = 0; i < BLOCK; i++) {
		of[i] = page_of(frames, pfn + i);
		if (of[i] == BLOCK_PAGES)
			return false;
	}
	for (i = 0; i < BLOCK; i++)
		map_at(to + i * LAB_PAGE, LAB_PAGE, MAP_SHARED | MAP_POPULATE, play.file,
		       of[i] * LAB_PAGE);
	return true;
}

static void make_block(char *to)
{
	char *p = lab_map(play.file, BLOCK_PAGES);
	uint64_t frames[BLOCK_PAGES];
	size_t i;

	fill(p, BLOCK_PAGES);
	lab_pfns(p, BLOCK_PAGES, frames);
	for (i = 0; i < BLOCK_PAGES && !try_block(to, frames, frames[i]); i++)
		;
	if (i == BLOCK_PAGES)
		lab_die("no %lu of %d pages have frames that follow each other", BLOCK, BLOCK_PAGES);
}

static void fill_mapping(const struct scene_mapping *m, char *p, size_t len)
{
	const bool fresh = m->states & SCENE_NEW;

	switch (m->kind) {
	case SCENE_ZERO:
		(void)*(volatile char *)p;
		break;
	case SCENE_PRIVATE:
		if (!fresh)
			madvise(p, len, MADV_POPULATE_READ);
		break;
	case SCENE_BLOCK:
		make_block(p);
		break;
	case SCENE_FILE:
	case SCENE_DISK:
		fill(p, m->pages);
		/* in the file, and not in the page table */
		if (fresh)
			madvise(p, len, MADV_DONTNEED);
		break;
	default:
		if (!fresh)
			fill(p, m->pages);
	}
}

static void set_states(const struct scene_mapping *m, char *p, size_t len)
{
	if (m->states & SCENE_EQUAL) {
		lab_ksm_forget();
		madvise(p, len, MADV_MERGEABLE);
		lab_ksm_scan();
	}
	if (m->states & SCENE_LAZY)
		madvise(p, len, MADV_FREE);
	if (m->states & SCENE_OUT)
		madvise(p, len, MADV_PAGEOUT);
	if (m->states & SCENE_RO)
		mprotect(p, len, PROT_READ);
}

static void set_mapping(const struct scene_mapping *m)
{
	char *p = scene_at(m->first);
	const size_t len = m->pages * LAB_PAGE;

	switch (m->kind) {
	case SCENE_DISK:
		map_at(p, len, MAP_SHARED, play.disk, 0);
		break;
	case SCENE_FILE:
	case SCENE_AGAIN:
		map_at(p, len, MAP_SHARED, play.file, scene_memory_of(m->first) * LAB_PAGE);
		break;
	case SCENE_PRIVATE:
		map_at(p, len, MAP_PRIVATE, play.file, m->first * LAB_PAGE);
		break;
	default:
		break;
	}
	fill_mapping(m, p, len);
	set_states(m, p, len);
	munmap(p + len, LAB_PAGE);	/* the hole behind it */
}

/* What other schedules have left where the pages are, and where they go, is gone. */
static void set_memory(void)
{
	const size_t len = (scene.nr_pages + scene.nr_mappings) * LAB_PAGE;
	unsigned int m;

	munmap((void *)SCENE_REMAPPED, SCENE_PAGES * LAB_PAGE);
	munmap((void *)LAB_WINDOW, 2 * LAB_PAGE);
	munmap((void *)AT, AREA);
	map_at(play.base, len, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (play.file >= 0 && ftruncate(play.file, (scene.nr_pages + BLOCK_PAGES) * LAB_PAGE))
		lab_die("ftruncate: %s", strerror(errno));
	for (m = 0; m < scene.nr_mappings; m++)
		set_mapping(&scene.mapping[m]);
	/* Only a page that has left its batch is on a LRU. */
	if (scene_anybody(&scene, VERB_idle))
		lab_fill(lab_pages(LRU_BATCH), LRU_BATCH, 1);
}

/* A page that UFFDIO_MOVE may fill. */
static void set_moved_to(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
		.range.len = LAB_PAGE,
	};

	if (play.uffd < 0) {
		play.uffd = syscall(SYS_userfaultfd, O_CLOEXEC);
		if (play.uffd < 0 || ioctl(play.uffd, UFFDIO_API, &api))
			lab_die("userfaultfd: %s", strerror(errno));
	}
	play.moved_to = lab_pages(1);
	reg.range.start = (uintptr_t)play.moved_to;
	if (ioctl(play.uffd, UFFDIO_REGISTER, &reg))
		lab_die("UFFDIO_REGISTER: %s", strerror(errno));
}

/* ---- all of it --------------------------------------------------------------------- */

static void nothing(int sig)
{
	(void)sig;
}

static void set_signals(void)
{
	const struct sigaction fault = { .sa_handler = scene_no_access, .sa_flags = SA_NODEFER };

	signal(SIGUSR1, nothing);
	sigaction(SIGSEGV, &fault, NULL);
	sigaction(SIGBUS, &fault, NULL);
}

/* The first page that an actor takes is the one whose frame another process gets. */
static void watch_frame(void)
{
	unsigned int i, n, page = 0;

	for (i = scene.nr_actors; i--;)
		for (n = scene.actor[i].nr_ops; n--;)
			if (scene_needs(&scene.actor[i].op[n], TAKES_PAGE))
				page = scene.actor[i].op[n].page;
	lab_watch_frame(scene_at(page));
}

static void set_words(void)
{
	unsigned int i;

	for (i = 0; i < IL_MAX_ACTORS; i++)
		lab->word[WORD_TID + i] = 0;
	lab->word[WORD_FORKED] = scene.forked;
	lab->word[WORD_DONE] = 0;
	lab->word[WORD_PID] = getpid();
}

static void set_window(void)
{
	if (mmap((void *)LAB_WINDOW, 2 * LAB_PAGE, PROT_READ, MAP_SHARED | MAP_FIXED,
		 play.fd[0], 0) == MAP_FAILED)
		lab_die("mmap of the device: %s", strerror(errno));
}

void scene_setup(void)
{
	unsigned int d, n;

	/* It ends the bond of the last schedule: its number is free before another is taken. */
	if (play.bound >= 0)
		close(play.bound);
	play.bound = -1;
	set_signals();
	set_memory();
	set_words();
	for (d = 0; d < scene.nr_devices; d++)
		open_device(d);
	for (d = 0; d < scene.nr_devices; d++)
		attach_device(d);
	set_slots();
	use_pages();
	if (scene.window)
		set_window();
	if (scene_anybody(&scene, VERB_move))
		set_moved_to();
	if (scene_anybody(&scene, VERB_scan) && play.pagemap < 0)
		play.pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	for (n = 0; n < scene.before.nr_ops; n++)
		scene_do(&scene.before.op[n]);
	if (scene_anybody(&scene, VERB_idle))
		lab->word[WORD_PFN] = lab_pfn(scene_at(0));
	if (scene.forked)
		lab_fork();
	if (!lab_option("explore", NULL))
		watch_frame();
}

/* The child of the process that has ended before it is nobody's. */
void scene_setup_exit(void)
{
	unsigned int i;

	lab_end_child();
	for (i = 0; i < scene.nr_actors; i++)	/* it becomes the actor, and comes to no body */
		if (scene_does(&scene.actor[i], VERB_exit))
			lab->op[i][0].ran = ++lab->op[i][0].done;
	scene_setup();
	lab_exit_alone(play.base, scene.nr_pages + scene.nr_mappings);
}

void scene_setup_other(void)
{
	unsigned int i;

	for (i = 0; scene.passed && i < scene.nr_pages; i++)
		lab_secret_at((uintptr_t)scene_at(i));
}

static int must_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		lab_die("%s: %s", path, strerror(errno));
	return fd;
}

void scene_prepare(void)
{
	const char *why = scene.swaps ? lab_swap_on(SWAP_PAGES) : NULL;
	unsigned int i;

	if (why)
		lab_die("%s", why);
	for (i = 0; i < scene.nr_mappings; i++)
		if (scene.mapping[i].kind == SCENE_DISK && play.disk < 0)
			play.disk = must_open(DISK);
	if (scene_anybody(&scene, VERB_idle))
		play.bitmap = must_open(BITMAP);
	play.base = (char *)(scene.far ? FAR : AT);
	play.file = lab_memfd("scene", SCENE_PAGES);
	for (i = 0; (scene.passed || scene.exits) && i < scene.nr_devices; i++)
		if (!scene.device[i].vm)
			play.fd[i] = lab_device_unwatched();
}
