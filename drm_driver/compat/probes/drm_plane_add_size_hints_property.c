// SPDX-License-Identifier: GPL-2.0-only
/* A cursor plane can say which sizes it is best used with. */
#include <drm/drm_plane.h>

int probe(struct drm_plane *plane);
int probe(struct drm_plane *plane)
{
	const struct drm_plane_size_hint hint = { .width = 64, .height = 64 };

	return drm_plane_add_size_hints_property(plane, &hint, 1);
}
