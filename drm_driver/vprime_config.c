// SPDX-License-Identifier: GPL-2.0-only
/* What a card is made of: defaults and validity, without any DRM call. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/string.h>

#include <drm_fourcc.h>

#include "compose/compose.h"
#include "vprime_config.h"

/* Primary and cursor, which each output has. */
#define PLANES_MIN 2

#define DEFAULT_WIDTH 1920
#define DEFAULT_HEIGHT 1080
#define DEFAULT_REFRESH 60

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

static void take_formats(struct vprime_formats *formats, const u32 *list, unsigned int count)
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

static void add_plane(struct vprime_config *config, enum drm_plane_type type, u32 crtc)
{
	config->planes[config->n_planes++] = (struct vprime_plane_config) {
		.type = type,
		.possible_crtcs = crtc,
	};
}

static void add_output(struct vprime_config *config, unsigned int overlays)
{
	u32 crtc = BIT(config->n_crtcs), encoder = BIT(config->n_encoders);

	add_plane(config, DRM_PLANE_TYPE_PRIMARY, crtc);
	while (overlays--)
		add_plane(config, DRM_PLANE_TYPE_OVERLAY, crtc);
	add_plane(config, DRM_PLANE_TYPE_CURSOR, crtc);

	config->crtcs[config->n_crtcs++].writeback = true;
	config->encoders[config->n_encoders++].possible_crtcs = crtc;
	config->connectors[config->n_connectors++] = (struct vprime_connector_config) {
		.possible_encoders = encoder,
		.width = DEFAULT_WIDTH,
		.height = DEFAULT_HEIGHT,
		.refresh = DEFAULT_REFRESH,
	};
}

int vprime_config_outputs(struct vprime_config *config, unsigned int outputs, int overlays)
{
	unsigned int room;

	if (!outputs || outputs > VPRIME_OUTPUTS_MAX) {
		pr_err("outputs=%u: must be from 1 to %u\n", outputs, VPRIME_OUTPUTS_MAX);
		return -EINVAL;
	}

	room = VPRIME_OBJECTS_MAX / outputs - PLANES_MIN;
	if (overlays == VPRIME_OVERLAYS_DEFAULT)
		overlays = min(room, 1U);
	if (overlays < 0 || overlays > room) {
		pr_err("overlays=%d: must be from 0 to %u with outputs=%u, as a card has at most %u planes\n",
		       overlays, room, outputs, VPRIME_OBJECTS_MAX);
		return -EINVAL;
	}

	*config = (struct vprime_config) {
		.import_mmap = true,
	};
	take_formats(&config->formats, default_formats, ARRAY_SIZE(default_formats));
	take_formats(&config->writeback_formats, default_writeback_formats,
		     ARRAY_SIZE(default_writeback_formats));
	while (outputs--)
		add_output(config, overlays);
	return 0;
}

/* WIDTHxHEIGHT[@REFRESH], with no more digits than a valid mode has. */
static bool parse_mode(const char *mode, struct vprime_connector_config *connector)
{
	int end = 0;

	connector->refresh = DEFAULT_REFRESH;
	if (sscanf(mode, "%5ux%5u%n", &connector->width, &connector->height, &end) != 2)
		return false;
	mode += end;
	if (*mode == '@') {
		mode++;
		if (sscanf(mode, "%4u%n", &connector->refresh, &end) != 1)
			return false;
		mode += end;
	}
	return !*mode;
}

int vprime_config_mode(struct vprime_config *config, const char *mode)
{
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++) {
		if (!parse_mode(mode, &config->connectors[i])) {
			pr_err("mode=%s: must be WIDTHxHEIGHT or WIDTHxHEIGHT@REFRESH\n", mode);
			return -EINVAL;
		}
	}
	return 0;
}

unsigned int vprime_config_overlays(const struct vprime_config *config, u32 possible_crtcs,
				    unsigned int n)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++) {
		if (config->planes[i].type == DRM_PLANE_TYPE_OVERLAY &&
		    config->planes[i].possible_crtcs & possible_crtcs)
			count++;
	}
	return count;
}

static bool valid_number(const char *name, const char *what, unsigned int n, unsigned int min)
{
	if (n >= min && n <= VPRIME_OBJECTS_MAX)
		return true;
	pr_err("%s: %u %s: must be from %u to %u\n", name, n, what, min, VPRIME_OBJECTS_MAX);
	return false;
}

static unsigned int count_writebacks(const struct vprime_config *config)
{
	unsigned int i, count = 0;

	for (i = 0; i < config->n_crtcs; i++)
		count += config->crtcs[i].writeback;
	return count;
}

static bool valid_numbers(const struct vprime_config *config, const char *name)
{
	unsigned int writebacks = count_writebacks(config);

	return valid_number(name, "planes", config->n_planes, 1) &&
	       valid_number(name, "CRTCs", config->n_crtcs, 1) &&
	       valid_number(name, "encoders", config->n_encoders, 1) &&
	       valid_number(name, "connectors", config->n_connectors, 1) &&
	       valid_number(name, "encoders, writeback included",
			    config->n_encoders + writebacks, 1) &&
	       valid_number(name, "connectors, writeback included",
			    config->n_connectors + writebacks, 1);
}

