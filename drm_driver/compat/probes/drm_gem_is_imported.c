// SPDX-License-Identifier: GPL-2.0-only
/* drm_gem_is_imported() tells imported objects. */
#include <drm/drm_gem.h>

bool probe(struct drm_gem_object *obj);
bool probe(struct drm_gem_object *obj)
{
	return drm_gem_is_imported(obj);
}
