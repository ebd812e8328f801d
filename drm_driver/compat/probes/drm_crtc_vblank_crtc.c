// SPDX-License-Identifier: GPL-2.0-only
/* drm_crtc_vblank_crtc() finds the vblank state of a CRTC. */
#include <drm/drm_vblank.h>

int probe(struct drm_crtc *crtc);
int probe(struct drm_crtc *crtc)
{
	return drm_crtc_vblank_crtc(crtc)->framedur_ns;
}
