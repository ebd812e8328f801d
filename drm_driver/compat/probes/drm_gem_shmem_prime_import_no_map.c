// SPDX-License-Identifier: GPL-2.0-only
/* The shmem helpers import without an sg table. */
#include <drm/drm_gem_shmem_helper.h>

struct drm_gem_object *probe(struct drm_device *dev, struct dma_buf *dmabuf);
struct drm_gem_object *probe(struct drm_device *dev, struct dma_buf *dmabuf)
{
	return drm_gem_shmem_prime_import_no_map(dev, dmabuf);
}
