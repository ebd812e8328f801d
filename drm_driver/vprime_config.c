// SPDX-License-Identifier: GPL-2.0-only
/* What a card is made of: defaults and validity, without any DRM call. */

#include <linux/device.h>
#include <linux/string.h>

#include <drm_fourcc.h>

#include "compose/compose.h"
#include "vprime_config.h"

/* The core tells planes apart by bits of a 32-bit mask; primary and cursor take two. */
#define OVERLAYS_MAX 30

/*
 * What primary planes and overlays show, of the 64 formats that they may have at
 * most. Left out are families of 16 bits and of 30 bits with the unused bits or
 * alpha at the end.
 */
static const u32 default_formats[] = {
	DRM_FORMAT_XRGB8888,
	DRM_FORMAT_ARGB8888,
	DRM_FORMAT_XBGR8888,
	DRM_FORMAT_ABGR8888,
	DRM_FORMAT_RGBX8888,
	DRM_FORMAT_RGBA8888,
	DRM_FORMAT_BGRX8888,
	DRM_FORMAT_BGRA8888,
	DRM_FORMAT_RGB888,
	DRM_FORMAT_BGR888,
	DRM_FORMAT_RGB565,
	DRM_FORMAT_BGR565,
	DRM_FORMAT_XRGB1555,
	DRM_FORMAT_ARGB1555,
	DRM_FORMAT_XBGR1555,
	DRM_FORMAT_ABGR1555,
	DRM_FORMAT_XRGB4444,
	DRM_FORMAT_ARGB4444,
	DRM_FORMAT_XBGR4444,
	DRM_FORMAT_ABGR4444,
	DRM_FORMAT_XRGB2101010,
	DRM_FORMAT_ARGB2101010,
	DRM_FORMAT_XBGR2101010,
	DRM_FORMAT_ABGR2101010,
	DRM_FORMAT_XRGB16161616,
	DRM_FORMAT_ARGB16161616,
	DRM_FORMAT_XBGR16161616,
	DRM_FORMAT_ABGR16161616,
	DRM_FORMAT_XRGB16161616F,
	DRM_FORMAT_ARGB16161616F,
	DRM_FORMAT_XBGR16161616F,
	DRM_FORMAT_ABGR16161616F,
	DRM_FORMAT_C8,
	DRM_FORMAT_R1,
	DRM_FORMAT_R2,
	DRM_FORMAT_R4,
	DRM_FORMAT_R8,
	DRM_FORMAT_NV12,
	DRM_FORMAT_NV21,
	DRM_FORMAT_NV16,
	DRM_FORMAT_NV61,
	DRM_FORMAT_NV24,
	DRM_FORMAT_NV42,
	DRM_FORMAT_NV15,
	DRM_FORMAT_YUV420,
	DRM_FORMAT_YVU420,
	DRM_FORMAT_YUV422,
	DRM_FORMAT_YVU422,
	DRM_FORMAT_YUV444,
	DRM_FORMAT_YVU444,
	DRM_FORMAT_P010,
	DRM_FORMAT_P012,
	DRM_FORMAT_P016,
	DRM_FORMAT_P210,
	DRM_FORMAT_YUYV,
	DRM_FORMAT_YVYU,
	DRM_FORMAT_UYVY,
	DRM_FORMAT_VYUY,
	DRM_FORMAT_XYUV8888,
	DRM_FORMAT_AYUV,
	DRM_FORMAT_Y210,
	DRM_FORMAT_Y410,
	DRM_FORMAT_XVYU2101010,
};

/*
 * What writeback writes: nothing whose name has letters that IGT does not take
 * for those of a writeback format.
 */
static const u32 default_writeback_formats[] = {
	DRM_FORMAT_XRGB8888,
	DRM_FORMAT_ARGB8888,
	DRM_FORMAT_XBGR8888,
	DRM_FORMAT_ABGR8888,
	DRM_FORMAT_RGBX8888,
	DRM_FORMAT_BGRX8888,
	DRM_FORMAT_RGB888,
	DRM_FORMAT_BGR888,
	DRM_FORMAT_RGB565,
	DRM_FORMAT_BGR565,
	DRM_FORMAT_XRGB1555,
	DRM_FORMAT_XRGB4444,
	DRM_FORMAT_XRGB2101010,
	DRM_FORMAT_ARGB2101010,
	DRM_FORMAT_XBGR2101010,
	DRM_FORMAT_ABGR2101010,
	DRM_FORMAT_XRGB16161616,
	DRM_FORMAT_ARGB16161616,
	DRM_FORMAT_XBGR16161616,
	DRM_FORMAT_ABGR16161616,
	DRM_FORMAT_NV12,
	DRM_FORMAT_NV21,
	DRM_FORMAT_NV16,
	DRM_FORMAT_NV24,
	DRM_FORMAT_YUV420,
	DRM_FORMAT_YVU420,
	DRM_FORMAT_YUV422,
	DRM_FORMAT_YUV444,
	DRM_FORMAT_YUYV,
	DRM_FORMAT_UYVY,
};

