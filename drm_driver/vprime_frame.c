// SPDX-License-Identifier: GPL-2.0-only
/* State in, frame out. */

#include <linux/overflow.h>
#include <linux/slab.h>

#include <drm/drm_blend.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_connector.h>
#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_plane.h>
#include <drm/drm_property.h>

#include "vprime_bo.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_pipeline.h"

static void vprime_frame_release_work(struct work_struct *work);

/*
 * Frames that nobody refers to any more, of all cards: each holds its card, so
 * what frees it cannot be part of the card.
 */
static LLIST_HEAD(released);
static DECLARE_WORK(release_work, vprime_frame_release_work);

struct vprime_frame *vprime_frame_alloc(struct vprime_device *vdev)
{
	unsigned int planes = vdev->drm.mode_config.num_total_plane;
	struct vprime_frame *frame;

	frame = kzalloc(struct_size(frame, layers, planes) +
			array_size(planes, sizeof(*frame->sources)), GFP_KERNEL);
	if (!frame)
		return NULL;

	kref_init(&frame->ref);
	frame->vdev = vdev;
	drm_dev_get(&vdev->drm);
	frame->scene.layers = frame->layers;
	frame->sources = (struct vprime_source *)&frame->layers[planes];
	return frame;
}

struct vprime_frame *vprime_frame_get(struct vprime_frame *frame)
{
	kref_get(&frame->ref);
	return frame;
}

static void vprime_frame_release(struct kref *ref)
{
	struct vprime_frame *frame = container_of(ref, struct vprime_frame, ref);

	if (llist_add(&frame->released, &released))
		queue_work(vprime_release_wq, &release_work);
}

void vprime_frame_put(struct vprime_frame *frame)
{
	if (frame)
		kref_put(&frame->ref, vprime_frame_release);
}

static void put_source(struct vprime_source *source)
{
	vprime_colors_put(source->colors);
	drm_framebuffer_put(source->fb);
}

static void vprime_frame_release_work(struct work_struct *work)
{
	struct vprime_frame *frame, *next;
	struct vprime_device *vdev;
	unsigned int i;

	llist_for_each_entry_safe(frame, next, llist_del_all(&released), released) {
		for (i = 0; i < frame->scene.n_layers; i++)
			put_source(&frame->sources[i]);
		for (i = 0; i < ARRAY_SIZE(frame->blobs); i++)
			drm_property_blob_put(frame->blobs[i]);
		if (frame->connector)
			drm_connector_put(frame->connector);
		vdev = frame->vdev;
		kfree(frame);
		drm_dev_put(&vdev->drm);
	}
}

void vprime_frame_flush(void)
{
	flush_work(&release_work);
}

/* Planes with the same zpos are in the order of their ids, as user space is promised. */
static bool is_above(const struct vprime_source *source, unsigned int zpos, u32 id)
{
	if (source->zpos != zpos)
		return source->zpos > zpos;
	return source->plane->base.id > id;
}

/* Makes room for a layer at its place in the stack; returns its index. */
static unsigned int insert_layer(struct vprime_frame *frame, unsigned int zpos, u32 id)
{
	struct vprime_scene *scene = &frame->scene;
	unsigned int i = scene->n_layers++;

	for (; i && is_above(&frame->sources[i - 1], zpos, id); i--) {
		frame->sources[i] = frame->sources[i - 1];
		frame->layers[i] = frame->layers[i - 1];
	}
	return i;
}

struct vprime_pixels vprime_fb_pixels(struct drm_framebuffer *fb)
{
	struct vprime_pixels pixels = {
		.format = vprime_format_lookup(fb->format->format),
		.width = fb->width,
		.height = fb->height,
	};
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		pixels.map[i] = vprime_fb_plane_map(fb, i);
		pixels.pitch[i] = fb->pitches[i];
	}
	return pixels;
}

static enum vprime_blend blend_of(const struct drm_plane_state *state)
{
	switch (state->pixel_blend_mode) {
	case DRM_MODE_BLEND_PIXEL_NONE:
		return VPRIME_BLEND_NONE;
	case DRM_MODE_BLEND_COVERAGE:
		return VPRIME_BLEND_COVERAGE;
	default:
		return VPRIME_BLEND_PREMULTI;
	}
}

static enum vprime_encoding encoding_of(const struct drm_plane_state *state)
{
	switch (state->color_encoding) {
	case DRM_COLOR_YCBCR_BT601:
		return VPRIME_ENCODING_BT601;
	case DRM_COLOR_YCBCR_BT2020:
		return VPRIME_ENCODING_BT2020;
	default:
		return VPRIME_ENCODING_BT709;
	}
}

static void add_plane(struct vprime_frame *frame, struct drm_plane *plane)
{
	const struct drm_plane_state *state = plane->state;
	struct vprime_colors *colors = to_vprime_plane_state(state)->colors;
	struct drm_framebuffer *fb = state->fb;
	unsigned int i;

	if (!state->visible)
		return;

	i = insert_layer(frame, state->zpos, plane->base.id);
	drm_framebuffer_get(fb);
	frame->sources[i] = (struct vprime_source) {
		.plane = plane,
		.fb = fb,
		.colors = vprime_colors_get(colors),
		.zpos = state->zpos,
	};
	/* not clipped: the composer does that, to a fraction of a pixel */
	frame->layers[i] = (struct vprime_layer) {
		.src = vprime_fb_pixels(fb),
		.src_x = state->src_x,
		.src_y = state->src_y,
		.src_w = state->src_w,
		.src_h = state->src_h,
		.dst_x = state->crtc_x,
		.dst_y = state->crtc_y,
		.dst_w = state->crtc_w,
		.dst_h = state->crtc_h,
		.rotation = state->rotation,
		.alpha = state->alpha,
		.blend = blend_of(state),
		.filter = state->scaling_filter == DRM_SCALING_FILTER_NEAREST_NEIGHBOR ?
			  VPRIME_FILTER_NEAREST : VPRIME_FILTER_BILINEAR,
		.encoding = encoding_of(state),
		.full_range = state->color_range == DRM_COLOR_YCBCR_FULL_RANGE,
		.pipeline = vprime_colors_pipeline(colors),
	};
}

