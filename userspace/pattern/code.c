// SPDX-License-Identifier: MIT
/* The number and time of a picture, written into the picture itself. */
#include <string.h>

#include "code.h"

#define BYTES 16

/* Fletcher's, which tells what is swapped as well as what is wrong. */
static uint16_t check_sum(const uint8_t *bytes)
{
	unsigned int a = 1, b = 0;

	for (int i = 0; i < BYTES - 2; i++) {
		a = (a + bytes[i]) % 255;
		b = (b + a) % 255;
	}
	return b << 8 | a;
}

static void put(uint8_t *bytes, int size, uint64_t value)
{
	for (int i = size - 1; i >= 0; i--, value >>= 8)
		bytes[i] = value;
}

static uint64_t get(const uint8_t *bytes, int size)
{
	uint64_t value = 0;

	for (int i = 0; i < size; i++)
		value = value << 8 | bytes[i];
	return value;
}

void code_draw(const struct code *code, uint8_t *pixels, uint32_t stride)
{
	uint8_t bytes[BYTES];

	put(bytes, 2, CODE_MAGIC);
	put(bytes + 2, 4, code->number);
	put(bytes + 6, 8, code->time);
	put(bytes + 14, 2, check_sum(bytes));
	for (uint32_t y = 0; y < CODE_HEIGHT; y++) {
		uint8_t *row = pixels + (uint64_t)y * stride;

		for (int column = 0; column < CODE_COLUMNS; column++) {
			int bit = y / CODE_CELL * CODE_COLUMNS + column;
			bool white = bytes[bit / 8] & 0x80 >> bit % 8;

			memset(row + column * CODE_CELL * 4, white ? 0xff : 0, CODE_CELL * 4);
		}
	}
}

/* The middle of a cell, away from what its neighbours do to it. */
static unsigned int brightness(const struct code_pixels *pixels, int column, int row)
{
	unsigned int sum = 0;

	for (int y = 2; y < CODE_CELL - 2; y++) {
		const uint8_t *line = pixels->data +
				      (uint64_t)(row * CODE_CELL + y) * pixels->stride;

		for (int x = 2; x < CODE_CELL - 2; x++)
			sum += line[(uint64_t)(column * CODE_CELL + x) * pixels->step];
	}
	return sum / ((CODE_CELL - 4) * (CODE_CELL - 4));
}

bool code_read(const struct code_pixels *pixels, struct code *code)
{
	uint8_t bytes[BYTES] = { 0 };

	if (pixels->width < CODE_WIDTH || pixels->height < CODE_HEIGHT)
		return false;
	for (int bit = 0; bit < BYTES * 8; bit++) {
		if (brightness(pixels, bit % CODE_COLUMNS, bit / CODE_COLUMNS) > 127)
			bytes[bit / 8] |= 0x80 >> bit % 8;
	}
	if (get(bytes, 2) != CODE_MAGIC || get(bytes + 14, 2) != check_sum(bytes))
		return false;
	*code = (struct code){ .number = get(bytes + 2, 4), .time = get(bytes + 6, 8) };
	return true;
}
