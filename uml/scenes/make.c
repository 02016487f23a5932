// SPDX-License-Identifier: GPL-2.0
/* A scenario made of a line: of the list of scenes, or as somebody has typed it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "play.h"

#define NAME	64
#define LISTED	256

/* scenes.list, as it was when this was compiled. */
__asm__(".section .rodata\n"
	"scene_list: .incbin \"" SCENES_LIST "\"\n"
	".byte 0\n"
	".text\n");
extern const char scene_list[];

static struct lab_scenario listed[LISTED] LAB_APART;
static const char *line_of[LISTED];
static unsigned int nr_listed;

/* ---- actors ------------------------------------------------------------------- */

static void run_actor(unsigned int i)
{
	const struct scene_actor *a = &scene.actor[i];
	unsigned int n, d, gone = 0;
	int err;

	scene_me = i;
	lab->word[WORD_TID + i] = syscall(SYS_gettid);
	for (n = 0; n < a->nr_ops; n++) {
		const struct scene_op *op = &a->op[n];

		if (scene_needs(op, NEEDS_DEVICE) && gone & 1u << op->dev)
			continue;	/* the design has not accepted it */
		lab->op[i][n].ran++;
		err = scene_do(op);
		lab->op[i][n].last = err;
		lab->op[i][n].done += !err;
		if (err && op->verb == VERB_attach)
			gone |= 1u << op->dev;
	}
	for (d = 0; d < scene.nr_devices; d++)
		if (scene.device[d].served && !scene_does(a, VERB_serve))
			lab_served(play.fd[d]);
	if (a->other)
		scene_judge_other();
	if (__atomic_add_fetch(&lab->word[WORD_DONE], 1, __ATOMIC_RELAXED) == scene.nr_actors &&
	    !a->other)
		scene_judge_values();
}

#define BODY(i) static void body_##i(void) { run_actor(i); }
BODY(0) BODY(1) BODY(2) BODY(3) BODY(4) BODY(5) BODY(6) BODY(7)
static void (*const bodies[IL_MAX_ACTORS])(void) = {
	body_0, body_1, body_2, body_3, body_4, body_5, body_6, body_7,
};

static char *actor_name(const struct scene_actor *a)
{
	char text[NAME] = "";
	size_t len = 0;
	unsigned int n;

	for (n = 0; n < a->nr_ops && len < sizeof(text) - 3; n++) {
		if (n)
			len += snprintf(text + len, sizeof(text) - len, ", ");
		len += scene_op_text(&a->op[n], text + len, sizeof(text) - len);
	}
	return strdup(text);
}

static void set_actor(const struct scene_actor *a, struct lab_actor *actor, unsigned int i)
{
	const bool exits = scene_does(a, VERB_exit);

	actor->name = actor_name(a);
	actor->body = bodies[i];
	actor->foreign = a->other || exits;
	if (exits)
		actor->setup = scene_setup_exit;
	else if (a->other && (scene.passed || scene.exits))
		actor->setup = scene_setup_other;
}

/* "dev" and "dev2" are as the options say, and else as the line does. */
static void take_options(const struct lab_scenario *s, struct scene_device *d)
{
	const char *flags = lab_option(d->second ? "flags2" : "flags", NULL);
	const char *gather = lab_option("gather", NULL);
	const char *ranges = lab_option("ranges", NULL);

	snprintf(d->consumer, sizeof(d->consumer), "%s",
		 lab_option("consumer", s->consumer ? s->consumer : "kvm"));
	/* who pins by itself, or needs begins, is not told to */
	if (strcmp(d->consumer, "kvm"))
		d->flags &= ~(TMMU_PIN | TMMU_END_ONLY);
	if (flags)
		d->flags = lab_flags(flags);
	if (gather)
		d->gather = strtoul(gather, NULL, 10);
	if (ranges)
		snprintf(d->guard, sizeof(d->guard), "%s", ranges);
	d->first = !d->second;
}

/* What the controller must know of a scene. */
static void describe(struct lab_scenario *s)
{
	unsigned int i, attached = 0;

	s->prepare = scene_prepare;
	/* nobody has named points in KVM */
	if (scene_has_vm(&scene))
		lab_default("fine=1");
	for (i = 0; i < scene.nr_actors; i++)
		set_actor(&scene.actor[i], &s->actors[i], i);
	for (i = 0; i < scene.nr_devices; i++) {
		if (!*scene.device[i].consumer)
			take_options(s, &scene.device[i]);
		s->fresh |= scene.device[i].closes;
		attached += !scene.device[i].absent;
	}
	s->fresh |= !attached;
	if (scene.exits)
		return;
	s->setup = scene_setup;
	if (!scene.passed) {
		s->finish = scene_finish;
		s->bystander = lab_take_watched;
	}
}

/* ---- the list ------------------------------------------------------------------- */

static char *copy(const char *text, size_t len)
{
	char *p = strndup(text, len);

	if (!p)
		lab_die("no memory for the list of scenes");
	return p;
}

/* "name: title", then lines that begin with a tab: "WORD what", and the scene itself. */
static void list_line(const char *text, size_t len)
{
	struct lab_scenario *s = &listed[nr_listed - 1];
	const char *colon;

	if (*text != '\t') {
		colon = memchr(text, ':', len);
		if (nr_listed == LISTED || !colon)
			lab_die("scenes.list: '%.*s'", (int)len, text);
		s = &listed[nr_listed++];
		s->name = copy(text, colon - text);
		s->title = copy(colon + 2, text + len - colon - 2);
	} else if (!strncmp(text, "\tschedule ", 10)) {
		s->schedule = copy(text + 10, len - 10);
	} else if (!strncmp(text, "\tunsearched ", 12)) {
		s->unsearched = copy(text + 12, len - 12);
	} else if (!strncmp(text, "\tconsumer ", 10)) {
		s->consumer = copy(text + 10, len - 10);
	} else {
		line_of[nr_listed - 1] = copy(text + 1, len - 1);
	}
}

static void read_list(void)
{
	const char *p = scene_list;
	size_t len;

	for (; !nr_listed || *p; p += len + (p[len] == '\n')) {
		len = strcspn(p, "\n");
		if (len && *p != '#')
			list_line(p, len);
	}
}

static const struct lab_scenario *make(struct lab_scenario *s, const char *line)
{
	const char *why = scene_parse(&scene, line);

	if (why)
		lab_die("%s", why);
	describe(s);
	return s;
}

const struct lab_scenario *scene_listed(unsigned int i)
{
	if (!nr_listed)
		read_list();
	return i < nr_listed ? make(&listed[i], line_of[i]) : NULL;
}

const struct lab_scenario *scene_scenario(const char *name)
{
	static struct lab_scenario typed;
	unsigned int i;

	if (scene_is_line(name)) {
		typed.name = typed.title = name;
		return make(&typed, name);
	}
	read_list();
	for (i = 0; i < nr_listed && strcmp(listed[i].name, name); i++)
		;
	if (i == nr_listed)
		return NULL;
	typed = listed[i];
	return make(&typed, line_of[i]);
}

void scene_say_idle(void)
{
	const struct scene_op *op;
	unsigned int i, n;
	char text[NAME];

	for (i = 0; i < scene.nr_actors; i++)
		for (n = 0; n < scene.actor[i].nr_ops; n++) {
			op = &scene.actor[i].op[n];
			if (lab->op[i][n].done || op->may_fail)
				continue;
			scene_op_text(op, text, sizeof(text));
			lab_say("idle %c %s, %s", 'A' + i, text,
				lab->op[i][n].ran ? "which never succeeds" : "which never runs");
		}
}
