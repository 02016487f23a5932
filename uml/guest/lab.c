// SPDX-License-Identifier: GPL-2.0
/* Library of the scenarios; lab.h says what each function promises. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

#define LINE_LEN	5120
#define MAX_OPTIONS	32
#define MAX_KEYS	64
/* Apart, so that the memory of a scenario begins where it always has. */
#define LOOKED_AT	((void *)0x20000000)
#define MAX_OPENED	8		/* devices of a process that are closed at its end */
#define CLOSE_MS	1000
#define MAX_KEPT	8		/* files and mappings of a process */
#define MAX_SAID	8		/* reports of one law that are shown */
#define SWAP_DEVICE	"/dev/ram0"
#define SWAP_HEADER	1024		/* after the boot block */
#define WARM_STACK	(16 * LAB_PAGE)

struct lab_shared *lab;

static char *options[MAX_OPTIONS];
static int nr_options;

/*
 * What was looked up, by whichever process of the run: a bit for each of options[], and
 * the keys.
 */
static struct looked {
	volatile unsigned int		found;
	volatile unsigned int		nr;
	const char *volatile key[MAX_KEYS];
} *looked;

static bool same_key(const char *option, const char *key)
{
	const size_t len = strcspn(key, "=");

	return !strncmp(option, key, len) && option[len] == '=';
}

static const char *look_up(const char *key, const char *otherwise)
{
	int i;

	for (i = 0; i < nr_options; i++)
		if (same_key(options[i], key)) {
			if (looked)
				looked->found |= 1u << i;
			return options[i] + strcspn(key, "=") + 1;
		}
	return otherwise;
}

void lab_take_options(int argc, char **argv)
{
	int i;

	looked = mmap(LOOKED_AT, sizeof(*looked), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (looked == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	for (i = 0; i < argc; i++) {
		/* the check of a schedule is no option */
		if (!strchr(argv[i], '=') || argv[i][0] == '=')
			continue;
		if (look_up(argv[i], NULL))
			lab_die("%.*s is said twice", (int)strcspn(argv[i], "="), argv[i]);
		if (nr_options == MAX_OPTIONS)
			lab_die("more than %d options", MAX_OPTIONS);
		options[nr_options++] = argv[i];
	}
	looked->found = 0;
}

const char *lab_option(const char *key, const char *otherwise)
{
	unsigned int i;

	for (i = 0; looked && i < looked->nr && strcmp(looked->key[i], key); i++)
		;
	if (looked && i == looked->nr && i < MAX_KEYS) {
		looked->key[i] = key;
		looked->nr = i + 1;
	}
	return look_up(key, otherwise);
}

void lab_default(const char *option)
{
	if (look_up(option, NULL) || nr_options == MAX_OPTIONS)
		return;
	if (looked)
		looked->found |= 1u << nr_options;
	options[nr_options++] = (char *)option;
}

/* A child that sees a word for the first time is after the first walk; so is this. */
void lab_refuse_unasked(void)
{
	unsigned int i, k;

	for (i = 0; i < (unsigned int)nr_options; i++) {
		char word[32];
		struct lab_near near = { .word = word };

		if (looked->found & 1u << i)
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(options[i], "="), options[i]);
		for (k = 0; k < looked->nr; k++)
			lab_near(&near, looked->key[k]);
		lab_die("no option '%s' in this scenario%s%s%s", word,
			near.best ? "; is it '" : "", near.best ? near.best : "",
			near.best ? "'?" : "");
	}
}

/* ---- saying ------------------------------------------------------------ */

/* One write(2) a line, so that lines of several processes do not mix. */
static void say(int fd, const char *prefix, const char *fmt, va_list args)
{
	char line[LINE_LEN];
	int len, more;

	len = snprintf(line, sizeof(line), "%s", prefix);
	more = vsnprintf(line + len, sizeof(line) - len - 1, fmt, args);
	if (more > 0)
		len += more;
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	while (write(fd, line, len) < 0 && errno == EINTR)
		;
}

void lab_line(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(LAB_FD, "", fmt, args);
	va_end(args);
}

void lab_say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(LAB_FD, "# ", fmt, args);
	va_end(args);
}

