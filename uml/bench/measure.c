// SPDX-License-Identifier: GPL-2.0
/*
 * measure WHAT [KEY=VALUE]...
 *
 *	flush		translations of many pages dropped by one MADV_DONTNEED:
 *			one flush at the begin, or a gather array at the end
 *	dispatch	one call of a subscriber: one callback or a table
 *	register	TMMU_ATTACH against the number of VMAs
 *	hooks		munmap, faults and fork, with no subscriber; needs no
 *			/dev/tmmu
 *
 * from=N and to=N bound the pages of flush and the VMAs of register; kinds=...
 * chooses among those of register.  Each figure is a line
 *
 *	# measure WHAT KEY=VALUE...
 *
 * on the result channel.  Times are nanoseconds by the clock of the host.
 *
 * Files are opened for reading only: a witness would be one more subscriber.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define MAX_SAMPLES	4096
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* What a child hands to its parent. */
struct answer {
	double		ns[2];
	double		count;
};

static struct answer *answer;

#define MAX_DESIGNS	16
#define DESIGNS		"/sys/kernel/debug/tmmu/designs"

static char *designs[MAX_DESIGNS];
static size_t nr_designs;

/* ---- samples ----------------------------------------------------------- */

static double sample[MAX_SAMPLES];
static size_t nr_samples;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void samples_sort(void)
{
	qsort(sample, nr_samples, sizeof(sample[0]), compare);
}

static void samples_add(double ns)
{
	if (nr_samples < MAX_SAMPLES)
		sample[nr_samples++] = ns;
}

/* Of sorted samples, @percent of which are smaller. */
static double samples_at(unsigned int percent)
{
	return nr_samples ? sample[(nr_samples - 1) * percent / 100] : 0;
}

/* ---- processes, devices, memory ---------------------------------------- */

