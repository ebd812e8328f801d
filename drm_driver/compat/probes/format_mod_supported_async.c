// SPDX-License-Identifier: GPL-2.0-only
/* The core has a property for the formats of asynchronous flips. */
#include <drm/drm_plane.h>

bool probe(const struct drm_plane_funcs *funcs, struct drm_plane *plane);
bool probe(const struct drm_plane_funcs *funcs, struct drm_plane *plane)
{
	return funcs->format_mod_supported_async(plane, 0, 0);
}