void lab_die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(LAB_FD, "# error ", fmt, args);
	va_end(args);
	va_start(args, fmt);
	say(2, "scenario: ", fmt, args);
	va_end(args);
	_exit(2);
}

bool lab_check(bool ok, const char *fmt, ...)
{
	va_list args;

	if (!ok) {
		lab->failed++;
		va_start(args, fmt);
		say(LAB_FD, "# check ", fmt, args);
		va_end(args);
	}
	return ok;
}

void lab_result(bool ok, const char *fmt, ...)
{
	char text[LINE_LEN];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (!ok)
		lab->results_failed++;
	lab->results++;
	lab_line("%sok %u %s", ok ? "" : "not ", lab->results, text);
}

void lab_skip(const char *name, const char *why)
{
	lab_result(true, "%s # SKIP %s", name, why);
}

/* ---- the device -------------------------------------------------------- */

/* What lab_reset() undoes.  Files stay open, to be used again. */
static struct {
	int	fd[MAX_KEPT];
	size_t	fds, fds_used;
	void	*map[MAX_KEPT];
	size_t	len[MAX_KEPT];
	size_t	maps;
} kept;

/* What lab_close() closes. */
static int opened[MAX_OPENED];
static size_t nr_opened;

static int open_device(int flags)
{
	int fd = open("/dev/tmmu", flags | O_CLOEXEC);

	if (fd < 0)
		lab_die("/dev/tmmu: %s", strerror(errno));
	return fd;
}

static int note_opened(int fd)
{
	if (nr_opened < MAX_OPENED)
		opened[nr_opened++] = fd;
	return fd;
}

int lab_device_unwatched(void)
{
	return note_opened(open_device(O_RDONLY));
}

int lab_device(void)
{
	int fd;

	if (kept.fds_used < kept.fds)
		return kept.fd[kept.fds_used++];
	fd = note_opened(open_device(O_RDWR));
	if (kept.fds < MAX_KEPT) {
		kept.fd[kept.fds++] = fd;
		kept.fds_used = kept.fds;
	}
	return fd;
}

static void *keep_map(void *p, size_t len)
{
	if (kept.maps < MAX_KEPT) {
		kept.map[kept.maps] = p;
		kept.len[kept.maps++] = len;
	}
	return p;
}

struct named {
	const char	*name;
	unsigned int	value;
};

/* The one of @len characters; NULL when there is none.  @names end with NULL. */
static const struct named *find_named(const struct named *names,
				      const char *name, size_t len)
{
	for (; names->name; names++)
		if (strlen(names->name) == len &&
		    !strncmp(names->name, name, len))
			return names;
	return NULL;
}

unsigned int lab_control(void)
{
	const char *name = lab_option("control", "none");
	static const struct named controls[] = {
		{ "none", TMMU_CONTROL_NONE },
		{ "L1", TMMU_CONTROL_L1 },
		{ "L2", TMMU_CONTROL_L2 },
		{ "L3", TMMU_CONTROL_L3 },
		{ "L4", TMMU_CONTROL_L4 },
		{ "L5", TMMU_CONTROL_L5 },
		{ "L7", TMMU_CONTROL_L7 },
		{ "L6", TMMU_CONTROL_L6 },
		{ "L8", TMMU_CONTROL_L8 },
		{ "L9", TMMU_CONTROL_L9 },
		{ "L10", TMMU_CONTROL_L10 },
		{ NULL, 0 },
	};
	const struct named *found = find_named(controls, name, strlen(name));

	if (!found)
		lab_die("control=%s: write none, or L1 to L%d",
			name, LAB_LAWS);
	return found->value;
}

unsigned int lab_flags(const char *names)
{
	static const struct named flags[] = {
#define FLAG(name, bit)	{ name, bit },
#include "flags.h"
#undef FLAG
		{ NULL, 0 },
	};
	const struct named *found;
	unsigned int bits = 0;
	size_t len;

	for (; *names; names += len + (names[len] == ',')) {
		len = strcspn(names, ",");
		found = find_named(flags, names, len);
		if (!found)
			lab_die("flags=%s: there are pin, end-only, sync-rcu, count, flush-at-end, refuse, refuse-bare, late, later, slots, cache and big",
				names);
		bits |= found->value;
	}
	return bits;
}

static int attached[8];
static unsigned int nr_attached;