/* A child runs @body with @arg; what it leaves behind goes with it. */
static void in_child(void (*body)(const void *arg), const void *arg)
{
	int status;
	pid_t pid;

	pid = fork();
	if (pid < 0)
		lab_die("fork: %s", strerror(errno));
	if (!pid) {
		body(arg);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		lab_die("a child ended with status %#x", status);
}

/* Returns how long it took. */
static double attach(int dev, const char *design, const char *consumer,
		     unsigned int flags, unsigned int gather)
{
	struct tmmu_attach a = { .flags = flags, .gather = gather };
	double start;

	snprintf(a.design, sizeof(a.design), "%s", design);
	snprintf(a.consumer, sizeof(a.consumer), "%s", consumer);
	start = now();
	if (ioctl(dev, TMMU_ATTACH, &a))
		lab_die("attach, design=%s consumer=%s: %s", design, consumer,
			strerror(errno));
	return now() - start;
}

static void populate(void *p, size_t pages)
{
	if (madvise(p, pages * LAB_PAGE, MADV_POPULATE_WRITE))
		lab_die("populate: %s", strerror(errno));
}

/*
 * Closing a device waits for a grace period in some designs, and a child has
 * many of them.
 */
static void grace_periods(bool fast)
{
	static const char * const files[] = {
		"/sys/kernel/rcu_normal", "/sys/kernel/rcu_expedited",
	};
	size_t i;
	int fd;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		fd = open(files[i], O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (write(fd, (i == 1) == fast ? "1" : "0", 1) != 1)
			lab_die("%s: %s", files[i], strerror(errno));
		close(fd);
	}
}

static size_t bound(const char *key, size_t otherwise)
{
	const char *text = lab_option(key, NULL);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

/* ---- flush ------------------------------------------------------------- */

static const struct way {
	const char	*name;
	unsigned int	flags;
	unsigned int	gather;
} ways[] = {
	{ "alone", 0, 0 },	/* no device: what mm itself does */
	{ "begin", TMMU_PIN, 0 },
	{ "end-16", TMMU_PIN | TMMU_END_ONLY, 16 },
	{ "end-64", TMMU_PIN | TMMU_END_ONLY, 64 },
	{ "end-256", TMMU_PIN | TMMU_END_ONLY, 256 },
	{ "end-1024", TMMU_PIN | TMMU_END_ONLY, 1024 },
};

/* All ways take turns: a busy host is then the same to all. */
#define PASSES		7

static size_t flush_rounds(size_t pages)
{
	const size_t rounds = 3000 / pages;

	return rounds < 1 ? 1 : rounds > 70 ? 70 : rounds;
}

/* RCU frees the translations later, not while the clock runs. */
static void ahead_of_others(bool ahead)
{
	const struct sched_param param = { .sched_priority = ahead ? 50 : 0 };

	if (sched_setscheduler(0, ahead ? SCHED_FIFO : SCHED_OTHER, &param))
		lab_die("priority: %s", strerror(errno));
}

/*
 * One MADV_DONTNEED of what @dev has all of; @dev may be -1.  Returns the time
 * of a page.
 */
static double flush_once(int dev, char *area, size_t pages, double *count)
{
	struct tmmu_stats before, after;
	double start, end;
	uint64_t value;
	size_t i;

	populate(area, pages);
	for (i = 0; dev >= 0 && i < pages; i++)
		if (lab_load(dev, area + i * LAB_PAGE, &value))
			lab_die("load of page %zu", i);
	if (dev >= 0)
		lab_stats(dev, &before);
	ahead_of_others(true);
	start = now();
	madvise(area, pages * LAB_PAGE, MADV_DONTNEED);
	end = now();
	ahead_of_others(false);
	if (dev < 0)
		return (end - start) / pages;
	lab_stats(dev, &after);
	if (after.zapped - before.zapped != pages)
		lab_die("%llu of %zu translations were dropped",
			(unsigned long long)(after.zapped - before.zapped),
			pages);
	*count = after.flushes - before.flushes;
	return (end - start) / pages;
}

static double flush_samples[ARRAY_SIZE(ways)][PASSES * 70];
static double flushes[ARRAY_SIZE(ways)];

/*
 * The pages stay in a file: always the same frames in the same order.  Of
 * anonymous pages UML unmaps some sets much faster than others.
 */
static int flush_fd;

static void flush_way(size_t nr, size_t pass, size_t pages)
{
	const size_t rounds = flush_rounds(pages);
	const struct way *way = &ways[nr];
	char *area = lab_map(flush_fd, pages);
	int dev = -1;
	size_t i;

	if (way->flags) {
		dev = lab_device_unwatched();
		attach(dev, "v18", "kvm", way->flags, way->gather);
	}
	for (i = 0; i < rounds; i++)
		flush_samples[nr][pass * rounds + i] =
			flush_once(dev, area, pages, &flushes[nr]);
	if (dev >= 0)
		close(dev);
	munmap(area, pages * LAB_PAGE);
}

static void flush_pages(size_t pages)
{
	const size_t n = PASSES * flush_rounds(pages);
	size_t pass, i;

	for (pass = 0; pass < PASSES; pass++)
		for (i = 0; i < ARRAY_SIZE(ways); i++)
			flush_way(i, pass, pages);
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		memcpy(sample, flush_samples[i], n * sizeof(sample[0]));
		nr_samples = n;
		samples_sort();
		lab_say("measure flush way=%s pages=%zu flushes=%.0f ns=%.1f median=%.1f rounds=%zu",
			ways[i].name, pages, flushes[i], samples_at(0),
			samples_at(50), n);
	}
}

static void measure_flush(void)
{
	const size_t from = bound("from", 1), to = bound("to", 100000);
	size_t pages;

	grace_periods(true);
	flush_fd = lab_memfd("pages", to);
	for (pages = 1; pages <= 100000; pages *= 10) {
		if (pages < from || pages > to)
			continue;
		flush_pages(pages);
	}
}

/* ---- dispatch ---------------------------------------------------------- */

#define BLOCKS		24
#define BLOCK		32	/* operations */
#define DISPATCH_ROUNDS	9

struct dispatch {
	const char	*design;
	const char	*consumer;
	const char	*op;
	int		more;		/* devices, after the first */
};

static char *dispatch_page;
static int dispatch_dev;

static void do_age(void)
{
	lab_age(dispatch_dev, dispatch_page, LAB_PAGE, TMMU_CLEAR_FLUSH_YOUNG);
}

static void do_zap(void)
{
	madvise(dispatch_page, LAB_PAGE, MADV_DONTNEED);
}

/* The least time of one @op over some blocks. */
static double blocks(void (*op)(void))
{
	double start;
	int i, j;

	nr_samples = 0;
	for (i = 0; i < BLOCKS; i++) {
		start = now();
		for (j = 0; j < BLOCK; j++)
			op();
		samples_add((now() - start) / BLOCK);
	}
	samples_sort();
	return samples_at(0);
}

static uint64_t idle_calls(void)
{
	struct tmmu_stats s;

	lab_stats(dispatch_dev, &s);
	return s.idle_calls;
}

static void dispatch_child(const void *arg)
{
	const struct dispatch *d = arg;
	void (*op)(void) = strcmp(d->op, "age") ? do_zap : do_age;
	uint64_t idle;
	int i;

	dispatch_page = lab_pages(1);
	dispatch_dev = lab_device_unwatched();
	attach(dispatch_dev, d->design, d->consumer, 0, 0);
	answer->ns[0] = blocks(op);
	for (i = 0; i < d->more; i++)
		attach(lab_device_unwatched(), d->design, d->consumer, 0, 0);
	idle = idle_calls();
	answer->ns[1] = blocks(op);
	answer->count = (double)(idle_calls() - idle) / (BLOCKS * BLOCK);
}

/*
 * The cost of one subscriber: the same operation with many and with one, so
 * that the system call and the walk's own beginning and end fall out.
 */
static void dispatch(const struct dispatch *d)
{
	double few = 0, many = 0;
	int round;

	nr_samples = 0;
	for (round = 0; round < DISPATCH_ROUNDS; round++) {
		in_child(dispatch_child, d);
		if (!round || answer->ns[0] < few)
			few = answer->ns[0];
		if (!round || answer->ns[1] < many)
			many = answer->ns[1];
		samples_add((answer->ns[1] - answer->ns[0]) / d->more);
	}
	samples_sort();
	lab_say("measure dispatch design=%s consumer=%s op=%s one=%.0f ns=%.1f low=%.1f high=%.1f idle=%.0f",
		d->design, d->consumer, d->op, few,
		(many - few) / d->more, samples_at(0), samples_at(100),
		answer->count);
}

static void measure_dispatch(void)
{
	static const struct {
		const char	*consumer;
		const char	*op;
		int		more;
	} cases[] = {
		/* so little that it takes many to see it */
		{ "gru", "age", 512 },
		{ "kvm", "age", 64 },
		{ "gru", "zap", 64 },
		{ "kvm", "zap", 64 },
	};
	size_t i, j;

	grace_periods(true);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		for (j = 0; j < nr_designs; j++)
			dispatch(&(struct dispatch){
				.design = designs[j],
				.consumer = cases[i].consumer,
				.op = cases[i].op,
				.more = cases[i].more,
			});
}

/* ---- register ---------------------------------------------------------- */

#define ATTACHES	30

/* @n VMAs each.  How many rmap locks they have is the difference. */
static void vmas_split(char *area, size_t n)
{
	size_t i;

	for (i = 1; i < n; i += 2)
		if (mprotect(area + i * LAB_PAGE, LAB_PAGE, PROT_READ))
			lab_die("mprotect: %s", strerror(errno));
}

static void vmas_anon(size_t n)
{
	char *area = lab_pages(n);

	populate(area, n);
	vmas_split(area, n);
}

static void vmas_anon_apart(size_t n)
{
	char *area = lab_pages(2 * n);
	size_t i;

	for (i = 0; i < n; i++) {
		munmap(area + (2 * i + 1) * LAB_PAGE, LAB_PAGE);
		area[2 * i * LAB_PAGE] = 1;
	}
}

static void vmas_file(size_t n)
{
	int fd = lab_memfd("file", n);

	vmas_split(lab_map(fd, n), n);
}

static void vmas_files(size_t n)
{
	int fd;

	while (n--) {
		fd = lab_memfd("file", 1);
		lab_map(fd, 1);
		close(fd);
	}
}

static const struct kind {
	const char	*name;
	void		(*make)(size_t n);
	bool		locks_each;
} kinds[] = {
	{ "anon", vmas_anon, false },
	{ "file", vmas_file, false },
	{ "anon-apart", vmas_anon_apart, true },
	{ "files", vmas_files, true },
};

struct registration {
	const struct kind	*kind;
	const char		*design;
	unsigned int		flags;
	size_t			vmas;
};

/* lockdep switches itself off once it has found something. */
static bool lockdep_lives(void)
{
	char line[128];
	int alive = 0;
	FILE *f;

	f = fopen("/proc/lockdep_stats", "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, " debug_locks: %d", &alive) == 1)
			break;
	fclose(f);
	return alive;
}

static void register_child(const void *arg)
{
	const struct registration *r = arg;
	int i;

	r->kind->make(r->vmas);
	grace_periods(false);
	nr_samples = 0;
	for (i = 0; i < ATTACHES; i++)
		samples_add(attach(lab_device_unwatched(), r->design, "kvm", r->flags, 0));
	samples_sort();
	answer->ns[0] = samples_at(0);
	answer->ns[1] = samples_at(50);
	grace_periods(true);
}

static void registration(const struct kind *kind, const char *design,
			 unsigned int flags, size_t vmas)
{
	const struct registration r = { kind, design, flags, vmas };

	in_child(register_child, &r);
	lab_say("measure register kind=%s design=%s%s vmas=%zu locks=%zu ns=%.0f median=%.0f lockdep=%d",
		kind->name, design, flags & TMMU_SYNC_RCU ? "+sync" : "", vmas,
		kind->locks_each ? vmas : 1, answer->ns[0], answer->ns[1],
		lockdep_lives());
}

static bool chosen(const char *name)
{
	const char *p = lab_option("kinds", NULL);
	size_t len;

	for (; p && *p; p += len + (p[len] == ',')) {
		len = strcspn(p, ",");
		if (strlen(name) == len && !strncmp(name, p, len))
			return true;
	}
	return !p;
}

static void measure_register(void)
{
	const size_t from = bound("from", 1), to = bound("to", 10000);
	size_t vmas, i, j;

	for (vmas = 1; vmas <= 10000; vmas *= 10) {
		if (vmas < from || vmas > to)
			continue;
		for (i = 0; i < ARRAY_SIZE(kinds); i++) {
			if (!chosen(kinds[i].name))
				continue;
			for (j = 0; j < nr_designs; j++)
				registration(&kinds[i], designs[j], 0, vmas);
			registration(&kinds[i], "v9", TMMU_SYNC_RCU, vmas);
		}
	}
}

/* ---- hooks ------------------------------------------------------------- */

#define HOOK_PAGES	64
#define HOOK_BLOCKS	120

/*
 * Each returns the time of one operation, over HOOK_PAGES of them.  The first
 * four are what a process sees; in the others the kernel is nearly alone.
 */
static double hook_munmap(void)
{
	char *area = lab_pages(HOOK_PAGES);
	double start;
	size_t i;

	populate(area, HOOK_PAGES);
	start = now();
	for (i = HOOK_PAGES; i--; )
		munmap(area + i * LAB_PAGE, LAB_PAGE);
	return (now() - start) / HOOK_PAGES;
}

static double touch(char *area)
{
	double start = now();
	size_t i;

	for (i = 0; i < HOOK_PAGES; i++)
		((volatile char *)area)[i * LAB_PAGE] = 1;
	return (now() - start) / HOOK_PAGES;
}

static double hook_fault(void)
{
	char *area = lab_pages(HOOK_PAGES);
	double ns = touch(area);

	munmap(area, HOOK_PAGES * LAB_PAGE);
	return ns;
}

/* A write to the page of zeroes, which a read has mapped. */
static double hook_cow(void)
{
	char *area = lab_pages(HOOK_PAGES);
	double ns;

	if (madvise(area, HOOK_PAGES * LAB_PAGE, MADV_POPULATE_READ))
		lab_die("populate: %s", strerror(errno));
	ns = touch(area);
	munmap(area, HOOK_PAGES * LAB_PAGE);
	return ns;
}

/* fork, exit of the child, and wait. */
static double hook_fork(void)
{
	double start = now();
	pid_t pid;

	pid = fork();
	if (!pid)
		_exit(0);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		lab_die("fork: %s", strerror(errno));
	return now() - start;
}

/* Faults without a trap: one system call for all. */
static double hook_populate(void)
{
	char *area = lab_pages(HOOK_PAGES);
	double start = now(), ns;

	populate(area, HOOK_PAGES);
	ns = (now() - start) / HOOK_PAGES;
	munmap(area, HOOK_PAGES * LAB_PAGE);
	return ns;
}

/* A zap of each of many empty VMAs, in one system call. */
static double hook_zap(void)
{
	static char *area;
	double start;

	if (!area) {
		area = lab_pages(HOOK_PAGES);
		vmas_split(area, HOOK_PAGES);
	}
	start = now();
	madvise(area, HOOK_PAGES * LAB_PAGE, MADV_DONTNEED);
	return (now() - start) / HOOK_PAGES;
}

/* Pages that go back to the allocator, in one munmap. */
static double hook_free(void)
{
	char *area = lab_pages(HOOK_PAGES);
	double start;

	populate(area, HOOK_PAGES);
	start = now();
	munmap(area, HOOK_PAGES * LAB_PAGE);
	return (now() - start) / HOOK_PAGES;
}

static const struct hook {
	const char	*name;
	double		(*block)(void);
} hooks[] = {
	{ "munmap", hook_munmap },
	{ "fault", hook_fault },
	{ "cow", hook_cow },
	{ "fork", hook_fork },
	{ "populate", hook_populate },
	{ "zap", hook_zap },
	{ "free", hook_free },
};

static void measure_hooks(void)
{
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		hooks[i].block();
		nr_samples = 0;
		for (j = 0; j < HOOK_BLOCKS; j++)
			samples_add(hooks[i].block());
		samples_sort();
		lab_say("measure hooks op=%s ns=%.1f low=%.1f median=%.1f",
			hooks[i].name, samples_at(0), samples_at(10),
			samples_at(50));
	}
}

/* ---- all --------------------------------------------------------------- */

static const struct {
	const char	*name;
	void		(*measure)(void);
} parts[] = {
	{ "flush", measure_flush },
	{ "dispatch", measure_dispatch },
	{ "register", measure_register },
	{ "hooks", measure_hooks },
};

/* Where there is no device, "hooks" alone is measured, which needs none. */
static void find_designs(void)
{
	FILE *f = fopen(DESIGNS, "r");
	char *line = NULL;
	size_t size = 0;

	while (f && nr_designs < MAX_DESIGNS && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		designs[nr_designs++] = strdup(line);
	}
	free(line);
	if (f)
		fclose(f);
}

int main(int argc, char **argv)
{
	struct rlimit files;
	size_t i;

	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	answer = mmap(NULL, sizeof(*answer), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (answer == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	find_designs();
	lab_warm();
	for (i = 0; argc > 1 && i < ARRAY_SIZE(parts); i++)
		if (!strcmp(argv[1], parts[i].name)) {
			lab_take_options(argc - 2, argv + 2);
			parts[i].measure();
			return 0;
		}
	lab_die("usage: measure flush|dispatch|register|hooks [KEY=VALUE]...");
}