/* Returns the table that a blob holds, or NULL for none. */
static const struct vprime_lut *set_lut(struct vprime_lut *lut, struct drm_property_blob *blob)
{
	BUILD_BUG_ON(sizeof(struct vprime_lut_entry) != sizeof(struct drm_color_lut));

	if (!blob)
		return NULL;
	lut->size = drm_color_lut_size(blob);
	lut->entries = blob->data;
	return lut;
}

static void set_luts(struct vprime_frame *frame, struct drm_property_blob *degamma,
		     struct drm_property_blob *gamma)
{
	frame->blobs[0] = degamma ? drm_property_blob_get(degamma) : NULL;
	frame->blobs[1] = gamma ? drm_property_blob_get(gamma) : NULL;
	frame->scene.degamma = set_lut(&frame->degamma, frame->blobs[0]);
	frame->scene.gamma = set_lut(&frame->gamma, frame->blobs[1]);
}

/* User space gives sign and magnitude. */
static s64 ctm_coefficient(u64 value)
{
	s64 magnitude = value & ~BIT_ULL(63);

	return value & BIT_ULL(63) ? -magnitude : magnitude;
}

static void set_ctm(struct vprime_frame *frame, const struct drm_property_blob *blob)
{
	const struct drm_color_ctm *ctm;
	unsigned int i;

	if (!blob)
		return;

	ctm = blob->data;
	for (i = 0; i < ARRAY_SIZE(frame->ctm); i++)
		frame->ctm[i] = ctm_coefficient(ctm->matrix[i]);
	frame->scene.ctm = frame->ctm;
}

/* Its name may be read as long as the frame lasts, which may be after the connector has gone. */
static void set_connector(struct vprime_frame *frame, struct drm_connector *connector)
{
	if (connector)
		drm_connector_get(connector);
	frame->connector = connector;
}

void vprime_frame_fill(struct vprime_frame *frame, struct drm_crtc *crtc)
{
	const struct drm_crtc_state *state = crtc->state;
	struct drm_plane *plane;

	frame->scene.width = state->mode.hdisplay;
	frame->scene.height = state->mode.vdisplay;
	frame->scene.background = vprime_crtc_background(state);
	frame->scene.bpc = to_vprime_crtc_state(state)->bpc;
	set_connector(frame, to_vprime_crtc_state(state)->connector);
	set_luts(frame, state->degamma_lut, state->gamma_lut);
	set_ctm(frame, state->ctm);
	drm_for_each_plane_mask(plane, crtc->dev, state->plane_mask)
		add_plane(frame, plane);
}

void vprime_frame_fill_from(struct vprime_frame *frame, const struct vprime_frame *base,
			    struct drm_plane *plane)
{
	unsigned int from, to;

	frame->scene.width = base->scene.width;
	frame->scene.height = base->scene.height;
	frame->scene.background = base->scene.background;
	frame->scene.bpc = base->scene.bpc;
	set_connector(frame, base->connector);
	set_luts(frame, base->blobs[0], base->blobs[1]);
	if (base->scene.ctm) {
		memcpy(frame->ctm, base->ctm, sizeof(frame->ctm));
		frame->scene.ctm = frame->ctm;
	}
	for (from = 0; from < base->scene.n_layers; from++) {
		const struct vprime_source *source = &base->sources[from];

		if (source->plane == plane)
			continue;
		to = insert_layer(frame, source->zpos, source->plane->base.id);
		drm_framebuffer_get(source->fb);
		vprime_colors_get(source->colors);
		frame->sources[to] = *source;
		frame->layers[to] = base->layers[from];
	}
	add_plane(frame, plane);
}

void vprime_frame_dirty(const struct vprime_frame *frame, const struct drm_framebuffer *fb,
			const struct drm_rect *clip, struct vprime_damage *damage)
{
	unsigned int i;

	for (i = 0; i < frame->scene.n_layers; i++) {
		if (frame->sources[i].fb == fb)
			vprime_damage_add_clip(damage, &frame->layers[i], clip);
	}
}

void vprime_frame_count_shown(const struct vprime_frame *frame, bool shown)
{
	unsigned int i;

	for (i = 0; i < frame->scene.n_layers; i++)
		vprime_fb_count_shown(frame->sources[i].fb, shown);
}

bool vprime_frame_busy(const struct vprime_frame *frame)
{
	unsigned int i;

	for (i = 0; i < frame->scene.n_layers; i++) {
		if (vprime_fb_busy(frame->sources[i].fb, false))
			return true;
	}
	return false;
}

int vprime_frame_begin_access(const struct vprime_frame *frame)
{
	unsigned int i;
	int ret;

	for (i = 0; i < frame->scene.n_layers; i++) {
		ret = vprime_fb_begin_access(frame->sources[i].fb, DMA_FROM_DEVICE);
		if (ret)
			goto err_end_access;
	}
	return 0;

err_end_access:
	while (i--)
		vprime_fb_end_access(frame->sources[i].fb, DMA_FROM_DEVICE);
	return ret;
}

void vprime_frame_end_access(const struct vprime_frame *frame)
{
	unsigned int i;

	for (i = 0; i < frame->scene.n_layers; i++)
		vprime_fb_end_access(frame->sources[i].fb, DMA_FROM_DEVICE);
}
