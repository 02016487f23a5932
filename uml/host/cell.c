// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cell.h"
#include "scene.h"

#define WORD_CHARS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=,.:+-"

#define HASH_START	0xcbf29ce484222325u

const char *const count_name[NR_COUNTS] = {
	"schedules", "failing", "redundant", "steps", "again", "longest",
};

/* ---- what was asked for ---------------------------------------------------- */

static size_t key_len(const char *word)
{
	return strcspn(word, "=");
}

static void option_word(struct cell *c, const char *word, unsigned int source)
{
	const size_t len = key_len(word) + 1;
	unsigned int i, at;

	for (at = 0; at < c->nr_options && strncmp(c->option[at], word, len) < 0; at++)
		;
	if (at == c->nr_options || strncmp(c->option[at], word, len)) {
		if (c->nr_options == MAX_OPTIONS)
			die("more than %d options", MAX_OPTIONS);
		for (i = c->nr_options++; i > at; i--) {
			c->option[i] = c->option[i - 1];
			c->option_source[i] = c->option_source[i - 1];
		}
	} else if (c->option_source[at] == source) {
		die("%.*s is said twice: '%s' and '%s'", (int)len - 1, word,
		    c->option[at], word);
	}
	c->option[at] = text("%s", word);
	c->option_source[at] = source;
}

static void field_value(struct cell *c, unsigned int f, const char *value,
			unsigned int source)
{
	static struct scene scene;
	char word[SCENE_TEXT];
	const char *why;

	if (!field_takes(&fields[f], value))
		die("%s is %s, not '%s'", fields[f].name, field_wants(&fields[f]), value);
	if (c->source[f] == source)
		die("%s is said twice: '%s' and '%s'", fields[f].name, c->value[f], value);
	if (f == F_SCENARIO && scene_is_line(value)) {
		why = scene_parse(&scene, value);
		if (why)
			die("%s", why);
		value = scene_word(scene_text(&scene, word));
	}
	c->value[f] = text("%s", value);
	c->source[f] = source;
}

void cell_word(struct cell *c, const char *word, unsigned int source)
{
	const unsigned int f = field_of_word(word);
	const size_t len = key_len(word);

	if (!len || !word[len])
		die("'%s' is no KEY=VALUE", word);
	if (f == NR_FIELDS ? !strncmp(word, "schedule=", 9) : fields[f].of == OF_KIT)
		die("'%.*s' is not for a search to be told", (int)len, word);
	if (f < NR_FIELDS)
		field_value(c, f, word + len + 1, source);
	else if (word[strspn(word, WORD_CHARS)])
		die("option '%s' has a character that is not allowed", word);
	else
		option_word(c, word, source);
}

void cell_environment(struct cell *c, unsigned int source)
{
	char name[32], *options, *word, *save;
	const char *value;
	unsigned int f, i;

	for (f = 0; f < NR_FIELDS; f++) {
		if (fields[f].of == OF_KIT || f == F_KERNEL)
			continue;
		for (i = 0; fields[f].name[i]; i++)
			name[i] = toupper(fields[f].name[i]);
		name[i] = '\0';
		value = getenv(name);
		if (value && *value)
			field_value(c, f, value, source);
	}
	value = getenv("SCENE");
	if (value && *value)
		field_value(c, F_SCENARIO, value, source);
	value = getenv("OPTIONS");
	options = text("%s", value ? value : "");
	for (word = strtok_r(options, " \t", &save); word; word = strtok_r(NULL, " \t", &save))
		cell_word(c, word, source);
}

/* ---- its name and its key ---------------------------------------------------- */

/* The scenario's own consumer, as the guest has listed it. */
static char *own_consumer(const char *scenario)
{
	char line[512], name[128], own[64] = "kvm", said[64];
	char *path = text("%s/initramfs/names", build);
	FILE *f = fopen(path, "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%127s %63s", name, said) == 2 && !strcmp(name, scenario))
			strcpy(own, said);
	if (f)
		fclose(f);
	return text("%s", own);
}