int lab_attach_by(int dev, struct tmmu_attach *attach)
{
	if (ioctl(dev, TMMU_ATTACH, attach))
		return -errno;
	if (attach->flags & TMMU_SLOTS)
		lab_slot(dev, 0, 0, NULL, LAB_ALL, 0);
	if (nr_attached < sizeof(attached) / sizeof(attached[0]))
		attached[nr_attached++] = dev;
	return attach->id;
}

/* Returns the id or a negative errno. */
static int attach_by(int dev, const char *design, const char *consumer,
		     const char *flags, unsigned int control)
{
	struct tmmu_attach attach = {
		.control = control,
		.flags = lab_flags(flags),
		.gather = strtoul(lab_option("gather", "0"), NULL, 10),
	};

	snprintf(attach.design, sizeof(attach.design), "%s", design);
	snprintf(attach.consumer, sizeof(attach.consumer), "%s", consumer);
	snprintf(attach.ranges, sizeof(attach.ranges), "%s",
		 lab_option("ranges", ""));
	return lab_attach_by(dev, &attach);
}

/*
 * Nothing is in the way of @dev, and the design refuses it all the same: that is no
 * answer, and the run ends with it.
 */
static void refused(int err)
{
	lab_check(false, "the design accepts the device, since nothing prevents it; it returned: %s",
		  strerror(-err));
	_exit(1);
}

/* What attach_by() has returned; dies when it is the caller's fault. */
static unsigned int must_attach(int id, const char *design, const char *consumer)
{
	if (id == -EINVAL || id == -ENOMEM || id == -ENODEV)
		lab_die("attach, design=%s consumer=%s: %s", design, consumer,
			strerror(-id));
	if (id < 0)
		refused(id);
	return id;
}

unsigned int lab_attach_as(int dev, const char *design, const char *consumer,
			   unsigned int control)
{
	return must_attach(attach_by(dev, design, consumer,
				     lab_option("flags", ""), control),
			   design, consumer);
}

int lab_try_attach(int dev)
{
	return attach_by(dev, lab_option("design", "v18"),
			 lab_option("consumer", "kvm"), lab_option("flags", ""),
			 lab_control());
}

bool lab_attach_late(int dev)
{
	int id = lab_try_attach(dev);

	if (id < 0 && id != -EAGAIN)
		lab_die("attach: %s", strerror(-id));
	return id > 0;
}

unsigned int lab_attach(int dev)
{
	return lab_attach_as(dev, lab_option("design", "v18"),
			     lab_option("consumer", "kvm"),
			     lab_control());
}

unsigned int lab_attach_other(int dev)
{
	const char *design = lab_option("design", "v18");
	const char *consumer = lab_option("consumer", "kvm");

	return must_attach(attach_by(dev, design, consumer,
				     lab_option("flags2", ""),
				     TMMU_CONTROL_NONE),
			   design, consumer);
}

int lab_mirror(void *p)
{
	int dev = lab_device();
	uint64_t value;

	lab_fill(p, 1, 1);
	lab_attach(dev);
	lab_load(dev, p, &value);
	return dev;
}

void lab_evict(int dev)
{
	ioctl(dev, TMMU_EVICT);
}

void lab_reset(void)
{
	size_t i;

	if (lab->parent == getpid())
		lab_end_child();

	for (i = 0; i < kept.fds; i++)
		lab_evict(kept.fd[i]);
	kept.fds_used = 0;
	for (i = 0; i < kept.maps; i++)
		munmap(kept.map[i], kept.len[i]);
	kept.maps = 0;
	nr_attached = 0;
}

static volatile bool all_closed;

static void *close_opened(void *arg)
{
	(void)arg;
	while (nr_opened)
		close(opened[--nr_opened]);
	all_closed = true;
	return NULL;
}

bool lab_close(void)
{
	const struct timespec tick = { .tv_nsec = 10000000 };
	pthread_t thread;
	int ms;

	if (!nr_opened)
		return true;
	if (pthread_create(&thread, NULL, close_opened, NULL))
		lab_die("thread: %s", strerror(errno));
	for (ms = 0; ms < CLOSE_MS && !all_closed; ms += 10)
		nanosleep(&tick, NULL);
	if (all_closed)
		return true;
	lab_say("law L3 tmmu=0 addr=0x0 who=- expected=\"a device can be closed\" seen=\"it is not closed after 1 s\"");
	return false;
}

