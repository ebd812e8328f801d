/* SPDX-License-Identifier: MIT */
/*
 * Pictures: what ought to be on the screen, worked out pixel by pixel in floating point from the
 * definitions (premultiplied OVER), to compare what came out of the card with.
 */
#ifndef COMMON_PICTURE_H
#define COMMON_PICTURE_H

#include <stdint.h>

#include "libvprime.h"

/**
 * struct colour - a pixel, premultiplied, each channel from 0 to 1
 * @r: red
 * @g: green
 * @b: blue
 * @a: alpha
 */
struct colour {
	float r, g, b, a;
};

/**
 * struct picture - a rectangle of pixels
 * @width: in pixels
 * @height: in pixels
 * @pixels: row by row
 */
struct picture {
	uint32_t width;
	uint32_t height;
	struct colour *pixels;
};

/** picture_new - a black picture */
struct picture *picture_new(uint32_t width, uint32_t height);

/** picture_free - free a picture, or NULL */
void picture_free(struct picture *picture);

/**
 * picture_load - the pixels of a buffer
 * @buffer: the buffer, mapped
 * @format: DRM_FORMAT_*, of 32 bits or RGB565
 */
struct picture *picture_load(const struct vprime_buffer *buffer, uint32_t format);

/**
 * picture_over - put a part of a picture over another one
 * @below: the one below, changed
 * @above: the one above
 * @src: the part of it
 * @x: where it goes, may lie outside
 * @y: the same
 */
void picture_over(struct picture *below, const struct picture *above,
		  const struct vprime_rect *src, int32_t x, int32_t y);

/**
 * picture_assert - fail unless a buffer shows a picture
 * @expected: the picture, opaque
 * @buffer: the buffer, mapped, at least as big
 * @format: its format
 * @tolerance: largest difference of a channel, in steps of the format
 *
 * The alpha of a format that has it has to be opaque. An unused channel is not looked at.
 */
void picture_assert(const struct picture *expected, const struct vprime_buffer *buffer,
		    uint32_t format, unsigned int tolerance);

#endif
