// SPDX-License-Identifier: GPL-2.0-only
/* Adapters for callbacks that got an argument more in newer kernels. */

#include "../vprime_bo.h"
#include "../vprime_drv.h"

#ifndef HAVE_FB_CREATE_INFO
struct drm_framebuffer *compat_fb_create(struct drm_device *dev, struct drm_file *file,
					 const struct drm_mode_fb_cmd2 *cmd)
{
	return vprime_fb_create(dev, file, drm_get_format_info(dev, cmd), cmd);
}
#endif

#ifndef HAVE_ASYNC_CHECK_FLIP
int compat_async_check(struct drm_plane *plane, struct drm_atomic_commit *state)
{
	return vprime_plane_atomic_async_check(plane, state, false);
}
#endif
