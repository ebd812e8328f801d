/* SPDX-License-Identifier: MIT */
/* The smallest card that configfs can describe: a plane, a CRTC, an encoder and a connector. */
#ifndef COMMON_DESCRIPTION_H
#define COMMON_DESCRIPTION_H

#include <stdbool.h>

/** description_there - is there a description of that name? */
bool description_there(const char *name);

/** description_make - describe a card; returns 0 or a negative errno, and then nothing is left */
int description_make(const char *name);

/** description_enable - make the card, or take it away; returns 0 or a negative errno */
int description_enable(const char *name, bool enabled);

/** description_plug - have a monitor at its connector, or none; returns 0 or a negative errno */
int description_plug(const char *name, bool plugged);

/**
 * description_remove - remove what there is of a description, and the card with it
 * @name: its name
 *
 * Return: 0 if nothing is left, or the negative errno of removing the last directory.
 */
int description_remove(const char *name);

#endif