void lab_say_counts(void)
{
	struct tmmu_stats s;
	unsigned int i;

	for (i = 0; i < nr_attached; i++) {
		if (ioctl(attached[i], TMMU_GET_STATS, &s))
			continue;
		lab_say("count device=%u begins=%llu ends=%llu pages=%llu zapped=%llu flushes=%llu ages=%llu idle_calls=%llu foreign_begins=%llu foreign_pages=%llu most=%llu refused=%llu waits=%llu retries=%llu sptes=%llu pinned=%llu",
			i + 1, (unsigned long long)s.begins,
			(unsigned long long)s.ends,
			(unsigned long long)s.pages,
			(unsigned long long)s.zapped,
			(unsigned long long)s.flushes,
			(unsigned long long)s.ages,
			(unsigned long long)s.idle_calls,
			(unsigned long long)s.foreign_begins,
			(unsigned long long)s.foreign_pages,
			(unsigned long long)s.most,
			(unsigned long long)s.refused,
			(unsigned long long)s.waits,
			(unsigned long long)s.retries,
			(unsigned long long)s.sptes,
			(unsigned long long)s.pinned);
	}
}

static int access_by_device(int dev, unsigned long op, const volatile void *p,
			    uint64_t *value)
{
	struct tmmu_access access = {
		.addr = (uintptr_t)p,
		.value = *value,
	};

	if (ioctl(dev, op, &access))
		return -errno;
	*value = access.value;
	return 0;
}

int lab_load(int dev, const volatile void *p, uint64_t *value)
{
	*value = 0;
	return access_by_device(dev, TMMU_LOAD, p, value);
}

int lab_store(int dev, volatile void *p, uint64_t value)
{
	return access_by_device(dev, TMMU_STORE, p, &value);
}

void lab_may_load(int dev, const volatile void *p)
{
	uint64_t value;
	int err = lab_load(dev, p, &value);

	lab_check(!err, "the device may load, not %d", err);
}

void lab_may_store(int dev, volatile void *p, uint64_t value)
{
	int err = lab_store(dev, p, value);

	lab_check(!err, "the device may store, not %d", err);
}

int lab_bind(int dev, uint32_t id)
{
	return ioctl(dev, TMMU_BIND, &id) ? -errno : 0;
}

int lab_submit(int dev, const volatile void *p, bool write, uint64_t *value)
{
	struct tmmu_submit s = {
		.access.addr = (uintptr_t)p,
		.access.value = *value,
		.write = write,
	};

	if (ioctl(dev, TMMU_SUBMIT, &s))
		return -errno;
	*value = s.access.value;
	return 0;
}

void lab_prefetch(int dev, const volatile void *p)
{
	uint64_t addr = (uintptr_t)p;

	ioctl(dev, TMMU_PREFETCH, &addr);
}

int lab_slot(int dev, uint32_t nr, uint64_t base, const volatile void *user,
	     uint64_t size, uint32_t flags)
{
	struct tmmu_slot slot = {
		.nr = nr,
		.flags = flags,
		.base = base,
		.user = (uintptr_t)user,
		.size = size,
	};

	return ioctl(dev, TMMU_SLOT, &slot) ? -errno : 0;
}

void lab_serve(int dev, uint32_t clients)
{
	ioctl(dev, TMMU_SERVE, &clients);
}

void lab_served(int dev)
{
	ioctl(dev, TMMU_SERVED);
}

int lab_age(int dev, const volatile void *p, size_t len, unsigned int op)
{
	struct tmmu_age age = {
		.start = (uintptr_t)p,
		.end = (uintptr_t)p + len,
		.op = op,
	};

	if (ioctl(dev, TMMU_AGE, &age))
		lab_die("age: %s", strerror(errno));
	return age.young;
}

unsigned int lab_query(int dev, const volatile void *p, uint64_t *pfn)
{
	struct tmmu_query query = { .addr = (uintptr_t)p };

	if (ioctl(dev, TMMU_QUERY, &query))
		lab_die("query: %s", strerror(errno));
	if (pfn)
		*pfn = query.pfn;
	return query.flags;
}

