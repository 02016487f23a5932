/* SPDX-License-Identifier: GPL-2.0 */
/* The files of build/host/scenes, which knows lines and boots nothing. */
#ifndef SCENES_H
#define SCENES_H

#include <stdbool.h>
#include <stddef.h>

#include "die.h"
#include "scene.h"

/*
 * The plain form of @scene, such that two lines that differ in the order of their actors alone
 * have the same; returns @text.
 */
char *scene_canonical(const struct scene *scene, char text[SCENE_TEXT]);

/* enumerate.c: print the scenes of a set of alphabet.list, by lot where there is a choice. */
void enumerate(const char *alphabet, const char *set, unsigned long seed);

/* smaller.c: print what is left of @scene when one thing of it is taken away. */
void smaller(const struct scene *scene);

/*
 * expected.c: do the rows of @list cover all of @kinds, "L1,L2;L3,stuck", of this scene under
 * @design?  Prints the numbers of the lines that do.
 */
bool expected(const char *list, const char *design, const char *kinds, const struct scene *scene);

#endif
