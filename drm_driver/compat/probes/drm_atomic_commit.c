// SPDX-License-Identifier: GPL-2.0-only
/* The atomic state is called struct drm_atomic_commit. */
#include <drm/drm_atomic.h>

struct drm_device *probe(struct drm_atomic_commit *state);
struct drm_device *probe(struct drm_atomic_commit *state)
{
	return state->dev;
}
