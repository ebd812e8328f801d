// SPDX-License-Identifier: GPL-2.0-only
/* Checks and state of planes. */

#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_blend.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_panic.h"
#include "vprime_pipeline.h"
#include "vprime_plane.h"

/* How much larger or smaller a plane may show its source, in either direction. */
#define SCALE_MAX 16
/* Scale in the core's units, source to destination in 65536ths. */
#define SCALE_ONE 0x10000

static const u64 plane_modifiers[] = {
	DRM_FORMAT_MOD_LINEAR,
	DRM_FORMAT_MOD_INVALID,
};

/* The helper that allocates planes wants them inside a structure. */
struct vprime_plane {
	struct drm_plane base;
	const struct vprime_plane_config *config;
};

static bool size_fits(const struct drm_plane *plane, const struct vprime_size *max, u32 width,
		      u32 height, const char *what)
{
	if (width <= max->width && height <= max->height)
		return true;
	drm_dbg_atomic(plane->dev, "[PLANE:%d:%s] %s is %ux%u, must be at most %ux%u\n",
		       plane->base.id, plane->name, what, width, height, max->width, max->height);
	return false;
}

static int vprime_plane_check_limits(const struct vprime_plane_config *config,
				     const struct drm_plane_state *state)
{
	if (size_fits(state->plane, &config->size_max, DIV_ROUND_UP(state->src_w, SCALE_ONE),
		      DIV_ROUND_UP(state->src_h, SCALE_ONE), "source") &&
	    size_fits(state->plane, &config->size_max, state->crtc_w, state->crtc_h,
		      "destination"))
		return 0;
	return -ERANGE;
}

static int vprime_plane_atomic_check(struct drm_plane *plane, struct drm_atomic_commit *state)
{
	const struct vprime_plane_config *config = container_of(plane, struct vprime_plane,
								base)->config;
	unsigned int scale = config->scaling ? SCALE_MAX : 1;
	struct drm_plane_state *new_state = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state;
	int ret;

	/* the core WARNs when it comes to wait for it */
	if (new_state->fence && !new_state->fb) {
		drm_dbg_atomic(plane->dev, "[PLANE:%d:%s] IN_FENCE_FD without a framebuffer\n",
			       plane->base.id, plane->name);
		return -EINVAL;
	}

	ret = vprime_pipeline_check(new_state, state, &to_vprime_plane_state(new_state)->colors);
	if (ret || !new_state->crtc)
		return ret;

	ret = vprime_plane_check_limits(config, new_state);
	if (ret)
		return ret;
	crtc_state = drm_atomic_get_new_crtc_state(state, new_state->crtc);
	return drm_atomic_helper_check_plane_state(new_state, crtc_state, SCALE_ONE / scale,
						   SCALE_ONE * scale, true, true);
}

static int vprime_plane_prepare_fb(struct drm_plane *plane, struct drm_plane_state *state)
{
	/* IN_FENCE_FD takes the place of the fences of the buffers */
	bool explicit = state->fence;
	int ret;

	if (!state->fb)
		return 0;

	ret = drm_gem_plane_helper_prepare_fb(plane, state);
	if (ret)
		return ret;
	if (!explicit && vprime_fb_busy(state->fb, false))
		vprime_fb_count_fence_wait(state->fb);
	return vprime_fb_map(state->fb);
}

/* Planes have no state of their own: the CRTC's flush reads them all into its frame. */
static void vprime_plane_atomic_update(struct drm_plane *plane, struct drm_atomic_commit *state)
{
}

int vprime_plane_atomic_async_check(struct drm_plane *plane, struct drm_atomic_commit *state,
				    bool flip)
{
	struct drm_plane_state *new_state = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state;

	/* asked while the commit is still being put together, of what is no primary plane */
	if (flip)
		return plane->type == DRM_PLANE_TYPE_OVERLAY ? 0 : -EINVAL;

	if (plane->type != DRM_PLANE_TYPE_CURSOR || !new_state->fb)
		return -EINVAL;

	crtc_state = drm_atomic_get_new_crtc_state(state, new_state->crtc);
	if (!crtc_state || !to_vprime_crtc_state(crtc_state)->frame)
		return -EINVAL;

	/* the core looks at explicit fences only */
	if (vprime_fb_busy(new_state->fb, false)) {
		drm_dbg_atomic(plane->dev, "[PLANE:%d:%s] buffer busy, no asynchronous update\n",
			       plane->base.id, plane->name);
		return -EBUSY;
	}
	return 0;
}

