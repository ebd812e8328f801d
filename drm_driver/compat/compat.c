// SPDX-License-Identifier: GPL-2.0-only
/* What older kernels lack and is too long for a header. */

#include "../vprime_bo.h"
#include "../vprime_drv.h"
#include "../vprime_plane.h"

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

#ifndef HAVE_FORMAT_MOD_SUPPORTED_ASYNC
void compat_attach_async_formats(struct drm_plane *plane)
{
	struct drm_property *property;
	u64 blob;

	if (drm_object_property_get_default_value(&plane->base,
						  plane->dev->mode_config.modifiers_property,
						  &blob))
		return;
	property = drm_property_create(plane->dev, DRM_MODE_PROP_BLOB | DRM_MODE_PROP_IMMUTABLE,
				       "IN_FORMATS_ASYNC", 0);
	/* the core says so if there is no memory, and a card can do without */
	if (property)
		drm_object_attach_property(&plane->base, property, blob);
}
#endif

#ifndef HAVE_DRM_GEM_SHMEM_PRIME_IMPORT_NO_MAP
/* Without the test whether it is a buffer of the card's own, which the caller has made. */
struct drm_gem_object *drm_gem_shmem_prime_import_no_map(struct drm_device *dev,
							 struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, dev->dev);
	struct drm_gem_object *obj;

	if (IS_ERR(attach))
		return ERR_CAST(attach);
	get_dma_buf(dmabuf);

	/* the helper keeps the table for the import's end, and there is none */
	obj = drm_gem_shmem_prime_import_sg_table(dev, attach, NULL);
	if (IS_ERR(obj)) {
		dma_buf_detach(dmabuf, attach);
		dma_buf_put(dmabuf);
		return obj;
	}

	obj->import_attach = attach;
	obj->resv = dmabuf->resv;
	return obj;
}
#endif

#ifndef HAVE_CRTC_BACKGROUND_COLOR
#define BACKGROUND_COLOR "BACKGROUND_COLOR"

void drm_crtc_attach_background_color_property(struct drm_crtc *crtc)
{
	struct drm_property *property = drm_property_create_range(crtc->dev, 0, BACKGROUND_COLOR,
								  0, U64_MAX);

	/* the core says so if there is no memory, and a card can do without */
	if (property)
		drm_object_attach_property(&crtc->base, property, COMPAT_BACKGROUND_BLACK.color);
}

int compat_crtc_atomic_set_property(struct drm_crtc *crtc, struct drm_crtc_state *state,
				    struct drm_property *property, u64 value)
{
	if (strcmp(property->name, BACKGROUND_COLOR))
		return -EINVAL;
	to_vprime_crtc_state(state)->background.color = value;
	return 0;
}

int compat_crtc_atomic_get_property(struct drm_crtc *crtc, const struct drm_crtc_state *state,
				    struct drm_property *property, u64 *value)
{
	if (strcmp(property->name, BACKGROUND_COLOR))
		return -EINVAL;
	*value = to_vprime_crtc_state(state)->background.color;
	return 0;
}
#endif
