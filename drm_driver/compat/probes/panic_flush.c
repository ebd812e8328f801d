// SPDX-License-Identifier: GPL-2.0-only
/* A panic screen is drawn to what a plane shows. */
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_panic.h>

int probe(const struct drm_plane_helper_funcs *funcs, struct drm_plane *plane,
	  struct drm_scanout_buffer *sb);
int probe(const struct drm_plane_helper_funcs *funcs, struct drm_plane *plane,
	  struct drm_scanout_buffer *sb)
{
	int ret = funcs->get_scanout_buffer(plane, sb);

	if (!ret)
		funcs->panic_flush(plane);
	return ret;
}
