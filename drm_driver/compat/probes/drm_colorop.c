// SPDX-License-Identifier: GPL-2.0-only
/* Planes have colour pipelines, with all operations of 7.3 in them. */
#include <drm/drm_colorop.h>
#include <drm/drm_plane.h>

int probe(struct drm_plane *plane, struct drm_colorop *colorop,
	  const struct drm_colorop_funcs *funcs);
int probe(struct drm_plane *plane, struct drm_colorop *colorop,
	  const struct drm_colorop_funcs *funcs)
{
	drm_plane_colorop_curve_1d_init(plane->dev, colorop, plane, funcs,
					1ull << DRM_COLOROP_1D_CURVE_GAMMA22_INV,
					DRM_COLOROP_FLAG_ALLOW_BYPASS);
	drm_plane_colorop_mult_init(plane->dev, colorop, plane, funcs, 0);
	drm_plane_colorop_ctm_3x4_init(plane->dev, colorop, plane, funcs, 0);
	drm_plane_colorop_curve_1d_lut_init(plane->dev, colorop, plane, funcs, 1,
					    DRM_COLOROP_LUT1D_INTERPOLATION_LINEAR, 0);
	drm_plane_colorop_3dlut_init(plane->dev, colorop, plane, funcs, 1,
				     DRM_COLOROP_LUT3D_INTERPOLATION_TETRAHEDRAL, 0);
	return plane->state->color_mgmt_changed && plane->state->color_pipeline;
}
