// SPDX-License-Identifier: MIT
/* Patterns to fill buffers with. */

#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "pattern.h"

/* A 32-bit integer hash: every bit of the input changes about half of those of the output. */
static uint32_t mix(uint32_t v)
{
	v ^= v >> 16;
	v *= 0x7feb352d;
	v ^= v >> 15;
	v *= 0x846ca68b;
	return v ^ v >> 16;
}

static uint32_t premultiply(uint32_t pixel)
{
	uint32_t alpha = pixel >> 24, result = pixel & 0xff000000;

	/* Often fully transparent or opaque: the ends of the range are in every picture. */
	if (alpha < 32)
		return 0;
	if (alpha >= 224)
		return pixel | 0xff000000;

	for (int shift = 0; shift < 24; shift += 8)
		result |= ((pixel >> shift & 0xff) * alpha / 255) << shift;
	return result;
}

void pattern_fill(struct vprime_buffer *buffer, uint32_t format, uint32_t seed)
{
	igt_assert(buffer->map);

	for (uint32_t y = 0; y < buffer->height; y++) {
		char *row = (char *)buffer->map + (size_t)y * buffer->stride;

		for (uint32_t x = 0; x < buffer->width; x++) {
			uint32_t pixel = mix(mix(mix(seed) + y) + x);

			if (format == DRM_FORMAT_ARGB8888)
				pixel = premultiply(pixel);
			if (format == DRM_FORMAT_RGB565)
				memcpy(row + x * 2, &pixel, 2);
			else
				memcpy(row + x * 4, &pixel, 4);
		}
	}
}

void pattern_solid(struct vprime_buffer *buffer, uint32_t pixel)
{
	igt_assert(buffer->map);

	for (uint32_t y = 0; y < buffer->height; y++) {
		char *row = (char *)buffer->map + (size_t)y * buffer->stride;

		for (uint32_t x = 0; x < buffer->width; x++)
			memcpy(row + x * 4, &pixel, 4);
	}
}
