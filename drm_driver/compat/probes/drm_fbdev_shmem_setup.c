// SPDX-License-Identifier: GPL-2.0-only
/* drm_fbdev_shmem_setup() starts the fbdev emulation. */
#include <drm/drm_fbdev_shmem.h>

void probe(struct drm_device *dev);
void probe(struct drm_device *dev)
{
	drm_fbdev_shmem_setup(dev, 32);
}