static void set_formats(struct vprime_formats *formats, const u32 *list, unsigned int count)
{
	memcpy(formats->list, list, count * sizeof(*list));
	formats->count = count;
}

bool vprime_formats_parse(struct vprime_formats *formats, const char *names)
{
	formats->count = 0;
	while (*names) {
		size_t length = strcspn(names, ",");
		char code[4] = { ' ', ' ', ' ', ' ' };

		if (!length || length > sizeof(code) || formats->count == VPRIME_FORMATS_MAX)
			return false;
		memcpy(code, names, length);
		formats->list[formats->count++] = fourcc_code(code[0], code[1], code[2], code[3]);
		names += length;
		if (*names && !*++names)
			return false;
	}
	return formats->count;
}

bool vprime_formats_has(const struct vprime_formats *formats, u32 format)
{
	unsigned int i;

	for (i = 0; i < formats->count; i++) {
		if (formats->list[i] == format)
			return true;
	}
	return false;
}

void vprime_formats_keep(struct vprime_formats *formats, const struct vprime_formats *others)
{
	unsigned int i, kept = 0;

	for (i = 0; i < formats->count; i++) {
		if (vprime_formats_has(others, formats->list[i]))
			formats->list[kept++] = formats->list[i];
	}
	formats->count = kept;
}

void vprime_config_default(struct vprime_config *config)
{
	*config = (struct vprime_config) {
		.preferred_width = 1920,
		.preferred_height = 1080,
		.overlays = 1,
		.cursor = true,
		.writeback = true,
		.import_mmap = true,
	};
	set_formats(&config->formats, default_formats, ARRAY_SIZE(default_formats));
	set_formats(&config->writeback_formats, default_writeback_formats,
		    ARRAY_SIZE(default_writeback_formats));
}

static bool valid_size(unsigned int size)
{
	return size >= VPRIME_MODE_MIN && size <= VPRIME_SIZE_MAX;
}

static bool valid_format(const struct vprime_config *config, unsigned int i, struct device *dev)
{
	u32 format = config->formats.list[i];
	unsigned int j;

	if (!vprime_format_lookup(format)) {
		dev_err(dev, "format %.4s: cannot be shown\n", (const char *)&format);
		return false;
	}
	for (j = 0; j < i; j++) {
		if (config->formats.list[j] == format) {
			dev_err(dev, "format %.4s: named twice\n", (const char *)&format);
			return false;
		}
	}
	return true;
}

static bool valid_writeback_format(const struct vprime_config *config, unsigned int i,
				   struct device *dev)
{
	u32 code = config->writeback_formats.list[i];
	const struct vprime_format *format = vprime_format_lookup(code);

	/* framebuffers have the formats of planes */
	if (!format || !format->writable || !vprime_formats_has(&config->formats, code)) {
		dev_err(dev, "writeback format %.4s: cannot be written, or is no plane's\n",
			(const char *)&code);
		return false;
	}
	return true;
}

static bool valid_formats(const struct vprime_config *config, struct device *dev)
{
	unsigned int i;

	for (i = 0; i < config->formats.count; i++) {
		if (!valid_format(config, i, dev))
			return false;
	}
	if (!config->writeback)
		return true;
	if (!config->writeback_formats.count) {
		dev_err(dev, "none of the planes' formats can be written by default\n");
		return false;
	}
	for (i = 0; i < config->writeback_formats.count; i++) {
		if (!valid_writeback_format(config, i, dev))
			return false;
	}
	return true;
}

bool vprime_config_valid(const struct vprime_config *config, struct device *dev)
{
	if (!valid_size(config->preferred_width) || !valid_size(config->preferred_height)) {
		dev_err(dev, "preferred mode %ux%u: must be from %ux%u to %ux%u\n",
			config->preferred_width, config->preferred_height,
			VPRIME_MODE_MIN, VPRIME_MODE_MIN, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX);
		return false;
	}
	if (config->overlays > OVERLAYS_MAX) {
		dev_err(dev, "%u overlays: at most %u\n", config->overlays, OVERLAYS_MAX);
		return false;
	}
	return valid_formats(config, dev);
}
