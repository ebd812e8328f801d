/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * In-kernel clients on kernels that do not have this header. Found only where
 * the kernel's own is missing, as this folder comes last on the include path.
 */
#ifndef VPRIME_COMPAT_DRM_CLIENT_SETUP_H
#define VPRIME_COMPAT_DRM_CLIENT_SETUP_H

#include "compat-config.h"

#ifdef HAVE_DRM_FBDEV_SHMEM_SETUP
#include <drm/drm_fbdev_shmem.h>
#else
#include <drm/drm_fb_helper.h>
#endif

struct drm_format_info;

/* Bits per pixel of the emulated framebuffer. */
#define COMPAT_FBDEV_BPP 32

static inline void drm_client_setup(struct drm_device *dev, const struct drm_format_info *format)
{
#ifdef HAVE_DRM_FBDEV_SHMEM_SETUP
	drm_fbdev_shmem_setup(dev, COMPAT_FBDEV_BPP);
#else
	drm_fbdev_generic_setup(dev, COMPAT_FBDEV_BPP);
#endif
}

/*
 * Kernels whose driver has no fbdev_probe to fill in here have a date instead,
 * which DRM_IOCTL_VERSION insists on.
 */
#define DRM_FBDEV_SHMEM_DRIVER_OPS .date = "20261120"

#endif
