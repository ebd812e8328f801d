// SPDX-License-Identifier: GPL-2.0-only
/* Checks and state of planes. */

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_blend.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

/* All of them are in the composer's table of formats. */
static const u32 plane_formats[] = {
	DRM_FORMAT_XRGB8888,
	DRM_FORMAT_ARGB8888,
	DRM_FORMAT_XRGB2101010,
	DRM_FORMAT_RGB565,
};

static const u64 plane_modifiers[] = {
	DRM_FORMAT_MOD_LINEAR,
	DRM_FORMAT_MOD_INVALID,
};

static int vprime_plane_atomic_check(struct drm_plane *plane, struct drm_atomic_commit *state)
{
	struct drm_plane_state *new_state = drm_atomic_get_new_plane_state(state, plane);
	struct drm_crtc_state *crtc_state;

	if (!new_state->crtc)
		return 0;

	crtc_state = drm_atomic_get_new_crtc_state(state, new_state->crtc);
	return drm_atomic_helper_check_plane_state(new_state, crtc_state, DRM_PLANE_NO_SCALING,
						   DRM_PLANE_NO_SCALING, true, true);
}

static int vprime_plane_prepare_fb(struct drm_plane *plane, struct drm_plane_state *state)
{
	int ret;

	if (!state->fb)
		return 0;

	ret = drm_gem_plane_helper_prepare_fb(plane, state);
	if (ret)
		return ret;
	if (vprime_fb_busy(state->fb, false))
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

static const struct drm_plane_helper_funcs vprime_plane_helper_funcs = {
	.prepare_fb = vprime_plane_prepare_fb,
	.atomic_check = vprime_plane_atomic_check,
	.atomic_update = vprime_plane_atomic_update,
	.atomic_async_check = compat_async_check,
	.atomic_async_update = vprime_plane_atomic_async_update,
};

static const struct drm_plane_funcs vprime_plane_funcs = {
	.update_plane = drm_atomic_helper_update_plane,
	.disable_plane = drm_atomic_helper_disable_plane,
	.reset = drm_atomic_helper_plane_reset,
	.atomic_duplicate_state = drm_atomic_helper_plane_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_plane_destroy_state,
};

/* The helper that allocates planes wants them inside a structure. */
struct vprime_plane {
	struct drm_plane base;
};

struct drm_plane *vprime_plane_create(struct vprime_device *vdev, enum drm_plane_type type,
				      unsigned int zpos)
{
	struct vprime_plane *vplane;
	struct drm_plane *plane;
	int ret;

	/* CRTC 0, the only one */
	vplane = drmm_universal_plane_alloc(&vdev->drm, struct vprime_plane, base, BIT(0),
					    &vprime_plane_funcs, plane_formats,
					    ARRAY_SIZE(plane_formats), plane_modifiers, type, NULL);
	if (IS_ERR(vplane))
		return ERR_CAST(vplane);

	plane = &vplane->base;
	drm_plane_helper_add(plane, &vprime_plane_helper_funcs);
	ret = drm_plane_create_zpos_immutable_property(plane, zpos);
	return ret ? ERR_PTR(ret) : plane;
}