static void vprime_plane_atomic_async_update(struct drm_plane *plane,
					     struct drm_atomic_commit *state)
{
	struct drm_plane_state *new_state = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state = drm_atomic_get_new_crtc_state(state, new_state->crtc);
	struct vprime_crtc_state *vstate = to_vprime_crtc_state(crtc_state);
	struct vprime_frame *frame = vstate->frame;

	vstate->frame = NULL;
	vprime_crtc_show_async(plane, frame, new_state);
}

#define VPRIME_PLANE_HELPER_FUNCS \
	.prepare_fb = vprime_plane_prepare_fb, \
	.atomic_check = vprime_plane_atomic_check, \
	.atomic_update = vprime_plane_atomic_update, \
	.atomic_async_check = compat_async_check, \
	.atomic_async_update = vprime_plane_atomic_async_update

static const struct drm_plane_helper_funcs vprime_plane_helper_funcs = {
	VPRIME_PLANE_HELPER_FUNCS,
};

static const struct drm_plane_helper_funcs vprime_primary_helper_funcs = {
	VPRIME_PLANE_HELPER_FUNCS,
	COMPAT_PANIC_SCREEN(vprime_panic_get_scanout_buffer, vprime_panic_flush)
};

static void vprime_plane_destroy_state(struct drm_plane *plane, struct drm_plane_state *state)
{
	struct vprime_plane_state *vstate = to_vprime_plane_state(state);

	__drm_atomic_helper_plane_destroy_state(state);
	vprime_colors_put(vstate->colors);
	kfree(vstate);
}

static void vprime_plane_reset(struct drm_plane *plane)
{
	struct vprime_plane_state *vstate = kzalloc(sizeof(*vstate), GFP_KERNEL);

	if (plane->state)
		vprime_plane_destroy_state(plane, plane->state);
	__drm_atomic_helper_plane_reset(plane, vstate ? &vstate->base : NULL);
}

static struct drm_plane_state *vprime_plane_duplicate_state(struct drm_plane *plane)
{
	struct vprime_plane_state *vstate = kzalloc(sizeof(*vstate), GFP_KERNEL);

	if (!vstate)
		return NULL;
	__drm_atomic_helper_plane_duplicate_state(plane, &vstate->base);
	vstate->colors = vprime_colors_get(to_vprime_plane_state(plane->state)->colors);
	return &vstate->base;
}

/* Whatever can be shown may be flipped to without waiting for a vblank. */
static bool __maybe_unused
vprime_plane_format_mod_supported_async(struct drm_plane *plane, u32 format, u64 modifier)
{
	return modifier == DRM_FORMAT_MOD_LINEAR;
}

#define VPRIME_PLANE_FUNCS \
	.update_plane = drm_atomic_helper_update_plane, \
	.disable_plane = drm_atomic_helper_disable_plane, \
	.reset = vprime_plane_reset, \
	.atomic_duplicate_state = vprime_plane_duplicate_state, \
	.atomic_destroy_state = vprime_plane_destroy_state

static const struct drm_plane_funcs vprime_plane_funcs = {
	VPRIME_PLANE_FUNCS,
	COMPAT_FORMAT_MOD_SUPPORTED_ASYNC(vprime_plane_format_mod_supported_async)
};

static const struct drm_plane_funcs vprime_cursor_funcs = {
	VPRIME_PLANE_FUNCS,
};

static int attach_blending(struct drm_plane *plane)
{
	int ret;

	ret = drm_plane_create_alpha_property(plane);
	if (ret)
		return ret;
	return drm_plane_create_blend_mode_property(plane, BIT(DRM_MODE_BLEND_PIXEL_NONE) |
						    BIT(DRM_MODE_BLEND_PREMULTI) |
						    BIT(DRM_MODE_BLEND_COVERAGE));
}

static int attach_geometry(struct drm_plane *plane, const struct vprime_plane_config *config)
{
	int ret;

	if (config->rotations != DRM_MODE_ROTATE_0) {
		ret = drm_plane_create_rotation_property(plane, DRM_MODE_ROTATE_0,
							 config->rotations);
		if (ret)
			return ret;
	}
	if (!config->scaling)
		return 0;
	return drm_plane_create_scaling_filter_property(plane,
							BIT(DRM_SCALING_FILTER_DEFAULT) |
							BIT(DRM_SCALING_FILTER_NEAREST_NEIGHBOR));
}

