/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * The userspace interface of vprime beyond what every DRM driver has. So far a
 * card is driven through the standard interfaces alone, and this says how to
 * tell it from others.
 */
#ifndef _UAPI_VPRIME_DRM_H_
#define _UAPI_VPRIME_DRM_H_

/* What DRM_IOCTL_VERSION answers as the driver's name. */
#define VPRIME_DRIVER_NAME "vprime"

#endif
