/* SPDX-License-Identifier: MIT */
/* What the parts of vprime-diff share. */
#ifndef DIFF_H
#define DIFF_H

#include <stdint.h>

/*
 * A picture: red, green, blue and alpha of each pixel, 16 bits each. Eight bits v are v * 257, so
 * that equal stays equal whatever the file had.
 */
struct diff_picture {
	uint32_t width, height;
	uint16_t *pixels;
};

/*
 * What differs.
 * @pixels: so many pixels
 * @most: the greatest difference in any channel, tolerated or not, of 65535
 * @left, @top, @right, @bottom: where they are, the last two just outside
 */
struct diff_result {
	uint64_t pixels;
	uint32_t most;
	uint32_t left, top, right, bottom;
};

/*
 * Compare two pictures of the same size. Channels differ if by more than @tolerance, of 65535.
 * @map: room for three bytes a pixel, or NULL
 */
void diff_compare(const struct diff_picture *a, const struct diff_picture *b, uint32_t tolerance,
		  struct diff_result *result, uint8_t *map);

/* Read a PNG file, - for standard input; free() the pixels. Returns 0; on failure says why. */
int diff_read_png(const char *path, struct diff_picture *picture);

/* Write 8 bits of red, green and blue. Returns 0; on failure says why. */
int diff_write_png(const char *path, uint32_t width, uint32_t height, const uint8_t *pixels);

#endif