static void name_add(struct cell *c, const char *fmt, const char *a, const char *b)
{
	const size_t len = strlen(c->name);
	char *s;

	if (snprintf(c->name + len, sizeof(c->name) - len, fmt, a, b) >= (int)(sizeof(c->name) - len))
		die("the options are too long: no file has such a name");
	for (s = c->name + len; *s; s++)
		if (*s == '/')
			*s = '-';
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n--)
		hash = (hash ^ *p++) * 0x100000001b3u;
	return hash;
}

static uint64_t hash_file(uint64_t hash, const char *path)
{
	static char buf[65536];
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return hash_bytes(hash, "none", 4);
	while ((n = fread(buf, 1, sizeof(buf), f)))
		hash = hash_bytes(hash, buf, n);
	fclose(f);
	return hash;
}

/* Of the scenarios and of what judges them, once for all cells. */
static uint64_t hash_guest(void)
{
	static uint64_t hash;

	if (!hash) {
		hash = hash_file(HASH_START, text("%s/initramfs/scenario", build));
		hash = hash_file(hash, text("%s/scenarios/points.list", uml));
		hash = hash_file(hash, text("%s/guest/reports.list", uml));
	}
	return hash;
}

static void make_name(struct cell *c)
{
	const char *scenario = c->value[F_SCENARIO];
	unsigned int f, i;

	c->name[0] = '\0';
	/* a line is no name of a file */
	if (scene_is_line(scenario))
		scenario = text("scene-%08x", (unsigned int)
				(hash_bytes(HASH_START, scenario, strlen(scenario)) >> 32));
	name_add(c, "%s.%s", scenario, c->value[F_DESIGN]);
	name_add(c, ".%s%s", c->value[F_CONSUMER], "");
	for (i = 0; i < c->nr_options; i++)
		name_add(c, ".%s%s", c->option[i], "");
	for (f = F_CONSUMER + 1; f < NR_FIELDS; f++)
		if (fields[f].of <= OF_HOST && strcmp(c->value[f], fields[f].otherwise))
			name_add(c, ".%s-%s", fields[f].name, c->value[f]);
}

static void make_key(struct cell *c)
{
	uint64_t hash = hash_file(hash_guest(), text("%s/kernel/%s/key", build, c->value[F_KERNEL]));

	hash = hash_bytes(hash, c->name, strlen(c->name));
	snprintf(c->key, sizeof(c->key), "%016llx", (unsigned long long)hash);
}

/* The kernel that has the devices of a scene. */
static char *own_kernel(const char *scenario)
{
	static struct scene scene;

	if (scene_is_line(scenario) && !scene_parse(&scene, scenario) && scene_has_vm(&scene))
		return text("kvm");
	return text("base");
}

void cell_settle(struct cell *c)
{
	unsigned int f;

	if (!c->source[F_SCENARIO])
		die("no scenario is named (cure: SCENARIO=register-punch, or SCENE='kvm anon | A store 0 | B zap 0'; make scenarios lists names, make scenes words)");
	for (f = 0; f < NR_FIELDS; f++)
		if (!c->source[f])
			c->value[f] = text("%s", fields[f].otherwise);
	if (!c->source[F_CONSUMER])
		c->value[F_CONSUMER] = own_consumer(c->value[F_SCENARIO]);
	/* walks by chance go beyond every bound */
	if (!c->source[F_BOUND] && strcmp(c->value[F_CHANCE], "0"))
		c->value[F_BOUND] = text("0");
	if (!c->source[F_KERNEL] && strcmp(c->value[F_DELAYS], "0"))
		c->value[F_KERNEL] = text("weak");
	else if (!c->source[F_KERNEL])
		c->value[F_KERNEL] = own_kernel(c->value[F_SCENARIO]);
	if (sscanf(c->value[F_SHARD], "all/%u", &c->parts) == 1)
		c->value[F_SHARD] = text("1/1");
	make_name(c);
	make_key(c);
}

void cell_shard(struct cell *c, unsigned int part, unsigned int parts)
{
	c->value[F_SHARD] = text("%u/%u", part, parts);
	make_name(c);
}

bool cell_fresh(const struct cell *c)
{
	struct cell now = *c;

	make_key(&now);
	return !strcmp(now.key, c->key);
}

char *cell_options(const struct cell *c)
{
	char *all = text("%s", "");
	unsigned int i;

	for (i = 0; i < c->nr_options; i++)
		all = text("%s%s%s", all, i ? " " : "", c->option[i]);
	return all;
}

