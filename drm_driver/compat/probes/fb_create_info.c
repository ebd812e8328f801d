// SPDX-License-Identifier: GPL-2.0-only
/* fb_create and its helpers get the format info. */
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_mode_config.h>

extern const struct drm_mode_config_funcs probe;
const struct drm_mode_config_funcs probe = {
	.fb_create = drm_gem_fb_create,
};

struct drm_framebuffer *probe_call(struct drm_device *dev, struct drm_file *file,
				   const struct drm_format_info *info,
				   const struct drm_mode_fb_cmd2 *cmd);
struct drm_framebuffer *probe_call(struct drm_device *dev, struct drm_file *file,
				   const struct drm_format_info *info,
				   const struct drm_mode_fb_cmd2 *cmd)
{
	return drm_gem_fb_create(dev, file, info, cmd);
}