void lab_stats(int dev, struct tmmu_stats *stats)
{
	if (ioctl(dev, TMMU_GET_STATS, stats))
		lab_die("statistics: %s", strerror(errno));
}

/* A file that is never attached, so without a witness: the way to the oracle. */
static int oracle(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open_device(O_RDONLY);
	return fd;
}

static unsigned int judged_laws(void)
{
	const char *p = lab_option("laws", NULL);
	unsigned int laws = 0, law;

	if (!p)
		return ~0u;
	for (; *p; p += strcspn(p, ","), p += *p == ',') {
		if (sscanf(p, "L%u", &law) != 1 || law < 1 || law > LAB_LAWS)
			lab_die("laws=%s: write names from L1 to L%d, with commas", p, LAB_LAWS);
		laws |= 1u << law;
	}
	return laws;
}

/* A law that breaks for a thousand pages is news but once. */
static unsigned int nr_said[LAB_LAWS + 1];

void lab_say_unsaid(void)
{
	unsigned int law;

	for (law = 1; law <= LAB_LAWS; law++)
		if (nr_said[law] > MAX_SAID)
			lab_say("note %u more reports of L%u",
				nr_said[law] - MAX_SAID, law);
}

unsigned int lab_reports(bool say_them)
{
	const unsigned int judged = judged_laws();
	struct tmmu_report report;
	unsigned int broken = 0;

	while (!ioctl(oracle(), TMMU_REPORT, &report)) {
		broken |= 1u << report.law;
		if (say_them && nr_said[report.law]++ < MAX_SAID)
			lab_say("%s L%u tmmu=%u addr=0x%llx who=%s expected=\"%s\" seen=\"%s\"",
				judged & 1u << report.law ? "law" : "unjudged",
				report.law, report.tmmu,
				(unsigned long long)report.addr,
				report.who[0] ? report.who : "-",
				report.expected, report.seen);
	}
	return broken & judged;
}

void lab_law_names(unsigned int laws, char *text, size_t size)
{
	unsigned int law;
	size_t len = 0;

	text[0] = '\0';
	for (law = 1; law <= LAB_LAWS; law++)
		if (laws & 1u << law && len < size)
			len += snprintf(text + len, size - len, "%sL%u",
					len ? "," : "", law);
}

void lab_forget(void)
{
	if (ioctl(oracle(), TMMU_FORGET))
		lab_die("forget: %s", strerror(errno));
}

unsigned int lab_laws(bool quiet, bool say_them)
{
	struct tmmu_check check = { .quiet = quiet };

	if (ioctl(oracle(), TMMU_CHECK, &check))
		lab_die("check: %s", strerror(errno));
	return lab_reports(say_them);
}

unsigned int lab_over(void)
{
	struct tmmu_check check = { .quiet = 2 };

	/* It keeps who has ended until it looks again. */
	lab_ksm_forget();
	if (ioctl(oracle(), TMMU_CHECK, &check))
		lab_die("check: %s", strerror(errno));
	return lab_reports(true);
}

/* ---- memory ------------------------------------------------------------ */

void lab_fill(volatile void *p, size_t pages, uint64_t word)
{
	volatile uint64_t *w = p;
	size_t i;

	for (i = 0; i < pages * LAB_PAGE / sizeof(*w); i++)
		w[i] = word;
}

void *lab_pages(size_t pages)
{
	void *p;

	p = mmap(NULL, pages * LAB_PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	return keep_map(p, pages * LAB_PAGE);
}

int lab_memfd(const char *name, size_t pages)
{
	int fd;

	fd = memfd_create(name, MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, pages * LAB_PAGE))
		lab_die("memfd: %s", strerror(errno));
	return fd;
}

