// SPDX-License-Identifier: GPL-2.0-only
/* What a card is made of: defaults and validity, without any DRM call. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <drm_fourcc.h>
#include <drm_mode.h>

#include "compose/compose.h"
#include "vprime_config.h"
#include "vprime_fourcc.h"
#include "vprime_text.h"

/* Primary and cursor, which each output has. */
#define PLANES_MIN 2

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

static const u32 default_cursor_formats[] = {
	DRM_FORMAT_ARGB8888,
	DRM_FORMAT_ABGR8888,
	DRM_FORMAT_XRGB8888,
	DRM_FORMAT_XBGR8888,
};

/* -----------------------------------------------------------------------------
 * Formats
 */

static void take_formats(struct vprime_formats *formats, const u32 *list, unsigned int count)
{
	memcpy(formats->list, list, count * sizeof(*list));
	formats->count = count;
}

void vprime_formats_default(struct vprime_formats *formats, enum drm_plane_type type)
{
	if (type == DRM_PLANE_TYPE_CURSOR)
		take_formats(formats, default_cursor_formats, ARRAY_SIZE(default_cursor_formats));
	else
		take_formats(formats, default_formats, ARRAY_SIZE(default_formats));
}

void vprime_formats_default_writeback(struct vprime_formats *formats)
{
	take_formats(formats, default_writeback_formats, ARRAY_SIZE(default_writeback_formats));
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

void vprime_formats_remove(struct vprime_formats *formats, u32 format)
{
	unsigned int i, kept = 0;

	for (i = 0; i < formats->count; i++) {
		if (formats->list[i] != format)
			formats->list[kept++] = formats->list[i];
	}
	formats->count = kept;
}

/* -----------------------------------------------------------------------------
 * Descriptions
 */

struct vprime_config *vprime_config_create(const char *name)
{
	struct vprime_config *config = kvzalloc(sizeof(*config), GFP_KERNEL);

	if (!config)
		return NULL;
	kref_init(&config->ref);
	strscpy(config->name, name, sizeof(config->name));
	config->import_mmap = true;
	config->vblank = true;
	return config;
}

struct vprime_config *vprime_config_create_like(const struct vprime_config *other)
{
	struct vprime_config *config = vprime_config_create(other->name);

	if (!config)
		return NULL;
	*config = *other;
	kref_init(&config->ref);
	return config;
}

struct vprime_config *vprime_config_get(struct vprime_config *config)
{
	kref_get(&config->ref);
	return config;
}

static void release(struct kref *ref)
{
	struct vprime_config *config = container_of(ref, struct vprime_config, ref);
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++)
		vprime_connector_config_fini(&config->connectors[i]);
	kvfree(config);
}

void vprime_config_put(struct vprime_config *config)
{
	if (config)
		kref_put(&config->ref, release);
}

void vprime_plane_config_init(struct vprime_plane_config *plane, const char *name)
{
	*plane = (struct vprime_plane_config) {
		.type = DRM_PLANE_TYPE_OVERLAY,
		.rotations = DRM_MODE_ROTATE_MASK | DRM_MODE_REFLECT_MASK,
		.zpos.kind = VPRIME_ZPOS_AUTO,
		.scaling = true,
		.size_max = { VPRIME_SIZE_MAX, VPRIME_SIZE_MAX },
	};
	strscpy(plane->name, name, sizeof(plane->name));
}

void vprime_crtc_config_init(struct vprime_crtc_config *crtc, const char *name)
{
	*crtc = (struct vprime_crtc_config) {
		.gamma_size = VPRIME_LUT_SIZE,
		.degamma_size = VPRIME_LUT_SIZE,
		.max_bpc = VPRIME_BPC_MAX,
	};
	strscpy(crtc->name, name, sizeof(crtc->name));
}

void vprime_encoder_config_init(struct vprime_encoder_config *encoder, const char *name)
{
	*encoder = (struct vprime_encoder_config) { };
	strscpy(encoder->name, name, sizeof(encoder->name));
}

static void number_name(char name[VPRIME_NAME_SIZE], unsigned int number)
{
	snprintf(name, VPRIME_NAME_SIZE, "%u", number);
}

static void add_plane(struct vprime_config *config, enum drm_plane_type type, u32 crtc)
{
	struct vprime_plane_config *plane = &config->planes[config->n_planes];
	char name[VPRIME_NAME_SIZE];

	number_name(name, config->n_planes++);
	vprime_plane_config_init(plane, name);
	plane->type = type;
	plane->possible_crtcs = crtc;
}

