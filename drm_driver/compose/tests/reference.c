// SPDX-License-Identifier: MIT
/* What the compositor promises, computed one pixel and one channel at a time. */

#include <math.h>

#include "kernels.h"
#include "reference.h"
#include "suite.h"

static double nearest(double x)
{
	return floor(x + 0.5);
}

struct colour colour_decode(u32 fourcc, u32 value)
{
	struct colour c = { .a = 1 };

	switch (fourcc) {
	case DRM_FORMAT_ARGB8888:
		c.a = (value >> 24) / 255.0;
		__attribute__((fallthrough));
	case DRM_FORMAT_XRGB8888:
		c.r = (value >> 16 & 0xff) / 255.0;
		c.g = (value >> 8 & 0xff) / 255.0;
		c.b = (value & 0xff) / 255.0;
		break;
	case DRM_FORMAT_RGB565:
		c.r = (value >> 11) / 31.0;
		c.g = (value >> 5 & 0x3f) / 63.0;
		c.b = (value & 0x1f) / 31.0;
		break;
	case DRM_FORMAT_XRGB2101010:
		c.r = (value >> 20 & 0x3ff) / 1023.0;
		c.g = (value >> 10 & 0x3ff) / 1023.0;
		c.b = (value & 0x3ff) / 1023.0;
		break;
	default:
		fail_msg("no reference for format %#x", fourcc);
	}
	return c;
}

u32 colour_encode(u32 fourcc, struct colour c)
{
	switch (fourcc) {
	case DRM_FORMAT_ARGB8888:
	case DRM_FORMAT_XRGB8888:
		return (u32)nearest(c.a * 255) << 24 | (u32)nearest(c.r * 255) << 16 |
		       (u32)nearest(c.g * 255) << 8 | (u32)nearest(c.b * 255);
	case DRM_FORMAT_RGB565:
		c = colour_round(c, 255);
		return (u32)nearest(c.r * 31) << 11 | (u32)nearest(c.g * 63) << 5 |
		       (u32)nearest(c.b * 31);
	case DRM_FORMAT_XRGB2101010:
		return 3u << 30 | (u32)nearest(c.r * 1023) << 20 |
		       (u32)nearest(c.g * 1023) << 10 | (u32)nearest(c.b * 1023);
	}
	fail_msg("no reference for format %#x", fourcc);
	return 0;
}

struct colour colour_round(struct colour c, double max)
{
	c.a = nearest(c.a * max) / max;
	c.r = nearest(c.r * max) / max;
	c.g = nearest(c.g * max) / max;
	c.b = nearest(c.b * max) / max;
	return c;
}

static double over(double above, double below, double alpha, double max)
{
	double inverse = max - nearest(alpha * max);

	return fmin(1, above + nearest(nearest(below * max) * inverse / max) / max);
}

struct colour colour_over(struct colour above, struct colour below, double max)
{
	struct colour c = {
		.a = over(above.a, below.a, above.a, max),
		.r = over(above.r, below.r, above.a, max),
		.g = over(above.g, below.g, above.a, max),
		.b = over(above.b, below.b, above.a, max),
	};

	return c;
}

static bool covers(const struct vprime_layer *l, u32 x, u32 y)
{
	return (s64)x >= l->dst_x && (s64)y >= l->dst_y &&
	       x < (s64)l->dst_x + l->dst_w && y < (s64)l->dst_y + l->dst_h;
}

double reference_max(const struct vprime_scene *scene, u32 x, u32 y)
{
	u32 i = scene->n_layers;

	while (i--) {
		const struct vprime_layer *l = &scene->layers[i];

		if (!covers(l, x, y))
			continue;
		if (l->src.format->fourcc == DRM_FORMAT_XRGB2101010)
			return 65535;
		if (!l->src.format->has_alpha)
			break;
	}
	return 255;
}

struct colour reference_colour(const struct vprime_scene *scene, const struct picture *pictures,
			       u32 x, u32 y)
{
	double max = reference_max(scene, x, y);
	struct colour below = { .a = 1 }, above;
	u32 i;

	for (i = 0; i < scene->n_layers; i++) {
		const struct vprime_layer *l = &scene->layers[i];
		u32 value;

		if (!covers(l, x, y))
			continue;
		value = picture_get(&pictures[i], x - l->dst_x + (l->src_x >> 16),
				    y - l->dst_y + (l->src_y >> 16));
		above = colour_decode(l->src.format->fourcc, value);
		below = colour_over(colour_round(above, max), below, max);
	}
	return below;
}

u32 reference_crc(const struct vprime_scene *scene, const struct picture *pictures)
{
	u64 sum = 0;
	u32 x, y;

	for (y = 0; y < scene->height; y++) {
		u64 row = 0;

		for (x = 0; x < scene->width; x++) {
			u32 p = colour_encode(DRM_FORMAT_ARGB8888,
					      reference_colour(scene, pictures, x, y));

			if (x % 2)
				continue;
			row += (u64)(u32)(p + vprime_hash_keys[x % VPRIME_HASH_CHUNK]) *
			       (u32)((x + 1 < scene->width ?
				      colour_encode(DRM_FORMAT_ARGB8888,
						    reference_colour(scene, pictures, x + 1, y)) :
				      0) + vprime_hash_keys[(x + 1) % VPRIME_HASH_CHUNK]) *
			       vprime_hash_factor(x / VPRIME_HASH_CHUNK);
		}
		sum += vprime_hash_row(row, y);
	}
	return (u32)(sum >> 32) ^ (u32)sum;
}