/* ---- what is known ------------------------------------------------------------- */

/* Fewer preemptions, then fewer steps, then by name. */
static bool easier(const struct finding *a, const struct finding *b)
{
	if (a->preemptions != b->preemptions)
		return a->preemptions < b->preemptions;
	if (a->steps != b->steps)
		return a->steps < b->steps;
	return strcmp(a->kind, b->kind) < 0;
}

void cell_found_add(struct cell *c, const char *kind, unsigned long times,
		    unsigned int preemptions, unsigned int steps, const char *schedule)
{
	struct finding new = {
		.kind = text("%s", kind), .times = times, .preemptions = preemptions,
		.steps = steps, .schedule = text("%s", schedule),
	};
	unsigned int i;

	for (i = 0; i < c->nr_found && strcmp(c->found[i].kind, kind); i++)
		;
	if (i < c->nr_found) {
		new.times += c->found[i].times;
		if (!easier(&new, &c->found[i])) {
			c->found[i].times = new.times;
			return;
		}
		memmove(&c->found[i], &c->found[i + 1],
			(--c->nr_found - i) * sizeof(new));
	}
	if (c->nr_found == MAX_FOUND)
		die("more than %d kinds of failure", MAX_FOUND);
	for (i = c->nr_found++; i && easier(&new, &c->found[i - 1]); i--)
		c->found[i] = c->found[i - 1];
	c->found[i] = new;
}

static void point_add(struct cell *c, const char *name, unsigned long times)
{
	unsigned int i;

	for (i = 0; i < c->nr_points && strcmp(c->point[i].name, name); i++)
		;
	if (i == c->nr_points) {
		if (i == MAX_POINTS)
			die("more than %d points", MAX_POINTS);
		c->point[c->nr_points++] = (struct point){ .name = text("%s", name) };
	}
	c->point[i].times += times;
}

static void hear_found(struct cell *c, const char *said)
{
	unsigned int preemptions, steps;
	unsigned long times;
	char kind[128];
	int at = 0;

	if (sscanf(said, "%127s %lu %u %u%n", kind, &times, &preemptions, &steps, &at) != 4)
		die("what was found is '%s'?", said);
	cell_found_add(c, kind, times, preemptions, steps,
		       said[at] == ' ' ? said + at + 1 : said + at);
}

/* "explored" of the guest: all counts, and how far it came. */
static void hear_counts(struct cell *c, const char *said)
{
	char how[8] = "";

	c->told = sscanf(said, "%lu %lu %lu %lu %lu %lu %7s", &c->count[0], &c->count[1],
			 &c->count[2], &c->count[3], &c->count[4], &c->count[5], how) == 7;
	snprintf(c->complete, sizeof(c->complete), "%s", !strcmp(how, "all") ? "yes" :
		 !strcmp(how, "some") ? "no" : "first");
}

static void hear_point(struct cell *c, const char *said)
{
	unsigned long times = 0;
	char name[64];

	if (sscanf(said, "%63s %lu", name, &times) >= 1)
		point_add(c, name, times);
}

static void hear_field(struct cell *c, const char *name, const char *said)
{
	const unsigned int f = field_of_word(name);
	char *word, *save, *options;
	unsigned int i;

	if (f < NR_FIELDS) {
		c->value[f] = text("%s", said);
		c->source[f] = 1;
	} else if (!strcmp(name, "options")) {
		options = text("%s", said);
		for (word = strtok_r(options, " ", &save); word; word = strtok_r(NULL, " ", &save))
			option_word(c, word, 1);
	}
	for (i = 0; i < NR_COUNTS; i++)
		if (!strcmp(name, count_name[i])) {
			c->count[i] = strtoul(said, NULL, 10);
			c->told = true;
		}
}

