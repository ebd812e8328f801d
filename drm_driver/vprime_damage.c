// SPDX-License-Identifier: GPL-2.0-only
/* Which rows of a picture have changed. */

#include <linux/minmax.h>

#include <drm/drm_atomic.h>
#include <drm/drm_blend.h>
#include <drm/drm_damage_helper.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_plane.h>
#include <drm/drm_rect.h>

#include "compose/compose.h"
#include "vprime_crtc.h"
#include "vprime_damage.h"
#include "vprime_drv.h"

/* A commit's clips that are looked at one by one, as many as a DIRTYFB may have. */
#define CLIPS_MAX DRM_MODE_FB_DIRTY_MAX_CLIPS

static void remove_span(struct vprime_damage *damage, unsigned int i)
{
	damage->count--;
	for (; i < damage->count; i++)
		damage->spans[i] = damage->spans[i + 1];
}

/* One range less: the two with the fewest rows between them become one. */
static void join_closest(struct vprime_damage *damage)
{
	unsigned int i, best = 0;
	u32 gap, smallest = U32_MAX;

	for (i = 0; i + 1 < damage->count; i++) {
		gap = damage->spans[i + 1].first - damage->spans[i].end;
		if (gap < smallest) {
			smallest = gap;
			best = i;
		}
	}
	damage->spans[best].end = damage->spans[best + 1].end;
	remove_span(damage, best + 1);
}

void vprime_damage_add(struct vprime_damage *damage, s64 first, s64 end)
{
	unsigned int i = 0;

	first = clamp_t(s64, first, 0, VPRIME_SIZE_MAX);
	end = clamp_t(s64, end, 0, VPRIME_SIZE_MAX);
	if (first >= end)
		return;

	while (i < damage->count) {
		if (damage->spans[i].first > end || damage->spans[i].end < first) {
			i++;
			continue;
		}
		first = min_t(s64, first, damage->spans[i].first);
		end = max_t(s64, end, damage->spans[i].end);
		remove_span(damage, i);
	}

	for (i = damage->count++; i && damage->spans[i - 1].first > first; i--)
		damage->spans[i] = damage->spans[i - 1];
	damage->spans[i].first = first;
	damage->spans[i].end = end;

	if (damage->count > VPRIME_DAMAGE_SPANS)
		join_closest(damage);
}

void vprime_damage_merge(struct vprime_damage *damage, const struct vprime_damage *other)
{
	unsigned int i;

	for (i = 0; i < other->count; i++)
		vprime_damage_add(damage, other->spans[i].first, other->spans[i].end);
}

void vprime_damage_add_plane(struct vprime_damage *damage, const struct drm_plane_state *state)
{
	if (state->visible)
		vprime_damage_add(damage, state->crtc_y, (s64)state->crtc_y + state->crtc_h);
}

/*
 * Rows of the image and rows of the picture are the same but for a distance, if
 * nothing is turned, scaled or shown from a fraction of a pixel on. All others
 * count as a whole.
 */
static void add_rows(struct vprime_damage *damage, u32 rotation, u32 src_y, u32 src_h, s32 dst_y,
		     u32 dst_h, const struct drm_rect *clip)
{
	u32 turned = DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_180 | DRM_MODE_ROTATE_270 |
		     DRM_MODE_REFLECT_Y;
	s64 distance = (s64)dst_y - (src_y >> 16), end = (s64)dst_y + dst_h;

	if (rotation & turned || (u64)dst_h << 16 != src_h || src_y & 0xffff)
		vprime_damage_add(damage, dst_y, end);
	else
		vprime_damage_add(damage, max(distance + clip->y1, (s64)dst_y),
				  min(distance + clip->y2, end));
}

void vprime_damage_add_clip(struct vprime_damage *damage, const struct vprime_layer *layer,
			    const struct drm_rect *clip)
{
	add_rows(damage, layer->rotation, layer->src_y, layer->src_h, layer->dst_y, layer->dst_h,
		 clip);
}

/* Whether nothing but a plane's pixels may have changed. */
static bool same_view(const struct drm_plane_state *a, const struct drm_plane_state *b)
{
	return a->visible && b->visible && a->crtc == b->crtc &&
	       a->crtc_x == b->crtc_x && a->crtc_y == b->crtc_y &&
	       a->crtc_w == b->crtc_w && a->crtc_h == b->crtc_h &&
	       a->src_x == b->src_x && a->src_y == b->src_y &&
	       a->src_w == b->src_w && a->src_h == b->src_h &&
	       a->fb->format == b->fb->format &&
	       a->fb->width == b->fb->width && a->fb->height == b->fb->height &&
	       a->rotation == b->rotation && a->alpha == b->alpha &&
	       a->pixel_blend_mode == b->pixel_blend_mode && a->zpos == b->zpos &&
	       a->color_encoding == b->color_encoding && a->color_range == b->color_range &&
	       a->scaling_filter == b->scaling_filter &&
	       to_vprime_plane_state(a)->colors == to_vprime_plane_state(b)->colors;
}

static void add_change(struct vprime_damage *damage, struct drm_crtc *crtc,
		       struct drm_plane_state *old_state, struct drm_plane_state *new_state)
{
	struct drm_atomic_helper_damage_iter iter;
	struct drm_rect clip;

	if (!same_view(old_state, new_state)) {
		if (old_state->crtc == crtc)
			vprime_damage_add_plane(damage, old_state);
		if (new_state->crtc == crtc)
			vprime_damage_add_plane(damage, new_state);
		return;
	}

	/* interrupts are off, and a blob may have any number of them */
	if (drm_plane_get_damage_clips_count(new_state) > CLIPS_MAX) {
		vprime_damage_add_plane(damage, new_state);
		return;
	}
	drm_atomic_helper_damage_iter_init(&iter, old_state, new_state);
	drm_atomic_for_each_plane_damage(&iter, &clip)
		add_rows(damage, new_state->rotation, new_state->src_y, new_state->src_h,
			 new_state->crtc_y, new_state->crtc_h, &clip);
}

void vprime_damage_add_commit(struct vprime_damage *damage, struct drm_crtc *crtc,
			      struct drm_atomic_commit *state)
{
	struct drm_crtc_state *old_crtc = drm_atomic_get_old_crtc_state(state, crtc);
	struct drm_crtc_state *new_crtc = drm_atomic_get_new_crtc_state(state, crtc);
	struct drm_plane_state *old_state, *new_state;
	struct drm_plane *plane;
	int i;

	if (drm_atomic_crtc_needs_modeset(new_crtc) || new_crtc->color_mgmt_changed ||
	    new_crtc->mode.hdisplay != old_crtc->mode.hdisplay ||
	    new_crtc->mode.vdisplay != old_crtc->mode.vdisplay ||
	    vprime_crtc_background(old_crtc) != vprime_crtc_background(new_crtc) ||
	    to_vprime_crtc_state(old_crtc)->bpc != to_vprime_crtc_state(new_crtc)->bpc) {
		vprime_damage_add(damage, 0, new_crtc->mode.vdisplay);
		return;
	}

	for_each_oldnew_plane_in_state(state, plane, old_state, new_state, i) {
		if (old_state->crtc == crtc || new_state->crtc == crtc)
			add_change(damage, crtc, old_state, new_state);
	}
}