static void add_output(struct vprime_config *config, unsigned int overlays)
{
	u32 crtc = BIT(config->n_crtcs), encoder = BIT(config->n_encoders);
	char name[VPRIME_NAME_SIZE];

	add_plane(config, DRM_PLANE_TYPE_PRIMARY, crtc);
	while (overlays--)
		add_plane(config, DRM_PLANE_TYPE_OVERLAY, crtc);
	add_plane(config, DRM_PLANE_TYPE_CURSOR, crtc);

	number_name(name, config->n_crtcs);
	vprime_crtc_config_init(&config->crtcs[config->n_crtcs], name);
	config->crtcs[config->n_crtcs++].writeback = 1;
	vprime_encoder_config_init(&config->encoders[config->n_encoders], name);
	config->encoders[config->n_encoders++].possible_crtcs = crtc;
	vprime_connector_config_init(&config->connectors[config->n_connectors], name);
	config->connectors[config->n_connectors++].possible_encoders = encoder;
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

	while (outputs--)
		add_output(config, overlays);
	return 0;
}

int vprime_config_mode(struct vprime_config *config, const char *mode)
{
	struct vprime_modes modes = { .count = 1, .more = true };
	unsigned int length = vprime_mode_parse(&modes.list[0], mode), i;

	if (!length || mode[length]) {
		pr_err("mode=%s: must be WIDTHxHEIGHT or WIDTHxHEIGHT@REFRESH\n", mode);
		return -EINVAL;
	}
	for (i = 0; i < config->n_connectors; i++)
		config->connectors[i].modes = modes;
	return 0;
}

int vprime_config_vrr(struct vprime_config *config, const char *rates)
{
	struct vprime_range vrr;
	const char *text = rates;
	unsigned int i;

	if (!vprime_read_number(&text, UINT_MAX, &vrr.min) ||
	    !vprime_read_next(&text, '-', UINT_MAX, &vrr.max) || *text) {
		pr_err("vrr=%s: must be MIN-MAX\n", rates);
		return -EINVAL;
	}
	for (i = 0; i < config->n_connectors; i++)
		config->connectors[i].vrr = vrr;
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

static bool some_plane_has(const struct vprime_config *config, u32 format)
{
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		if (vprime_formats_has(&config->planes[i].formats, format))
			return true;
	}
	return false;
}

/* What it writes by default, of what framebuffers may have. */
static void complete_writeback(const struct vprime_config *config, struct vprime_formats *formats)
{
	unsigned int i;

	formats->count = 0;
	for (i = 0; i < ARRAY_SIZE(default_writeback_formats); i++) {
		if (some_plane_has(config, default_writeback_formats[i]))
			formats->list[formats->count++] = default_writeback_formats[i];
	}
}

void vprime_config_complete(struct vprime_config *config)
{
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		if (!config->planes[i].formats.chosen)
			vprime_formats_default(&config->planes[i].formats, config->planes[i].type);
	}
	for (i = 0; i < config->n_crtcs; i++) {
		if (!config->crtcs[i].writeback_formats.chosen)
			complete_writeback(config, &config->crtcs[i].writeback_formats);
	}
}

/* -----------------------------------------------------------------------------
 * Rules
 */

static bool valid_number(const struct vprime_config *config, const char *what, unsigned int n)
{
	if (n && n <= VPRIME_OBJECTS_MAX)
		return true;
	pr_err("%s: %u %s: must be from 1 to %u\n", config->name, n, what, VPRIME_OBJECTS_MAX);
	return false;
}

static unsigned int count_writebacks(const struct vprime_config *config)
{
	unsigned int i, count = 0;

	for (i = 0; i < config->n_crtcs; i++)
		count += config->crtcs[i].writeback;
	return count;
}

static bool valid_jitter(const struct vprime_config *config)
{
	if (config->jitter_us <= VPRIME_JITTER_MAX)
		return true;
	pr_err("%s: jitter of %u us: must be at most %u\n", config->name, config->jitter_us,
	       VPRIME_JITTER_MAX);
	return false;
}

static bool valid_numbers(const struct vprime_config *config)
{
	unsigned int writebacks = count_writebacks(config);

	return valid_number(config, "planes", config->n_planes) &&
	       valid_number(config, "CRTCs", config->n_crtcs) &&
	       valid_number(config, "encoders", config->n_encoders) &&
	       valid_number(config, "connectors", config->n_connectors) &&
	       valid_number(config, "encoders, writeback included",
			    config->n_encoders + writebacks) &&
	       valid_number(config, "connectors, writeback included",
			    config->n_connectors + writebacks);
}

