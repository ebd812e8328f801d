// SPDX-License-Identifier: GPL-2.0-only
/* A card's planes, CRTCs, encoders and connectors, made as its description says. */

#include <linux/bits.h>

#include <drm/drm_encoder.h>
#include <drm/drm_managed.h>
#include <drm/drm_plane.h>

#include "vprime_drv.h"

int vprime_outputs_alloc(struct vprime_device *vdev)
{
	struct vprime_output *output;
	unsigned int i;

	for (i = 0; i < vdev->config->n_crtcs; i++) {
		output = drmm_kzalloc(&vdev->drm, sizeof(*output), GFP_KERNEL);
		if (!output)
			return -ENOMEM;
		output->vdev = vdev;
		vdev->outputs[i] = output;
	}
	return 0;
}

static int create_planes(struct vprime_device *vdev, struct drm_plane **planes)
{
	const struct vprime_config *config = vdev->config;
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		planes[i] = vprime_plane_create(vdev, &config->planes[i]);
		if (IS_ERR(planes[i]))
			return PTR_ERR(planes[i]);
	}
	return 0;
}

static struct drm_plane *find_plane(const struct vprime_config *config,
				    struct drm_plane *const *planes, enum drm_plane_type type,
				    u32 crtc)
{
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		if (config->planes[i].type == type && config->planes[i].possible_crtcs & crtc)
			return planes[i];
	}
	return NULL;
}

static int create_crtcs(struct vprime_device *vdev, struct drm_plane *const *planes)
{
	const struct vprime_config *config = vdev->config;
	struct vprime_output *output;
	unsigned int i;
	int ret;

	for (i = 0; i < config->n_crtcs; i++) {
		output = vdev->outputs[i];
		ret = vprime_composer_init(output);
		if (ret)
			return ret;
		ret = vprime_crtc_init(output,
				       find_plane(config, planes, DRM_PLANE_TYPE_PRIMARY, BIT(i)),
				       find_plane(config, planes, DRM_PLANE_TYPE_CURSOR, BIT(i)));
		if (ret)
			return ret;
	}
	return 0;
}

static int create_encoders(struct vprime_device *vdev, struct drm_encoder **encoders)
{
	const struct vprime_config *config = vdev->config;
	struct drm_encoder *encoder;
	unsigned int i;

	for (i = 0; i < config->n_encoders; i++) {
		encoder = drmm_plain_encoder_alloc(&vdev->drm, NULL, DRM_MODE_ENCODER_VIRTUAL,
						   NULL);
		if (IS_ERR(encoder))
			return PTR_ERR(encoder);
		encoder->possible_crtcs = config->encoders[i].possible_crtcs;
		encoder->possible_clones = drm_encoder_mask(encoder);
		encoders[i] = encoder;
	}
	return 0;
}

/* A monitor and writeback run on a CRTC at once only if each one's encoder names the other. */
static int create_writeback(struct vprime_output *output, struct drm_encoder *const *encoders)
{
	const struct vprime_config *config = output->vdev->config;
	struct drm_encoder *writeback = &output->writeback.encoder;
	unsigned int i;
	int ret;

	ret = vprime_writeback_init(output);
	if (ret)
		return ret;

	writeback->possible_clones = drm_encoder_mask(writeback);
	for (i = 0; i < config->n_encoders; i++) {
		if (!(encoders[i]->possible_crtcs & drm_crtc_mask(&output->crtc)))
			continue;
		writeback->possible_clones |= drm_encoder_mask(encoders[i]);
		encoders[i]->possible_clones |= drm_encoder_mask(writeback);
	}
	return 0;
}

int vprime_outputs_init(struct vprime_device *vdev)
{
	const struct vprime_config *config = vdev->config;
	struct drm_encoder *encoders[VPRIME_OBJECTS_MAX];
	struct drm_plane *planes[VPRIME_OBJECTS_MAX];
	unsigned int i;
	int ret;

	ret = create_planes(vdev, planes);
	if (ret)
		return ret;
	ret = create_crtcs(vdev, planes);
	if (ret)
		return ret;
	ret = create_encoders(vdev, encoders);
	if (ret)
		return ret;

	for (i = 0; i < config->n_connectors; i++) {
		ret = vprime_connector_create(vdev, &config->connectors[i], encoders);
		if (ret)
			return ret;
	}
	for (i = 0; i < config->n_crtcs; i++) {
		if (!config->crtcs[i].writeback)
			continue;
		ret = create_writeback(vdev->outputs[i], encoders);
		if (ret)
			return ret;
	}
	return 0;
}
