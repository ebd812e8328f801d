/* SPDX-License-Identifier: GPL-2.0-only */
/* What a panic screen is drawn to, for kernels that draw none. */
#ifndef VPRIME_COMPAT_DRM_PANIC_H
#define VPRIME_COMPAT_DRM_PANIC_H

#include <linux/iosys-map.h>

#include <drm/drm_fourcc.h>

struct drm_scanout_buffer {
	const struct drm_format_info *format;
	struct iosys_map map[DRM_FORMAT_MAX_PLANES];
	unsigned int width;
	unsigned int height;
	unsigned int pitch[DRM_FORMAT_MAX_PLANES];
};

#endif
