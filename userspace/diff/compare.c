// SPDX-License-Identifier: MIT
/* Comparing two pictures. */
#include <stddef.h>

#include "diff.h"

static uint32_t pixel_difference(const uint16_t *a, const uint16_t *b)
{
	uint32_t most = 0;

	for (int i = 0; i < 4; i++) {
		uint32_t difference = a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];

		if (difference > most)
			most = difference;
	}
	return most;
}

/*
 * What is equal is a dark grey shadow of the picture, so that one sees where one is. What is not
 * goes from yellow, for little, to red.
 */
static void colour(const uint16_t *pixel, uint32_t difference, int differs, uint8_t *to)
{
	if (differs) {
		to[0] = 255;
		to[1] = 255 - (difference + 256) / 257;
		to[2] = 0;
	} else {
		/* a quarter of the mean, weighted as BT.601 does */
		to[0] = (299u * pixel[0] + 587u * pixel[1] + 114u * pixel[2]) / (1000 * 257 * 4);
		to[1] = to[0];
		to[2] = to[0];
	}
}

static void note(struct diff_result *result, uint32_t x, uint32_t y)
{
	if (!result->pixels++) {
		result->left = x;
		result->top = y;
		result->right = 0;
	}
	if (x < result->left)
		result->left = x;
	if (x >= result->right)
		result->right = x + 1;
	result->bottom = y + 1;
}

void diff_compare(const struct diff_picture *a, const struct diff_picture *b, uint32_t tolerance,
		  struct diff_result *result, uint8_t *map)
{
	*result = (struct diff_result){ 0 };
	for (uint32_t y = 0; y < a->height; y++) {
		for (uint32_t x = 0; x < a->width; x++) {
			size_t i = (size_t)y * a->width + x;
			uint32_t difference = pixel_difference(&a->pixels[4 * i],
							       &b->pixels[4 * i]);

			if (difference > result->most)
				result->most = difference;
			if (difference > tolerance)
				note(result, x, y);
			if (map)
				colour(&a->pixels[4 * i], difference, difference > tolerance,
				       &map[3 * i]);
		}
	}
}
