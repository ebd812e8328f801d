// SPDX-License-Identifier: GPL-2.0-only
/* State in, frame out. */

#include <linux/overflow.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_plane.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

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

static void vprime_frame_release_work(struct work_struct *work)
{
	struct vprime_frame *frame, *next;
	struct vprime_device *vdev;
	unsigned int i;

	llist_for_each_entry_safe(frame, next, llist_del_all(&released), released) {
		for (i = 0; i < frame->scene.n_layers; i++)
			drm_framebuffer_put(frame->sources[i].fb);
		vdev = frame->vdev;
		kfree(frame);
		drm_dev_put(&vdev->drm);
	}
}

void vprime_frame_flush(void)
{
	flush_work(&release_work);
}

/* Makes room for a layer at its place in the stack; returns its index. */
static unsigned int insert_layer(struct vprime_frame *frame, unsigned int zpos)
{
	struct vprime_scene *scene = &frame->scene;
	unsigned int i = scene->n_layers++;

	for (; i && frame->sources[i - 1].zpos > zpos; i--) {
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

static void add_plane(struct vprime_frame *frame, struct drm_plane *plane)
{
	const struct drm_plane_state *state = plane->state;
	struct drm_framebuffer *fb = state->fb;
	unsigned int i;

	if (!state->visible)
		return;

	i = insert_layer(frame, state->zpos);
	drm_framebuffer_get(fb);
	frame->sources[i] = (struct vprime_source) {
		.plane = plane,
		.fb = fb,
		.zpos = state->zpos,
	};
	/* the check allows no scaling: source and destination have the same size */
	frame->layers[i] = (struct vprime_layer) {
		.src = vprime_fb_pixels(fb),
		.src_x = state->src.x1,
		.src_y = state->src.y1,
		.src_w = drm_rect_width(&state->src),
		.src_h = drm_rect_height(&state->src),
		.dst_x = state->dst.x1,
		.dst_y = state->dst.y1,
		.dst_w = drm_rect_width(&state->dst),
		.dst_h = drm_rect_height(&state->dst),
		.alpha = U16_MAX,
	};
}

void vprime_frame_fill(struct vprime_frame *frame, struct drm_crtc *crtc)
{
	struct drm_plane *plane;

	frame->scene.width = crtc->state->mode.hdisplay;
	frame->scene.height = crtc->state->mode.vdisplay;
	drm_for_each_plane_mask(plane, crtc->dev, crtc->state->plane_mask)
		add_plane(frame, plane);
}

void vprime_frame_fill_from(struct vprime_frame *frame, const struct vprime_frame *base,
			    struct drm_plane *plane)
{
	unsigned int from, to;

	frame->scene.width = base->scene.width;
	frame->scene.height = base->scene.height;
	for (from = 0; from < base->scene.n_layers; from++) {
		if (base->sources[from].plane == plane)
			continue;
		to = insert_layer(frame, base->sources[from].zpos);
		drm_framebuffer_get(base->sources[from].fb);
		frame->sources[to] = base->sources[from];
		frame->layers[to] = base->layers[from];
	}
	add_plane(frame, plane);
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
