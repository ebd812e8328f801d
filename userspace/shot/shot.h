/* SPDX-License-Identifier: MIT */
/* What the parts of vprime-shot share. */
#ifndef SHOT_H
#define SHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "libvprime.h"

/* Client capabilities of an open card. */
struct shot_caps {
	bool universal_planes;
	bool atomic;
	bool aspect_ratio;
	bool writeback;
};

/* A format that a picture can be taken in. */
struct shot_format {
	const char *name;
	uint32_t code;
	unsigned int channels; /* in the PNG file: 3, or 4 with alpha */
	unsigned int depth;    /* in the PNG file: bits per channel */
	unsigned int bits;     /* of those, how many mean something */
	/* From a row in memory to one in the PNG file. */
	void (*convert)(const uint8_t *from, uint8_t *to, uint32_t width);
};

/* A picture, in memory of the card. */
struct shot_picture {
	const struct shot_format *format;
	struct vprime_buffer *buffer;
};

/* The format of that name, any case, or NULL; and the nth, for lists. */
const struct shot_format *shot_format_find(const char *name);
const struct shot_format *shot_format_get(size_t index);

/*
 * A duplicate of the open file that is DRM master of the device behind @card, out of the process
 * that has it. Returns the descriptor; -ENOENT if nobody is master; -EPERM if there may be one but
 * this process lacks the right to ask.
 */
int shot_find_master(int card);

/*
 * What @fd, a file of the device that @all is too, has asked for so far. The kernel does not tell;
 * it is concluded from what the kernel shows on @fd.
 */
void shot_caps_read(int fd, const struct vprime_card *all, struct shot_caps *caps);

/* Put back what vprime_open_fd() changed. */
void shot_caps_restore(int fd, const struct shot_caps *caps);

/*
 * Take a picture of the output called @name (NULL: the first that is on). On failure says why on
 * stderr.
 */
int shot_capture(struct vprime_card *card, const char *name, const struct shot_format *format,
		 int timeout, struct shot_picture *picture);

/* Write a picture as PNG. Returns 0 or a negative errno. */
int shot_write_png(const struct shot_picture *picture, FILE *file);

#endif