/* Links to objects, of which there are @n. */
static bool valid_links(const struct vprime_config *config, const char *what, const char *name,
			u32 links, unsigned int n, const char *whither)
{
	if (links && !(links & ~GENMASK(n - 1, 0)))
		return true;
	pr_err("%s: %s %s: must have a possible %s\n", config->name, what, name, whither);
	return false;
}

static bool valid_plane_format(const struct vprime_config *config,
			       const struct vprime_plane_config *plane, unsigned int i)
{
	u32 format = plane->formats.list[i];
	char name[VPRIME_FOURCC_SIZE];
	unsigned int j;

	if (!vprime_format_lookup(format)) {
		pr_err("%s: plane %s: format %s: cannot be shown\n", config->name, plane->name,
		       vprime_fourcc(format, name));
		return false;
	}
	for (j = 0; j < i; j++) {
		if (plane->formats.list[j] == format) {
			pr_err("%s: plane %s: format %s: named twice\n", config->name,
			       plane->name, vprime_fourcc(format, name));
			return false;
		}
	}
	return true;
}

static bool valid_plane_formats(const struct vprime_config *config,
				const struct vprime_plane_config *plane)
{
	unsigned int i, count = plane->formats.count;

	if (!count || count > VPRIME_FORMATS_MAX) {
		pr_err("%s: plane %s: %u formats: must be from 1 to %u\n", config->name,
		       plane->name, count, VPRIME_FORMATS_MAX);
		return false;
	}
	for (i = 0; i < count; i++) {
		if (!valid_plane_format(config, plane, i))
			return false;
	}
	return true;
}

static bool valid_zpos(const struct vprime_config *config, const struct vprime_plane_config *plane)
{
	const struct vprime_zpos *zpos = &plane->zpos;
	bool none = zpos->kind == VPRIME_ZPOS_NONE;
	bool others_none = config->planes[0].zpos.kind == VPRIME_ZPOS_NONE;

	/* the core demands it, so that clients need not look at planes' ids */
	if (none != others_none) {
		pr_err("%s: plane %s: all planes must have a zpos, or none\n", config->name,
		       plane->name);
		return false;
	}
	if (zpos->kind != VPRIME_ZPOS_RANGE ||
	    (zpos->min <= zpos->initial && zpos->initial <= zpos->max &&
	     zpos->max <= VPRIME_ZPOS_MAX))
		return true;
	pr_err("%s: plane %s: zpos %u, from %u to %u: must be in its range, and that from 0 to %u\n",
	       config->name, plane->name, zpos->initial, zpos->min, zpos->max, VPRIME_ZPOS_MAX);
	return false;
}

static bool valid_plane_geometry(const struct vprime_config *config,
				 const struct vprime_plane_config *plane)
{
	const struct vprime_size *size = &plane->size_max;
	unsigned int max = VPRIME_SIZE_MAX;

	if (!(plane->rotations & DRM_MODE_ROTATE_0)) {
		pr_err("%s: plane %s: rotations: must have rotate-0\n", config->name, plane->name);
		return false;
	}
	if (!size->width || !size->height || size->width > max || size->height > max) {
		pr_err("%s: plane %s: largest size %ux%u: must be from 1x1 to %ux%u\n",
		       config->name, plane->name, size->width, size->height, max, max);
		return false;
	}
	return valid_zpos(config, plane);
}

