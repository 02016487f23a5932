// SPDX-License-Identifier: GPL-2.0
/*
 * The points of the kernel: what each touches is declared in /points.list, a line
 * each: NAME OBJECT,OBJECT... and a comment, or "-" for a point that not every kernel
 * has.  Two steps that the laws look at are kept in both orders: what they look at counts
 * as one object more.  Which of them a search has met is counted by name; numbers are good
 * for one run only.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "explore.h"

#define LIST		"/points.list"
#define MAX_POINTS	256
#define MAX_OBJECTS	30
#define JUDGED		(1u << 30)	/* what the laws look at after each step */

struct point {
	char		name[IL_NAME_LEN];
	unsigned int	objects;
	bool		declared;
	unsigned long	times;
};

static struct point points[MAX_POINTS] LAB_APART;
static unsigned int nr_points;

static char object_name[MAX_OBJECTS][IL_NAME_LEN];
static unsigned int nr_objects;

/* By number; NULL where it is not known yet. */
static struct point *numbered[MAX_POINTS];

static struct point *find(const char *name)
{
	struct point *p;

	for (p = points; p < points + nr_points; p++)
		if (!strcmp(p->name, name))
			return p;
	if (nr_points == MAX_POINTS)
		lab_die("more than %d points", MAX_POINTS);
	nr_points++;
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->objects = UINT32_MAX;
	return p;
}

static bool is_judged(const char *name)
{
	static const char *const judged[] = { "spte", "begin", "pte", "flight", "list" };
	size_t i;

	for (i = 0; i < sizeof(judged) / sizeof(judged[0]); i++)
		if (!strcmp(name, judged[i]))
			return true;
	return false;
}

static unsigned int object_bits(const char *name)
{
	const unsigned int more = is_judged(name) ? JUDGED : 0;
	unsigned int i;

	if (!strcmp(name, "none"))
		return 0;
	if (!strcmp(name, "all"))
		return UINT32_MAX & ~IL_OBJECT_PROGRAM;
	if (!strcmp(name, "user"))
		return IL_OBJECT_PROGRAM;
	for (i = 0; i < nr_objects; i++)
		if (!strcmp(object_name[i], name))
			return 1u << i | more;
	if (nr_objects == MAX_OBJECTS)
		lab_die(LIST ": more than %d objects", MAX_OBJECTS);
	snprintf(object_name[nr_objects], IL_NAME_LEN, "%s", name);
	return 1u << nr_objects++ | more;
}

void points_list(void)
{
	char line[256], name[IL_NAME_LEN], objects[128], *word, *save;
	struct point *p;
	FILE *f = fopen(LIST, "re");

	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' ||
		    sscanf(line, "%39s %127s", name, objects) != 2)
			continue;
		p = find(name);
		p->declared = strcmp(objects, "-");
		if (!p->declared)
			continue;
		p->objects = 0;
		for (word = strtok_r(objects, ",", &save); word;
		     word = strtok_r(NULL, ",", &save))
			p->objects |= object_bits(word);
	}
	fclose(f);
}

bool points_listed(const char *name, struct lab_near *near)
{
	const struct point *p;
	bool listed = false;

	if (!nr_points)
		points_list();
	for (p = points; p < points + nr_points; p++) {
		lab_near(near, p->name);
		listed |= !strcmp(p->name, name);
	}
	return listed;
}

void points_declare(void)
{
	struct il_declare d;
	unsigned int i;

	if (!nr_points)
		points_list();
	/* nobody else asks which steps commute, and this is a call a point */
	for (i = 0; asked.reduce && i < nr_points; i++) {
		if (!points[i].declared)
			continue;
		memset(&d, 0, sizeof(d));
		memcpy(d.name, points[i].name, sizeof(d.name));
		d.objects = points[i].objects;
		if (ioctl(run_fd, IL_DECLARE, &d))
			lab_die("a point cannot be declared");
	}
}

void points_forget(void)
{
	memset(numbered, 0, sizeof(numbered));
}

static struct point *by_number(unsigned int number)
{
	struct il_point_name p = { .number = number };

	if (number >= MAX_POINTS)
		lab_die("more than %d points in a run", MAX_POINTS);
	if (!numbered[number]) {
		if (ioctl(run_fd, IL_POINT, &p))
			lab_die("no point has number %u", number);
		numbered[number] = find(p.name);
	}
	return numbered[number];
}

const char *points_name(unsigned int number)
{
	return by_number(number)->name;
}

void points_count(const struct walked *w)
{
	unsigned int i;

	for (i = 0; i < w->nr_steps; i++)
		by_number(w->step[i].point)->times++;
}

void points_say(void)
{
	struct point *p;

	for (p = points; p < points + nr_points; p++)
		if (p->times)
			lab_say("point %s %lu%s", p->name, p->times,
				p->declared ? "" : " undeclared");
	for (p = points; p < points + nr_points; p++)
		if (!p->times && p->declared)
			lab_say("unmet %s", p->name);
}

void points_say_state(void)
{
	struct point *p;

	for (p = points; p < points + nr_points; p++)
		if (p->times)
			lab_say("ck point %s %lu", p->name, p->times);
}

bool points_read(const char *line)
{
	char name[IL_NAME_LEN];
	unsigned long times;

	if (sscanf(line, "point %39s %lu", name, &times) != 2)
		return false;
	find(name)->times += times;
	return true;
}
