// SPDX-License-Identifier: MIT
/* Pictures: what ought to be on the screen. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "picture.h"

struct channel {
	unsigned int shift;
	unsigned int bits;
};

struct layout {
	uint32_t format;
	unsigned int bytes;
	struct channel r, g, b, a;
};

static const struct layout layouts[] = {
	{ DRM_FORMAT_XRGB8888, 4, { 16, 8 }, { 8, 8 }, { 0, 8 }, { 0, 0 } },
	{ DRM_FORMAT_ARGB8888, 4, { 16, 8 }, { 8, 8 }, { 0, 8 }, { 24, 8 } },
	{ DRM_FORMAT_XRGB2101010, 4, { 20, 10 }, { 10, 10 }, { 0, 10 }, { 0, 0 } },
	{ DRM_FORMAT_XBGR8888, 4, { 0, 8 }, { 8, 8 }, { 16, 8 }, { 0, 0 } },
	{ DRM_FORMAT_BGRX8888, 4, { 8, 8 }, { 16, 8 }, { 24, 8 }, { 0, 0 } },
	{ DRM_FORMAT_ABGR2101010, 4, { 0, 10 }, { 10, 10 }, { 20, 10 }, { 30, 2 } },
	{ DRM_FORMAT_RGB565, 2, { 11, 5 }, { 5, 6 }, { 0, 5 }, { 0, 0 } },
};

static const struct layout *layout_of(uint32_t format)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].format == format)
			return &layouts[i];

	igt_assert_f(false, "a format the reference does not know\n");
	return NULL;
}

static uint32_t load(const void *row, uint32_t x, unsigned int bytes)
{
	uint32_t pixel = 0;

	memcpy(&pixel, (const char *)row + (size_t)x * bytes, bytes);
	return pixel;
}

static uint32_t channel_steps(const struct channel *channel)
{
	return (1u << channel->bits) - 1;
}

static uint32_t channel_raw(uint32_t pixel, const struct channel *channel)
{
	return pixel >> channel->shift & channel_steps(channel);
}

/* A channel that is not there is 1: formats without alpha are opaque. */
static float channel_value(uint32_t pixel, const struct channel *channel)
{
	return channel->bits ? (float)channel_raw(pixel, channel) / channel_steps(channel) : 1;
}

struct picture *picture_new(uint32_t width, uint32_t height)
{
	struct picture *picture = calloc(1, sizeof(*picture));

	igt_assert(picture);
	picture->width = width;
	picture->height = height;
	picture->pixels = malloc((size_t)width * height * sizeof(picture->pixels[0]));
	igt_assert(picture->pixels);
	for (size_t i = 0; i < (size_t)width * height; i++)
		picture->pixels[i] = (struct colour){ 0, 0, 0, 1 };

	return picture;
}

void picture_free(struct picture *picture)
{
	if (!picture)
		return;

	free(picture->pixels);
	free(picture);
}

struct picture *picture_load(const struct vprime_buffer *buffer, uint32_t format)
{
	const struct layout *layout = layout_of(format);
	struct picture *picture = picture_new(buffer->width, buffer->height);
	struct colour *to = picture->pixels;

	for (uint32_t y = 0; y < buffer->height; y++) {
		const char *row = (const char *)buffer->map + (size_t)y * buffer->stride;

		for (uint32_t x = 0; x < buffer->width; x++) {
			uint32_t pixel = load(row, x, layout->bytes);

			*to++ = (struct colour){
				channel_value(pixel, &layout->r), channel_value(pixel, &layout->g),
				channel_value(pixel, &layout->b), channel_value(pixel, &layout->a),
			};
		}
	}

	return picture;
}

void picture_over(struct picture *below, const struct picture *above,
		  const struct vprime_rect *src, int32_t x, int32_t y)
{
	for (int64_t row = 0; row < src->height; row++) {
		int64_t to_y = y + row;

		if (to_y < 0 || to_y >= below->height)
			continue;

		for (int64_t column = 0; column < src->width; column++) {
			int64_t to_x = x + column;
			const struct colour *s;
			struct colour *d;

			if (to_x < 0 || to_x >= below->width)
				continue;

			s = &above->pixels[(src->y + row) * above->width + src->x + column];
			d = &below->pixels[to_y * below->width + to_x];
			d->r = fminf(1, s->r + d->r * (1 - s->a));
			d->g = fminf(1, s->g + d->g * (1 - s->a));
			d->b = fminf(1, s->b + d->b * (1 - s->a));
		}
	}
}

static bool channel_close(uint32_t pixel, const struct channel *channel, float expected,
			  unsigned int tolerance)
{
	float ideal = expected * channel_steps(channel);

	/* Half a step is what rounding to the format costs in any case. */
	return fabsf(channel_raw(pixel, channel) - ideal) <= tolerance + 0.5f + 1e-3f;
}

void picture_assert(const struct picture *expected, const struct vprime_buffer *buffer,
		    uint32_t format, unsigned int tolerance)
{
	const struct layout *layout = layout_of(format);
	const struct colour *want = expected->pixels;

	igt_assert(buffer->map);
	igt_assert(buffer->width >= expected->width && buffer->height >= expected->height);

	for (uint32_t y = 0; y < expected->height; y++) {
		const char *row = (const char *)buffer->map + (size_t)y * buffer->stride;

		for (uint32_t x = 0; x < expected->width; x++, want++) {
			uint32_t pixel = load(row, x, layout->bytes);

			igt_assert_f(channel_close(pixel, &layout->r, want->r, tolerance) &&
				     channel_close(pixel, &layout->g, want->g, tolerance) &&
				     channel_close(pixel, &layout->b, want->b, tolerance),
				     "pixel %u,%u is %#x, not %.2f %.2f %.2f of %u %u %u\n",
				     x, y, pixel, want->r * channel_steps(&layout->r),
				     want->g * channel_steps(&layout->g),
				     want->b * channel_steps(&layout->b), channel_steps(&layout->r),
				     channel_steps(&layout->g), channel_steps(&layout->b));
			igt_assert_f(!layout->a.bits ||
				     channel_raw(pixel, &layout->a) == channel_steps(&layout->a),
				     "pixel %u,%u is %#010x, not opaque\n", x, y, pixel);
		}
	}
}
