// SPDX-License-Identifier: GPL-2.0-only
/* atomic_async_check is told whether it checks a flip. */
#include <drm/drm_modeset_helper_vtables.h>

int probe(const struct drm_plane_helper_funcs *funcs, struct drm_plane *plane);
int probe(const struct drm_plane_helper_funcs *funcs, struct drm_plane *plane)
{
	return funcs->atomic_async_check(plane, NULL, true);
}