static bool valid_plane(const struct vprime_config *config,
			const struct vprime_plane_config *plane)
{
	if (!valid_links(config, "plane", plane->name, plane->possible_crtcs, config->n_crtcs,
			 "CRTC"))
		return false;
	if (plane->type != DRM_PLANE_TYPE_OVERLAY &&
	    plane->possible_crtcs & (plane->possible_crtcs - 1)) {
		pr_err("%s: plane %s: a primary or cursor plane must have one possible CRTC only\n",
		       config->name, plane->name);
		return false;
	}
	return valid_plane_formats(config, plane) && valid_plane_geometry(config, plane);
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

static bool valid_writeback_format(const struct vprime_config *config,
				   const struct vprime_crtc_config *crtc, u32 code)
{
	const struct vprime_format *format = vprime_format_lookup(code);
	char name[VPRIME_FOURCC_SIZE];

	/* framebuffers have the formats of planes */
	if (!format || !format->writable || !some_plane_has(config, code)) {
		pr_err("%s: CRTC %s: writeback format %s: cannot be written, or is no plane's\n",
		       config->name, crtc->name, vprime_fourcc(code, name));
		return false;
	}
	return true;
}

static bool valid_writeback(const struct vprime_config *config,
			    const struct vprime_crtc_config *crtc)
{
	const struct vprime_formats *formats = &crtc->writeback_formats;
	unsigned int i;

	if (!crtc->writeback)
		return true;
	if (crtc->writeback > VPRIME_WRITEBACKS_MAX) {
		pr_err("%s: CRTC %s: %u writeback connectors: must be at most %u\n", config->name,
		       crtc->name, crtc->writeback, VPRIME_WRITEBACKS_MAX);
		return false;
	}
	if (!formats->count || formats->count > VPRIME_FORMATS_MAX) {
		pr_err("%s: CRTC %s: must have from 1 to %u writeback formats; by default, those of planes that can be written\n",
		       config->name, crtc->name, VPRIME_FORMATS_MAX);
		return false;
	}
	for (i = 0; i < formats->count; i++) {
		if (!valid_writeback_format(config, crtc, formats->list[i]))
			return false;
	}
	return true;
}

static bool valid_table(const struct vprime_config *config, const struct vprime_crtc_config *crtc,
			const char *what, unsigned int size)
{
	if (size != 1 && size <= VPRIME_LUT_SIZE)
		return true;
	pr_err("%s: CRTC %s: %s of %u entries: must be 0, or from 2 to %u\n", config->name,
	       crtc->name, what, size, VPRIME_LUT_SIZE);
	return false;
}

static bool valid_crtc_colour(const struct vprime_config *config,
			      const struct vprime_crtc_config *crtc)
{
	switch (crtc->max_bpc) {
	case 8:
	case 10:
	case 12:
	case 16:
		return valid_table(config, crtc, "gamma table", crtc->gamma_size) &&
		       valid_table(config, crtc, "degamma table", crtc->degamma_size);
	default:
		pr_err("%s: CRTC %s: %u bits per channel: must be 8, 10, 12 or 16\n",
		       config->name, crtc->name, crtc->max_bpc);
		return false;
	}
}

static bool valid_crtc(const struct vprime_config *config, unsigned int i)
{
	const struct vprime_crtc_config *crtc = &config->crtcs[i];
	u32 reached = 0;
	unsigned int j;

	if (count_planes(config, DRM_PLANE_TYPE_PRIMARY, BIT(i)) != 1) {
		pr_err("%s: CRTC %s: must have one primary plane\n", config->name, crtc->name);
		return false;
	}
	if (count_planes(config, DRM_PLANE_TYPE_CURSOR, BIT(i)) > 1) {
		pr_err("%s: CRTC %s: must not have more than one cursor plane\n", config->name,
		       crtc->name);
		return false;
	}
	for (j = 0; j < config->n_encoders; j++)
		reached |= config->encoders[j].possible_crtcs;
	if (!(reached & BIT(i))) {
		pr_err("%s: CRTC %s: must be a possible CRTC of an encoder\n", config->name,
		       crtc->name);
		return false;
	}
	return valid_crtc_colour(config, crtc) && valid_writeback(config, crtc);
}

static bool valid_connector(const struct vprime_config *config,
			    const struct vprime_connector_config *connector)
{
	return valid_links(config, "connector", connector->name, connector->possible_encoders,
			   config->n_encoders, "encoder") &&
	       vprime_connector_config_valid(connector, config->name);
}

bool vprime_config_valid(const struct vprime_config *config)
{
	unsigned int i;

	if (!valid_numbers(config) || !valid_jitter(config))
		return false;
	for (i = 0; i < config->n_planes; i++) {
		if (!valid_plane(config, &config->planes[i]))
			return false;
	}
	for (i = 0; i < config->n_crtcs; i++) {
		if (!valid_crtc(config, i))
			return false;
	}
	for (i = 0; i < config->n_encoders; i++) {
		if (!valid_links(config, "encoder", config->encoders[i].name,
				 config->encoders[i].possible_crtcs, config->n_crtcs, "CRTC"))
			return false;
	}
	for (i = 0; i < config->n_connectors; i++) {
		if (!valid_connector(config, &config->connectors[i]))
			return false;
	}
	return true;
}
