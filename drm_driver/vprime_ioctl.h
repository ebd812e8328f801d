/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's own ioctls, see uapi/vprime_drm.h for what each does. */
#ifndef VPRIME_IOCTL_H
#define VPRIME_IOCTL_H

#include <drm/drm_ioctl.h>

#include "uapi/vprime_drm.h"

/* The last one's number and one. */
#define VPRIME_NUM_IOCTLS (DRM_VPRIME_FENCE_SIGNAL + 1)

extern const struct drm_ioctl_desc vprime_ioctls[VPRIME_NUM_IOCTLS];

#endif