void cell_hear(struct cell *c, char *line)
{
	char *said;

	line[strcspn(line, "\r\n")] = '\0';
	said = strchrnul(line, ' ');
	if (*said)
		*said++ = '\0';
	if (!strcmp(line, "explored"))
		hear_counts(c, said);
	else if (!strcmp(line, "found"))
		hear_found(c, said);
	else if (!strcmp(line, "point") || !strcmp(line, "met") || !strcmp(line, "unmet"))
		hear_point(c, said);
	else if (!strcmp(line, "promise"))
		c->promise = text("%s", said);
	else if (!strcmp(line, "signature"))
		snprintf(c->signature, sizeof(c->signature), "%s", said);
	else if (!strcmp(line, "key"))
		snprintf(c->key, sizeof(c->key), "%s", said);
	else if (!strcmp(line, "complete"))
		snprintf(c->complete, sizeof(c->complete), "%s", said);
	else if (!strcmp(line, "seconds"))
		snprintf(c->seconds, sizeof(c->seconds), "%s", said);
	else
		hear_field(c, line, said);
}

static char *path_of(const char *name, const char *more)
{
	return text("%s/%s/cell%s", cells, name, more);
}

bool cell_read(struct cell *c, const char *name)
{
	FILE *f = fopen(path_of(name, ""), "re");
	char *line = NULL;
	size_t size = 0;

	memset(c, 0, sizeof(*c));
	snprintf(c->name, sizeof(c->name), "%s", name);
	if (!f)
		return false;
	while (getline(&line, &size, f) > 0)
		cell_hear(c, line);
	fclose(f);
	for (size = 0; size < NR_FIELDS; size++)
		if (!c->value[size])
			c->value[size] = text("%s", fields[size].otherwise);
	return true;
}

static void write_told(const struct cell *c, FILE *f)
{
	unsigned int i;

	for (i = 0; i < NR_COUNTS; i++)
		fprintf(f, "%s %lu\n", count_name[i], c->count[i]);
	fprintf(f, "complete %s\nsignature %s\nseconds %s\n", c->complete,
		c->signature, c->seconds);
	if (c->promise)
		fprintf(f, "promise %s\n", c->promise);
	for (i = 0; i < c->nr_found; i++)
		fprintf(f, "found %s %lu %u %u%s%s\n", c->found[i].kind, c->found[i].times,
			c->found[i].preemptions, c->found[i].steps,
			*c->found[i].schedule ? " " : "", c->found[i].schedule);
	for (i = 0; i < c->nr_points; i++)
		if (c->point[i].times)
			fprintf(f, "met %s %lu\n", c->point[i].name, c->point[i].times);
		else
			fprintf(f, "unmet %s\n", c->point[i].name);
}

void cell_say(const struct cell *c, FILE *f)
{
	unsigned int i;

	for (i = 0; i < NR_FIELDS; i++)
		if (fields[i].of <= OF_HOST)
			fprintf(f, "%s %s\n", fields[i].name, c->value[i]);
	fprintf(f, "options %s\nkey %s\n", cell_options(c), c->key);
}

/* Complete or not at all. */
void cell_write(const struct cell *c)
{
	char *path = path_of(c->name, ""), *new = path_of(c->name, ".new");
	FILE *f;

	mkdir(cells, 0777);
	mkdir(text("%s/%s", cells, c->name), 0777);
	f = fopen(new, "we");
	if (!f)
		die("%s: %s (cure: free space)", new, strerror(errno));
	cell_say(c, f);
	if (c->told)
		write_told(c, f);
	if (ferror(f) | fclose(f) || rename(new, path))
		die("%s: %s (cure: free space)", path, strerror(errno));
}

void cell_add(struct cell *sum, const struct cell *part)
{
	unsigned int i;

	for (i = 0; i < NR_COUNTS; i++)
		if (i != C_LONGEST)
			sum->count[i] += part->count[i];
		else if (part->count[i] > sum->count[i])
			sum->count[i] = part->count[i];
	for (i = 0; i < part->nr_found; i++)
		cell_found_add(sum, part->found[i].kind, part->found[i].times,
			       part->found[i].preemptions, part->found[i].steps,
			       part->found[i].schedule);
	for (i = 0; i < part->nr_points; i++)
		point_add(sum, part->point[i].name, part->point[i].times);
	if (*sum->signature && strcmp(sum->signature, part->signature))
		die("the parts are of different kernels or scenarios");
	strcpy(sum->signature, part->signature);
	snprintf(sum->seconds, sizeof(sum->seconds), "%.1f",
		 strtod(sum->seconds, NULL) + strtod(part->seconds, NULL));
	strcpy(sum->complete, "yes");
	sum->told = true;
}