void *lab_map(int fd, size_t pages)
{
	void *p;

	p = mmap(NULL, pages * LAB_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
		 fd, 0);
	if (p == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	return keep_map(p, pages * LAB_PAGE);
}

void lab_pfns(const volatile void *p, size_t pages, uint64_t *pfn)
{
	ssize_t got;
	size_t i;
	int fd;

	fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		lab_die("/proc/self/pagemap: %s", strerror(errno));
	got = pread(fd, pfn, pages * sizeof(*pfn), (uintptr_t)p / LAB_PAGE * sizeof(*pfn));
	close(fd);
	for (i = 0; i < pages; i++)
		if (got < (ssize_t)((i + 1) * sizeof(*pfn)) || !(pfn[i] >> 63))
			pfn[i] = 0;
		else
			pfn[i] &= (1ULL << 55) - 1;
}

uint64_t lab_pfn(const volatile void *p)
{
	uint64_t pfn;

	lab_pfns(p, 1, &pfn);
	return pfn;
}

uint64_t lab_text_word(const char *text)
{
	uint64_t word = 0;

	memcpy(&word, text, strnlen(text, sizeof(word)));
	return word;
}

void lab_word_text(uint64_t word, char *text)
{
	const unsigned char *byte = (const unsigned char *)&word;
	size_t i;

	if (!word) {
		strcpy(text, "zeroes");
		return;
	}
	for (i = 0; i < sizeof(word); i++)
		text[i] = byte[i] >= ' ' && byte[i] < 0x7f ? byte[i] : '.';
	text[i] = '\0';
}

static bool swapping;

const char *lab_swap_on(size_t pages)
{
	static char buf[LAB_PAGE];
	uint32_t *header = (uint32_t *)(buf + SWAP_HEADER);
	size_t i;
	int fd;

	if (swapping)
		return NULL;
	fd = open(SWAP_DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return "no " SWAP_DEVICE;
	memset(buf, 0, sizeof(buf));
	header[0] = 1;			/* version */
	header[1] = pages - 1;		/* last page */
	memcpy(buf + LAB_PAGE - 10, "SWAPSPACE2", 10);
	for (i = 0; i < pages; i++) {
		if (pwrite(fd, buf, sizeof(buf), i * LAB_PAGE) != sizeof(buf))
			break;
		memset(buf, 0, sizeof(buf));
	}
	fsync(fd);
	close(fd);
	if (i < pages)
		return SWAP_DEVICE " is too small";
	if (swapon(SWAP_DEVICE, 0))
		return "swapon fails";
	swapping = true;
	return NULL;
}

void lab_swap_off(void)
{
	swapoff(SWAP_DEVICE);
	swapping = false;
}

static void populate(uintptr_t start, uintptr_t end, int how)
{
	madvise((void *)start, end - start, how);
}

static void warm_stack(void)
{
	volatile char stack[WARM_STACK];
	const uintptr_t start = (uintptr_t)stack & ~(LAB_PAGE - 1);

	stack[0] = 0;		/* a stack grows down to what is touched */
	populate(start, start + WARM_STACK, MADV_POPULATE_WRITE);
}

/* What has LAB_APART; the linker says where. */
extern char __start_lab_apart[], __stop_lab_apart[];

/* The pages that have nothing else. */
#define APART_START	(((uintptr_t)__start_lab_apart + LAB_PAGE - 1) & ~(LAB_PAGE - 1))
#define APART_END	((uintptr_t)__stop_lab_apart & ~(LAB_PAGE - 1))

void lab_keep_apart(void)
{
	madvise((void *)APART_START, APART_END - APART_START, MADV_DONTFORK);
}

static void warm_write(uintptr_t start, uintptr_t end)
{
	if (start <= APART_START && APART_END <= end) {
		populate(start, APART_START, MADV_POPULATE_WRITE);
		start = APART_END;
	}
	populate(start, end, MADV_POPULATE_WRITE);
}

static int warm_segment(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t start, end, relro = 0;
	const Elf64_Phdr *ph;
	int i;

	(void)size;
	(void)arg;
	for (i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_GNU_RELRO)
			relro = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
				info->dlpi_phdr[i].p_memsz;
	for (i = 0; i < info->dlpi_phnum; i++) {
		ph = &info->dlpi_phdr[i];
		if (ph->p_type != PT_LOAD)
			continue;
		start = (info->dlpi_addr + ph->p_vaddr) & ~(LAB_PAGE - 1);
		end = info->dlpi_addr + ph->p_vaddr + ph->p_memsz;
		/* What was made read-only after relocation comes first. */
		if (relro > start && relro < end) {
			populate(start, relro, MADV_POPULATE_READ);
			start = relro & ~(LAB_PAGE - 1);
		}
		if (ph->p_flags & PF_W)
			warm_write(start, end);
		else
			populate(start, end, MADV_POPULATE_READ);
	}
	return 0;
}

void lab_warm(void)
{
	dl_iterate_phdr(warm_segment, NULL);
	if (lab)
		__atomic_fetch_or(&lab->results, 0, __ATOMIC_RELAXED);
	warm_stack();
}

/*
 * No libc and no stack in the child: it has neither the stack of the actor that
 * calls, nor may it touch a page that it shares.
 */
static pid_t fork_sleeper(void)
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long ret = SYS_clone;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 2f\n"
			 "1:\tmov %[pause], %%eax\n\t"
			 "syscall\n\t"
			 "jmp 1b\n"
			 "2:"
			 : "+a" (ret)
			 : "D" (SIGCHLD), "S" (0L), "d" (0L), "r" (r10),
			   "r" (r8), [pause] "i" (SYS_pause)
			 : "rcx", "r11", "memory");
	return ret;
}

