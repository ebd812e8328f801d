// SPDX-License-Identifier: GPL-2.0-only
/* Colour pipelines where the kernel has them, planes without them where it has not. */

#include "compat.h"

#ifdef HAVE_DRM_COLOROP
#include "../vprime_pipeline.c"
#else
#include "../vprime_pipeline.h"

int vprime_pipeline_attach(struct drm_plane *plane)
{
	return 0;
}

int vprime_pipeline_check(const struct drm_plane_state *plane_state,
			  struct drm_atomic_commit *state, struct vprime_colors **colors)
{
	return 0;
}

struct vprime_colors *vprime_colors_get(struct vprime_colors *colors)
{
	return NULL;
}

void vprime_colors_put(struct vprime_colors *colors)
{
}

const struct vprime_pipeline *vprime_colors_pipeline(const struct vprime_colors *colors)
{
	return NULL;
}

void vprime_pipeline_exit(void)
{
}
#endif
