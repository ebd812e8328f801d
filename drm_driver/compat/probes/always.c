// SPDX-License-Identifier: GPL-2.0-only
/* Nothing that could be missing: tells a broken compiler call from a missing interface. */
#include <drm/drm_device.h>

struct device *probe(struct drm_device *dev);
struct device *probe(struct drm_device *dev)
{
	return dev->dev;
}
