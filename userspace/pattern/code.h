/* SPDX-License-Identifier: MIT */
/*
 * The number and time of a picture, written into the picture itself.
 *
 * The code is two rows of 64 cells of 8x8 pixels in the upper left corner, each black (0) or white
 * (1), from the highest bit to the lowest: 16 bits CODE_MAGIC, 32 bits number, 64 bits time, 16
 * bits check sum. What encoders do to pictures, within reason, leaves it readable.
 */
#ifndef CODE_H
#define CODE_H

#include <stdbool.h>
#include <stdint.h>

#define CODE_CELL 8
#define CODE_COLUMNS 64
#define CODE_WIDTH (CODE_COLUMNS * CODE_CELL)
#define CODE_HEIGHT (2 * CODE_CELL)
#define CODE_MAGIC 0x5650

/*
 * @number: of the picture
 * @time: when it was handed over to be shown, ns on CLOCK_MONOTONIC
 */
struct code {
	uint32_t number;
	uint64_t time;
};

/*
 * Where the brightness of pixels is in memory.
 * @step: bytes from one pixel to the next
 * @stride: bytes from one row to the next
 */
struct code_pixels {
	const uint8_t *data;
	uint32_t width, height;
	uint32_t step;
	uint32_t stride;
};

/* Draw into the corner of a picture of XRGB8888, at least as big as the code. */
void code_draw(const struct code *code, uint8_t *pixels, uint32_t stride);

/* Returns whether there is a code. */
bool code_read(const struct code_pixels *pixels, struct code *code);

#endif
