// SPDX-License-Identifier: GPL-2.0-only
/* The driver's own ioctls. */

#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_fence.h"
#include "vprime_ioctl.h"

static int vprime_ioctl_bo_info(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_vprime_bo_info *info = data;
	struct drm_gem_object *obj = drm_gem_object_lookup(file, info->handle);

	if (!obj) {
		drm_dbg_prime(dev, "no handle %u\n", info->handle);
		return -ENOENT;
	}
	vprime_ledger_info(to_vprime_bo(obj), info);
	drm_gem_object_put(obj);
	return 0;
}

const struct drm_ioctl_desc vprime_ioctls[VPRIME_NUM_IOCTLS] = {
	DRM_IOCTL_DEF_DRV(VPRIME_BO_INFO, vprime_ioctl_bo_info, 0),
	DRM_IOCTL_DEF_DRV(VPRIME_FENCE_ATTACH, vprime_ioctl_fence_attach, 0),
	DRM_IOCTL_DEF_DRV(VPRIME_FENCE_SIGNAL, vprime_ioctl_fence_signal, 0),
};
