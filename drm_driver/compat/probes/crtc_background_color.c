// SPDX-License-Identifier: GPL-2.0-only
/* The state of a CRTC has a background colour. */
#include <drm/drm_blend.h>
#include <drm/drm_crtc.h>

u64 probe(struct drm_crtc *crtc);
u64 probe(struct drm_crtc *crtc)
{
	drm_crtc_attach_background_color_property(crtc);
	return crtc->state->background_color;
}
