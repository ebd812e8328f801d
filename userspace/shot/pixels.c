// SPDX-License-Identifier: MIT
/* Pixels of a framebuffer as pixels of a PNG file. */
#include <errno.h>
#include <strings.h>

#include <drm_fourcc.h>
#include <linux/videodev2.h>

#include "shot.h"

/* Framebuffers are little-endian on every machine. */
static uint32_t pixel(const uint8_t *from)
{
	return from[0] | from[1] << 8 | from[2] << 16 | (uint32_t)from[3] << 24;
}

static void from_xrgb8888(const uint8_t *from, uint8_t *to, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++, from += 4, to += 3) {
		to[0] = from[2];
		to[1] = from[1];
		to[2] = from[0];
	}
}

static uint8_t without_alpha(uint8_t premultiplied, uint8_t alpha)
{
	unsigned int value = alpha ? (premultiplied * 255u + alpha / 2) / alpha : 0;

	return value > 255 ? 255 : value;
}

/* Colours are premultiplied on a plane, but not in PNG. */
static void from_argb8888(const uint8_t *from, uint8_t *to, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++, from += 4, to += 4) {
		to[0] = without_alpha(from[2], from[3]);
		to[1] = without_alpha(from[1], from[3]);
		to[2] = without_alpha(from[0], from[3]);
		to[3] = from[3];
	}
}

/* 10 bits to 16, big-endian as PNG has it, so that 0 stays 0 and 1023 becomes 65535. */
static void widen(uint32_t value, uint8_t *to)
{
	value &= 0x3ff;
	value = value << 6 | value >> 4;
	to[0] = value >> 8;
	to[1] = value;
}

static void from_xrgb2101010(const uint8_t *from, uint8_t *to, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++, from += 4, to += 6) {
		uint32_t value = pixel(from);

		widen(value >> 20, to);
		widen(value >> 10, to + 2);
		widen(value, to + 4);
	}
}

static const struct shot_format formats[] = {
	{ "xrgb8888", DRM_FORMAT_XRGB8888, V4L2_PIX_FMT_XBGR32, 4, 3, 8, 8, from_xrgb8888 },
	{ "argb8888", DRM_FORMAT_ARGB8888, 0, 4, 4, 8, 8, from_argb8888 },
	{ "xrgb2101010", DRM_FORMAT_XRGB2101010, 0, 4, 3, 16, 10, from_xrgb2101010 },
};

const struct shot_format *shot_format_get(size_t index)
{
	return index < sizeof(formats) / sizeof(formats[0]) ? &formats[index] : NULL;
}

const struct shot_format *shot_format_find(const char *name)
{
	const struct shot_format *format;

	for (size_t i = 0; (format = shot_format_get(i)); i++) {
		if (!strcasecmp(format->name, name))
			return format;
	}
	return NULL;
}

int shot_write_raw(const struct shot_picture *picture, FILE *file)
{
	size_t row = (size_t)picture->width * picture->format->bytes;

	for (uint32_t y = 0; y < picture->height; y++) {
		if (fwrite(picture->pixels + (size_t)y * picture->stride, 1, row, file) != row)
			return errno ? -errno : -EIO;
	}
	return fflush(file) ? -errno : 0;
}