void lab_fork(void)
{
	lab->child = fork_sleeper();
	lab->parent = getpid();
}

void lab_end_child(void)
{
	const struct timespec t = { .tv_nsec = 1000000 };

	if (lab->child <= 0)
		return;
	kill(lab->child, SIGKILL);
	waitpid(lab->child, NULL, 0);
	/* That of a killed parent is for init to reap. */
	while (!kill(lab->child, 0))
		nanosleep(&t, NULL);
	lab->child = 0;
}

bool lab_write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return false;
	ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return ok;
}

/* ---- KSM ---------------------------------------------------------------- */

#define KSM		"/sys/kernel/mm/ksm/"
#define KSM_SCANS	3	/* seen, found equal, merged */
#define KSM_PAGES	"1000"

bool lab_ksm_scan(void)
{
	return lab_write_text(KSM "scan_now", KSM_PAGES);
}

bool lab_ksm_merge(void)
{
	int i;

	for (i = 0; i < KSM_SCANS; i++)
		if (!lab_ksm_scan())
			return false;
	return true;
}

void lab_ksm_forget(void)
{
	lab_write_text(KSM "run", "2");
	lab_write_text(KSM "run", "0");
}

/* ---- the bystander ----------------------------------------------------- */

void lab_bystander(void)
{
	sem_post(&lab->ask_bystander);
	while (sem_wait(&lab->bystander_done) && errno == EINTR)
		;
}

bool lab_take_frame(uint64_t pfn, uint64_t word, size_t limit)
{
	char *p = lab_pages(limit);
	size_t i;

	for (i = 0; i < limit; i++, p += LAB_PAGE) {
		lab_fill(p, 1, word);
		if (lab_pfn(p) == pfn)
			return true;
	}
	return false;
}
/* ---- damage ------------------------------------------------------------- */

#define WATCH_LIMIT	64	/* pages until the frame comes */

void lab_secret_at(uintptr_t addr)
{
	char *p = mmap((void *)addr, LAB_PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (p == MAP_FAILED)
		lab_die("mmap: %s", strerror(errno));
	lab_fill(p, 1, lab_text_word(LAB_SECRET));
}

void lab_watch_frame(const volatile void *p)
{
	lab->frame = lab_pfn(p);
}

void lab_take_watched(void)
{
	lab->taken = lab_take_frame(lab->frame, lab_text_word(LAB_SECRET),
				    WATCH_LIMIT);
}

void lab_damage(int dev, const volatile void *p, const char *which,
		const char *where)
{
	uint64_t value;
	int err = lab_load(dev, p, &value);

	lab_judge_damage(err, value, p, which, where);
}

void lab_judge_damage(int err, uint64_t value, const volatile void *p, const char *which,
		      const char *where)
{
	const volatile uint64_t *word = p;
	char text[16];

	if (!lab_check(!err, "the %sdevice can load%s: %s", which, where,
		       strerror(-err)))
		return;
	lab_word_text(value, text);
	if (lab->taken && value == lab_text_word(LAB_SECRET))
		lab_say("damage the %sdevice of process P reads \"%s\"%s, which belongs to process bystander",
			which, text, where);
	else
		lab_say("result the %sdevice reads %s%s", which, text, where);
	lab_check(value == *word, "the %sdevice reads what P reads%s", which,
		  where);
}