static int attach_colour(struct drm_plane *plane)
{
	return drm_plane_create_color_properties(plane,
						 BIT(DRM_COLOR_YCBCR_BT601) |
						 BIT(DRM_COLOR_YCBCR_BT709) |
						 BIT(DRM_COLOR_YCBCR_BT2020),
						 BIT(DRM_COLOR_YCBCR_LIMITED_RANGE) |
						 BIT(DRM_COLOR_YCBCR_FULL_RANGE),
						 DRM_COLOR_YCBCR_BT709,
						 DRM_COLOR_YCBCR_LIMITED_RANGE);
}

/* The cursor is always on top; the others may change places, which are as many as they. */
static int attach_default_zpos(struct drm_plane *plane, const struct vprime_plane_config *config)
{
	const struct vprime_config *card = to_vprime_device(plane->dev)->config;
	unsigned int i = config - card->planes;
	unsigned int overlays = vprime_config_overlays(card, config->possible_crtcs,
						       card->n_planes);

	if (config->type == DRM_PLANE_TYPE_CURSOR)
		return drm_plane_create_zpos_immutable_property(plane, overlays + 1);
	if (!overlays)
		return drm_plane_create_zpos_immutable_property(plane, 0);
	if (config->type == DRM_PLANE_TYPE_PRIMARY)
		return drm_plane_create_zpos_property(plane, 0, 0, overlays);
	return drm_plane_create_zpos_property(plane,
					      vprime_config_overlays(card, config->possible_crtcs,
								     i) + 1,
					      0, overlays);
}

static int attach_zpos(struct drm_plane *plane, const struct vprime_plane_config *config)
{
	const struct vprime_zpos *zpos = &config->zpos;

	switch (zpos->kind) {
	case VPRIME_ZPOS_NONE:
		return 0;
	case VPRIME_ZPOS_RANGE:
		if (zpos->min == zpos->max)
			return drm_plane_create_zpos_immutable_property(plane, zpos->min);
		return drm_plane_create_zpos_property(plane, zpos->initial, zpos->min, zpos->max);
	default:
		return attach_default_zpos(plane, config);
	}
}

/* Any size will do, but clients look for the few that real cursors have. */
static int attach_size_hints(struct drm_plane *plane, const struct vprime_plane_config *config)
{
	struct drm_plane_size_hint hints[4];
	unsigned int size, n = 0;

	if (config->type != DRM_PLANE_TYPE_CURSOR)
		return 0;
	for (size = 64; size <= VPRIME_CURSOR_SIZE && n < ARRAY_SIZE(hints); size *= 2) {
		if (size > config->size_max.width || size > config->size_max.height)
			break;
		hints[n++] = (struct drm_plane_size_hint) { .width = size, .height = size };
	}
	if (!n)
		hints[n++] = (struct drm_plane_size_hint) {
			.width = min(config->size_max.width, VPRIME_CURSOR_SIZE),
			.height = min(config->size_max.height, VPRIME_CURSOR_SIZE),
		};
	return drm_plane_add_size_hints_property(plane, hints, n);
}

static int attach_properties(struct drm_plane *plane, const struct vprime_plane_config *config)
{
	int ret;

	ret = attach_zpos(plane, config);
	if (ret)
		return ret;
	ret = attach_geometry(plane, config);
	if (ret)
		return ret;
	ret = attach_colour(plane);
	if (ret)
		return ret;
	drm_plane_enable_fb_damage_clips(plane);
	ret = attach_size_hints(plane, config);
	if (ret)
		return ret;
	return attach_blending(plane);
}

struct drm_plane *vprime_plane_create(struct vprime_device *vdev,
				      const struct vprime_plane_config *config)
{
	const struct drm_plane_funcs *funcs = config->type == DRM_PLANE_TYPE_CURSOR ?
					      &vprime_cursor_funcs : &vprime_plane_funcs;
	struct vprime_plane *vplane;
	struct drm_plane *plane;
	int ret;

	vplane = drmm_universal_plane_alloc(&vdev->drm, struct vprime_plane, base,
					    config->possible_crtcs, funcs,
					    config->formats.list, config->formats.count,
					    plane_modifiers, config->type, NULL);
	if (IS_ERR(vplane))
		return ERR_CAST(vplane);

	vplane->config = config;
	plane = &vplane->base;
	drm_plane_helper_add(plane, config->type == DRM_PLANE_TYPE_PRIMARY ?
			     &vprime_primary_helper_funcs : &vprime_plane_helper_funcs);
	ret = attach_properties(plane, config);
	if (!ret && config->type != DRM_PLANE_TYPE_CURSOR) {
		compat_attach_async_formats(plane);
		ret = vprime_pipeline_attach(plane);
	}
	return ret ? ERR_PTR(ret) : plane;
}