/* Links to objects, of which there are @n. */
static bool valid_links(const char *name, const char *what, unsigned int i, u32 links,
			unsigned int n, const char *whither)
{
	if (links && !(links & ~GENMASK(n - 1, 0)))
		return true;
	pr_err("%s: %s %u: must have a possible %s\n", name, what, i, whither);
	return false;
}

static bool valid_plane(const struct vprime_config *config, const char *name, unsigned int i)
{
	const struct vprime_plane_config *plane = &config->planes[i];

	if (!valid_links(name, "plane", i, plane->possible_crtcs, config->n_crtcs, "CRTC"))
		return false;
	if (plane->type == DRM_PLANE_TYPE_OVERLAY ||
	    !(plane->possible_crtcs & (plane->possible_crtcs - 1)))
		return true;
	pr_err("%s: plane %u: a primary or cursor plane must have one possible CRTC only\n",
	       name, i);
	return false;
}

static unsigned int count_planes(const struct vprime_config *config, enum drm_plane_type type,
				 u32 crtc)
{
	unsigned int i, count = 0;

	for (i = 0; i < config->n_planes; i++) {
		if (config->planes[i].type == type && config->planes[i].possible_crtcs & crtc)
			count++;
	}
	return count;
}

static bool valid_crtc(const struct vprime_config *config, const char *name, unsigned int i)
{
	u32 reached = 0;
	unsigned int j;

	if (count_planes(config, DRM_PLANE_TYPE_PRIMARY, BIT(i)) != 1) {
		pr_err("%s: CRTC %u: must have one primary plane\n", name, i);
		return false;
	}
	if (count_planes(config, DRM_PLANE_TYPE_CURSOR, BIT(i)) > 1) {
		pr_err("%s: CRTC %u: must not have more than one cursor plane\n", name, i);
		return false;
	}
	for (j = 0; j < config->n_encoders; j++)
		reached |= config->encoders[j].possible_crtcs;
	if (!(reached & BIT(i))) {
		pr_err("%s: CRTC %u: must be a possible CRTC of an encoder\n", name, i);
		return false;
	}
	return true;
}

static bool valid_size(unsigned int size)
{
	return size >= VPRIME_MODE_MIN && size <= VPRIME_SIZE_MAX;
}

static bool valid_connector(const struct vprime_config *config, const char *name, unsigned int i)
{
	const struct vprime_connector_config *connector = &config->connectors[i];

	if (!valid_links(name, "connector", i, connector->possible_encoders, config->n_encoders,
			 "encoder"))
		return false;
	if (!valid_size(connector->width) || !valid_size(connector->height)) {
		pr_err("%s: connector %u: preferred mode %ux%u: must be from %ux%u to %ux%u\n",
		       name, i, connector->width, connector->height, VPRIME_MODE_MIN,
		       VPRIME_MODE_MIN, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX);
		return false;
	}
	if (connector->refresh < VPRIME_REFRESH_MIN || connector->refresh > VPRIME_REFRESH_MAX) {
		pr_err("%s: connector %u: preferred mode of %u Hz: must be from %u to %u\n",
		       name, i, connector->refresh, VPRIME_REFRESH_MIN, VPRIME_REFRESH_MAX);
		return false;
	}
	return true;
}

static bool valid_format(const struct vprime_config *config, unsigned int i, const char *name)
{
	u32 format = config->formats.list[i];
	unsigned int j;

	if (!vprime_format_lookup(format)) {
		pr_err("%s: format %.4s: cannot be shown\n", name, (const char *)&format);
		return false;
	}
	for (j = 0; j < i; j++) {
		if (config->formats.list[j] == format) {
			pr_err("%s: format %.4s: named twice\n", name, (const char *)&format);
			return false;
		}
	}
	return true;
}

static bool valid_writeback_format(const struct vprime_config *config, unsigned int i,
				   const char *name)
{
	u32 code = config->writeback_formats.list[i];
	const struct vprime_format *format = vprime_format_lookup(code);

	/* framebuffers have the formats of planes */
	if (!format || !format->writable || !vprime_formats_has(&config->formats, code)) {
		pr_err("%s: writeback format %.4s: cannot be written, or is no plane's\n", name,
		       (const char *)&code);
		return false;
	}
	return true;
}

static bool valid_formats(const struct vprime_config *config, const char *name)
{
	unsigned int i;

	for (i = 0; i < config->formats.count; i++) {
		if (!valid_format(config, i, name))
			return false;
	}
	if (!count_writebacks(config))
		return true;
	if (!config->writeback_formats.count) {
		pr_err("%s: none of the planes' formats can be written by default\n", name);
		return false;
	}
	for (i = 0; i < config->writeback_formats.count; i++) {
		if (!valid_writeback_format(config, i, name))
			return false;
	}
	return true;
}

bool vprime_config_valid(const struct vprime_config *config, const char *name)
{
	unsigned int i;

	if (!valid_numbers(config, name))
		return false;
	for (i = 0; i < config->n_planes; i++) {
		if (!valid_plane(config, name, i))
			return false;
	}
	for (i = 0; i < config->n_crtcs; i++) {
		if (!valid_crtc(config, name, i))
			return false;
	}
	for (i = 0; i < config->n_encoders; i++) {
		if (!valid_links(name, "encoder", i, config->encoders[i].possible_crtcs,
				 config->n_crtcs, "CRTC"))
			return false;
	}
	for (i = 0; i < config->n_connectors; i++) {
		if (!valid_connector(config, name, i))
			return false;
	}
	return valid_formats(config, name);
}
