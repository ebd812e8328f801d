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
	uint32_t pixelformat;  /* V4L2_PIX_FMT_* of the same, 0 if the monitor has it not */
	unsigned int bytes;    /* of a pixel in memory */
	unsigned int channels; /* in the PNG file: 3, or 4 with alpha */
	unsigned int depth;    /* in the PNG file: bits per channel */
	unsigned int bits;     /* of those, how many mean something */
	/* From a row in memory to one in the PNG file. */
	void (*convert)(const uint8_t *from, uint8_t *to, uint32_t width);
};

/*
 * What the values of a picture stand for, as ITU-T H.273 numbers it: @primaries 1 (BT.709), 9
 * (BT.2020) or 12 (Display P3), @transfer 13 (sRGB), 16 (PQ), 18 (HLG) or others.
 */
struct shot_colour {
	uint8_t primaries;
	uint8_t transfer;
};

#define SHOT_SRGB (struct shot_colour){ 1, 13 }

/* A picture. Its pixels are in @buffer, or else free() them. */
struct shot_picture {
	const struct shot_format *format;
	struct shot_colour colour;
	uint32_t width, height;
	uint32_t stride; /* bytes */
	const uint8_t *pixels;
	struct vprime_buffer *buffer;
};

void shot_release(struct shot_picture *picture);

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

/*
 * Take a picture with the V4L2 monitor of an output. @device: of the card, or a video node, or
 * NULL; @name: of the output, or NULL for the first that is on. Returns -ENOENT without a word if
 * there is no such monitor; on any other failure says why on stderr unless @quiet.
 */
int shot_watch(const char *device, const char *name, const struct shot_format *format, int timeout,
	       bool quiet, struct shot_picture *picture);

/* What an output's connector tells the monitor about colours. */
struct shot_colour shot_colour_of_connector(struct vprime_card *card, uint32_t connector);

/* The same of a V4L2 format: V4L2_COLORSPACE_* and V4L2_XFER_FUNC_*. */
struct shot_colour shot_colour_of_video(uint32_t colorspace, uint32_t xfer_func);

/* Write a picture's rows one after the other, as they are. Returns 0 or a negative errno. */
int shot_write_raw(const struct shot_picture *picture, FILE *file);

/* Write a picture as PNG. Returns 0 or a negative errno. */
int shot_write_png(const struct shot_picture *picture, FILE *file);

#endif
